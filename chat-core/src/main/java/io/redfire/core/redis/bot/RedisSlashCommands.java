package io.redfire.core.redis.bot;

import io.redfire.core.bot.SlashCommand;
import io.redfire.core.bot.SlashCommands;
import io.redfire.core.log.CommandName;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.log.ScriptReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands of rooms, in Redis beside the rooms' logs. */
public final class RedisSlashCommands implements SlashCommands {
  private final RedisKeys keys;
  private final RedisServers servers;
  private final ScriptReader reader;
  private final FieldScript fields;

  /**
   * Opens it; connections are made when they are needed.
   *
   * @param readers how many questions may be under way at once
   */
  public RedisSlashCommands(RedisConnections connections, RedisKeys keys, int readers) {
    this.keys = keys;
    this.servers = connections.servers("redfire-commands", readers);
    this.reader = new ScriptReader(servers.client(), RedisObserver.NONE);
    this.fields = new FieldScript(reader);
  }

  @Override
  public List<SlashCommand> list(RoomName room) {
    Map<byte[], byte[]> all = reader.ask(redis -> redis.hgetAll(keys.commands(room)));
    return all.entrySet().stream()
        .map(each -> CommandJson.decode(text(each.getKey()), text(each.getValue())))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public Optional<SlashCommand> find(RoomName room, CommandName name) {
    return decode(name, raw(room, name));
  }

  private String raw(RoomName room, CommandName name) {
    byte[] found = reader.ask(redis -> redis.hget(keys.commands(room), bytes(name.value())));
    return found == null ? "" : text(found);
  }

  private static Optional<SlashCommand> decode(CommandName name, String raw) {
    return raw.isEmpty() ? Optional.empty() : CommandJson.decode(name.value(), raw);
  }

  @Override
  public Outcome change(
      RoomName room,
      CommandName name,
      Optional<SlashCommand> known,
      Optional<SlashCommand> next,
      int most) {
    // As it stands: another version may have written more than is read here.
    String raw = raw(room, name);
    Optional<SlashCommand> now = decode(name, raw);
    if (now.equals(next) && next.isEmpty() == raw.isEmpty()) {
      return Outcome.DONE;
    }
    return now.equals(known)
        ? fields.change(keys.commands(room), name.value(), raw, json(next), most)
        : Outcome.CHANGED;
  }

  private static String json(Optional<SlashCommand> command) {
    return command.map(CommandJson::encode).orElse("");
  }

  @Override
  public void close() {
    servers.close();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
