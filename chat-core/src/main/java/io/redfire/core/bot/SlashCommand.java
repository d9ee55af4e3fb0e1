package io.redfire.core.bot;

import io.redfire.core.log.CommandName;
import io.redfire.core.log.UserName;
import java.time.Instant;

/**
 * A command of a room, and who answers it. Immutable.
 *
 * @param description what it does, for people; may be empty
 * @param usage what to write after the name, for people; may be empty
 * @param at when it was registered, in milliseconds
 */
public record SlashCommand(
    CommandName name, UserName bot, String description, String usage, Instant at) {}
