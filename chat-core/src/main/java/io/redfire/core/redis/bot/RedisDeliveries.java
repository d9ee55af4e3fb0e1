package io.redfire.core.redis.bot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.bot.Claim;
import io.redfire.core.bot.Deliveries;
import io.redfire.core.bot.Delivery;
import io.redfire.core.bot.Holding;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.log.Script;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.params.ZRangeParams;

/** How far outgoing webhooks are, in Redis beside the rooms' logs. */
public final class RedisDeliveries implements Deliveries {
  private static final Script CLAIM = Script.of("/io/redfire/core/redis/bot/claim.lua");
  private static final Script SAVE = Script.of("/io/redfire/core/redis/bot/save.lua");

  private final RedisKeys keys;
  private final RedisServers servers;
  private final ScriptReader reader;

  /**
   * Opens it; connections are made when they are needed.
   *
   * @param readers how many questions may be under way at once
   */
  public RedisDeliveries(RedisConnections connections, RedisKeys keys, int readers) {
    this.keys = keys;
    this.servers = connections.servers("redfire-deliveries", readers);
    this.reader = new ScriptReader(servers.client(), RedisObserver.NONE);
  }

  @Override
  public Optional<Delivery> find(RoomName room, String id) {
    byte[][] names =
        DeliveryFields.NAMES.stream().map(RedisDeliveries::bytes).toArray(byte[][]::new);
    List<byte[]> found = reader.ask(redis -> redis.hmget(keys.webhook(room, id), names));
    return found.stream().anyMatch(Objects::isNull)
        ? Optional.empty()
        : DeliveryFields.read(found.stream().map(value -> new String(value, UTF_8)).toList());
  }

  @Override
  public Claim take(RoomName room, String id, Holding known, Duration time) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(known.holder()));
    arguments.add(bytes(Long.toString(known.term())));
    arguments.add(bytes(Long.toString(time.toMillis())));
    DeliveryFields.NAMES.forEach(name -> arguments.add(bytes(name)));
    List<?> reply = reader.run(CLAIM, List.of(keys.webhook(room, id)), arguments);
    if (!ScriptReply.text(reply, 0).equals("taken")) {
      return new Claim(known, Optional.empty(), Duration.ofMillis(ScriptReply.number(reply, 1)));
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < DeliveryFields.NAMES.size(); i++) {
      values.add(ScriptReply.text(reply, i + 2));
    }
    return new Claim(
        new Holding(known.holder(), Long.parseLong(ScriptReply.text(reply, 1))),
        DeliveryFields.read(values),
        Duration.ZERO);
  }

  @Override
  public boolean save(RoomName room, String id, Holding holding, Delivery delivery, Duration time) {
    return save(room, id, holding, time, DeliveryFields.words(delivery));
  }

  @Override
  public void giveBack(RoomName room, String id, Holding holding) {
    var unused = save(room, id, holding, Duration.ZERO, List.of());
  }

  private boolean save(
      RoomName room, String id, Holding holding, Duration time, List<byte[]> fields) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(holding.holder()));
    arguments.add(bytes(Long.toString(holding.term())));
    arguments.add(bytes(Long.toString(time.toMillis())));
    arguments.addAll(fields);
    List<?> reply = reader.run(SAVE, List.of(keys.webhook(room, id)), arguments);
    return ScriptReply.text(reply, 0).equals("saved");
  }

  @Override
  public List<RoomName> rooms(Optional<RoomName> after, int limit) {
    byte[] from = bytes(after.map(room -> "(" + room.value()).orElse("-"));
    List<byte[]> names =
        reader.ask(
            redis ->
                redis.zrange(
                    keys.webhookRooms(),
                    ZRangeParams.zrangeByLexParams(from, bytes("+")).limit(0, limit)));
    List<RoomName> rooms = new ArrayList<>();
    for (byte[] name : names) {
      try {
        rooms.add(new RoomName(new String(name, UTF_8)));
      } catch (InvalidName notOurs) {
        // Or nobody would get past it.
        var unused = reader.ask(redis -> redis.zrem(keys.webhookRooms(), name));
      }
    }
    return rooms;
  }

  @Override
  public void note(RoomName room) {
    var unused =
        reader.ask(
            redis ->
                redis.zadd(
                    keys.webhookRooms(), 0, bytes(room.value()), ZAddParams.zAddParams().nx()));
  }

  @Override
  public void forget(RoomName room) {
    var unused = reader.ask(redis -> redis.zrem(keys.webhookRooms(), bytes(room.value())));
  }

  @Override
  public void close() {
    servers.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
