/** The slash commands of rooms, and the way to the bots that answer them. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.bot;
