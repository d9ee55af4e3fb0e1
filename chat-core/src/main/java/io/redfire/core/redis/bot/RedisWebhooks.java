package io.redfire.core.redis.bot;

import io.redfire.core.bot.Delivery;
import io.redfire.core.bot.IncomingWebhook;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.core.bot.SlashCommands.Outcome;
import io.redfire.core.bot.Webhook;
import io.redfire.core.bot.Webhooks;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.log.Script;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The webhooks of rooms, in Redis beside the rooms' logs. */
public final class RedisWebhooks implements Webhooks {
  private static final Script HOOK = Script.of("/io/redfire/core/redis/bot/hook.lua");

  private final RedisKeys keys;
  private final RedisServers servers;
  private final ScriptReader reader;
  private final FieldScript fields;

  /**
   * Opens it; connections are made when they are needed.
   *
   * @param readers how many questions may be under way at once
   */
  public RedisWebhooks(RedisConnections connections, RedisKeys keys, int readers) {
    this.keys = keys;
    this.servers = connections.servers("redfire-webhooks", readers);
    this.reader = new ScriptReader(servers.client(), RedisObserver.NONE);
    this.fields = new FieldScript(reader);
  }

  @Override
  public List<Webhook> list(RoomName room) {
    Map<byte[], byte[]> all = reader.ask(redis -> redis.hgetAll(keys.webhooks(room)));
    return all.entrySet().stream()
        .map(each -> WebhookJson.decode(text(each.getKey()), text(each.getValue())))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public Optional<Webhook> find(RoomName room, String id) {
    return reader
        .ask(redis -> Optional.ofNullable(redis.hget(keys.webhooks(room), bytes(id))))
        .flatMap(text -> WebhookJson.decode(id, text(text)));
  }

  @Override
  public boolean add(RoomName room, IncomingWebhook hook, int most) {
    return fields.change(keys.webhooks(room), hook.id(), "", WebhookJson.encode(hook), most)
        == Outcome.DONE;
  }

  @Override
  public boolean add(RoomName room, OutgoingWebhook hook, Delivery beginning, int most) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(hook.id()));
    arguments.add(bytes(WebhookJson.encode(hook)));
    arguments.add(bytes(Integer.toString(most)));
    arguments.addAll(DeliveryFields.words(beginning));
    List<?> reply =
        reader.run(HOOK, List.of(keys.webhooks(room), keys.webhook(room, hook.id())), arguments);
    return ScriptReply.text(reply, 0).equals("done");
  }

  @Override
  public boolean remove(RoomName room, String id) {
    // In this order: what is left where it ends in between is listed, and can be removed again.
    var unused = reader.ask(redis -> redis.del(keys.webhook(room, id)));
    // Whatever it says: what cannot be read must not stay either.
    byte[] key = keys.webhooks(room);
    boolean wasThere = reader.ask(redis -> redis.hget(key, bytes(id)) != null);
    return reader.ask(redis -> redis.hdel(key, bytes(id))) > 0 || wasThere;
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
