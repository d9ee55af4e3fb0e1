package io.redfire.core.redis.bot;

import io.redfire.core.bot.SlashCommands.Outcome;
import io.redfire.core.redis.log.Script;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Changes one field of a bounded hash, as {@code field.lua} says. Thread-safe. */
final class FieldScript {
  private static final Script SCRIPT = Script.of("/io/redfire/core/redis/bot/field.lua");

  private final ScriptReader reader;

  FieldScript(ScriptReader reader) {
    this.reader = reader;
  }

  /**
   * Changes it.
   *
   * @param known what it is; empty text for none
   * @param next what it is to be; empty text for none
   */
  Outcome change(byte[] key, String field, String known, String next, int most) {
    List<?> reply =
        reader.run(
            SCRIPT,
            List.of(key),
            Stream.of(field, known, next, Integer.toString(most))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList());
    return switch (ScriptReply.text(reply, 0)) {
      case "done" -> Outcome.DONE;
      case "full" -> Outcome.FULL;
      default -> Outcome.CHANGED;
    };
  }
}
