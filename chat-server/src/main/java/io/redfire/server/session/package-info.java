/** Streams: what a client asks goes in, what its cursors reach goes out. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.session;
