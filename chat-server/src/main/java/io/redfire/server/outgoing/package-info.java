/** What a node posts to programs elsewhere: rooms' entries, to their outgoing webhooks. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.outgoing;
