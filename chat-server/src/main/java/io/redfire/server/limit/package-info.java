/** What one client, user or room may take of a node, and what is set about it. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.limit;
