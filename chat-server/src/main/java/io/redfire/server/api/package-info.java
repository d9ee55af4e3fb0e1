/** The services of the public contract. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.api;
