/** What those may do who run the server. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.admin;
