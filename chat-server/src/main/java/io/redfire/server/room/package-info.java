/** The rooms that a node has readers in: tails, cursors over them, and what keeps them true. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.room;
