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
    return reader
        .ask(redis -> Optional.ofNullable(redis.hget(keys.commands(room), bytes(name.value()))))
        .flatMap(text -> CommandJson.decode(name.value(), text(text)));
  }

  @Override
  public Outcome change(
      RoomName room,
      CommandName name,
      Optional<SlashCommand> known,
      Optional<SlashCommand> next,
      int most) {
    return fields.change(keys.commands(room), name.value(), json(known), json(next), most);
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
