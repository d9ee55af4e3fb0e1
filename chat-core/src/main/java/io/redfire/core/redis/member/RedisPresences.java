package io.redfire.core.redis.member;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.log.Words;
import io.redfire.core.member.Presence;
import io.redfire.core.member.PresenceState;
import io.redfire.core.member.Presences;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.Response;

/** Who is there, in Redis: a hash of each user's, beside the user's own log. */
public final class RedisPresences implements Presences {
  /** How long it is known when somebody was last there. */
  private static final Duration KEPT = Duration.ofDays(30);

  private final RedisKeys keys;
  private final RedisServers servers;
  private final ScriptReader reader;
  private final RoomQuestions questions;

  /**
   * Opens it; connections are made when they are needed.
   *
   * @param readers how many questions may be under way at once
   */
  public RedisPresences(RedisConnections connections, RedisKeys keys, int readers) {
    this.keys = keys;
    this.servers = connections.servers("redfire-presence", readers);
    this.reader = new ScriptReader(servers.client(), RedisObserver.NONE);
    this.questions = new RoomQuestions(servers, keys, reader);
  }

  @Override
  public Map<UserName, Presence> show(
      Map<UserName, Map<String, Optional<PresenceState>>> devices, Duration good) {
    Map<RoomName, List<byte[]>> arguments = new HashMap<>();
    devices.forEach((user, shown) -> arguments.put(RoomName.ownOf(user), arguments(shown, good)));
    return ask(arguments);
  }

  @Override
  public Map<UserName, Presence> seen(Collection<UserName> users) {
    List<byte[]> nothing = arguments(Map.of(), Duration.ZERO);
    Map<RoomName, List<byte[]>> arguments = new HashMap<>();
    users.forEach(user -> arguments.put(RoomName.ownOf(user), nothing));
    return ask(arguments);
  }

  private static List<byte[]> arguments(
      Map<String, Optional<PresenceState>> devices, Duration good) {
    List<String> words = new ArrayList<>();
    words.add(Long.toString(good.toMillis()));
    words.add(Long.toString(KEPT.toMillis()));
    devices.forEach(
        (word, state) -> {
          words.add(word);
          words.add(state.map(Words::of).orElse(""));
        });
    return RedisRoomMembers.arguments(words.toArray(String[]::new));
  }

  /** A user's hash is in the slot of the user's own room, and so is found as that is. */
  private Map<UserName, Presence> ask(Map<RoomName, List<byte[]>> arguments) {
    Map<RoomName, Presence> found =
        questions.ask(
            arguments.keySet(),
            (pipeline, own) -> {
              Response<Object> reply =
                  pipeline.evalsha(MemberScripts.PRESENCE.sha(), key(own), of(own, arguments));
              return () -> Optional.of(presence((List<?>) reply.get()));
            },
            own -> presence(reader.run(MemberScripts.PRESENCE, key(own), of(own, arguments))));
    Map<UserName, Presence> seen = new HashMap<>();
    found.forEach((own, presence) -> seen.put(own.owner().orElseThrow(), presence));
    return seen;
  }

  private static List<byte[]> of(RoomName own, Map<RoomName, List<byte[]>> arguments) {
    return arguments.getOrDefault(own, List.of());
  }

  private List<byte[]> key(RoomName own) {
    return List.of(keys.presence(own.owner().orElseThrow()));
  }

  private static Presence presence(List<?> reply) {
    PresenceState state =
        Words.find(PresenceState.class, ScriptReply.text(reply, 0)).orElse(PresenceState.OFFLINE);
    long since = ScriptReply.number(reply, 1);
    return new Presence(
        state, since == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(since)));
  }

  @Override
  public void close() {
    servers.close();
  }
}
