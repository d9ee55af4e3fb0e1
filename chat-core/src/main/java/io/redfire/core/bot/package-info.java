/** Programs that take part: the slash commands that bots answer. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.bot;
