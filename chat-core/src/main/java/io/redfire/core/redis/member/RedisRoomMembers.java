package io.redfire.core.redis.member;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.InboxRow;
import io.redfire.core.member.Invite;
import io.redfire.core.member.Marks;
import io.redfire.core.member.MarksPage;
import io.redfire.core.member.MemberPage;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.PartText;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.log.ScriptReader;
import io.redfire.core.redis.log.ScriptReply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.ScanResult;

/** Who is in which room, in Redis beside the room's log. */
public final class RedisRoomMembers implements RoomMembers {
  private static final String FIRST_PAGE = "0";
  private static final List<byte[]> INVITE = arguments("room", "from", "expires", "uses");

  private final RedisKeys keys;
  private final RedisServers servers;
  private final ScriptReader reader;
  private final RoomQuestions questions;
  private final InboxReader inbox;
  private final RedisMarks marks;

  /**
   * Opens it; connections are made when they are needed.
   *
   * @param readers how many questions may be under way at once
   */
  public RedisRoomMembers(RedisConnections connections, RedisKeys keys, int readers) {
    this.keys = keys;
    this.servers = connections.servers("redfire-members", readers);
    this.reader = new ScriptReader(servers.client(), RedisObserver.NONE);
    this.questions = new RoomQuestions(servers, keys, reader);
    this.inbox = new InboxReader(keys, reader, questions);
    this.marks = new RedisMarks(keys, reader);
  }

  @Override
  public RoomState state(RoomName room, Optional<UserName> user) {
    // The rules first: where they change in between, their version is the older one, and what is
    // decided on both is refused.
    return reader.ask(
        redis -> {
          List<byte[]> rules = redis.hmget(keys.rules(room), RulesFields.ALL);
          Part part =
              user.map(name -> part(redis.hget(keys.members(room), bytes(name.value()))))
                  .orElse(Part.NONE);
          return RulesFields.state(rules, part);
        });
  }

  @Override
  public Map<RoomName, RoomState> states(Collection<RoomName> rooms, Optional<UserName> user) {
    return questions.ask(
        rooms,
        (pipeline, room) -> {
          Response<List<byte[]>> rules = pipeline.hmget(keys.rules(room), RulesFields.ALL);
          Optional<Response<byte[]>> part =
              user.map(name -> pipeline.hget(keys.members(room), bytes(name.value())));
          return () ->
              Optional.of(
                  RulesFields.state(
                      rules.get(), part.map(text -> part(text.get())).orElse(Part.NONE)));
        },
        room -> state(room, user));
  }

  @SuppressWarnings("NullAway") // Redis answers a missing field with null.
  private static Part part(byte[] text) {
    return text == null ? Part.NONE : PartText.read(new String(text, StandardCharsets.UTF_8));
  }

  @Override
  public MemberPage members(RoomName room, String from, int limit) {
    if (!from.matches("[0-9]{0,20}")) {
      throw new IllegalArgumentException("from: not of an earlier page");
    }
    byte[] cursor = bytes(from.isEmpty() ? FIRST_PAGE : from);
    ScanResult<Map.Entry<byte[], byte[]>> page =
        reader.ask(redis -> redis.hscan(keys.members(room), cursor, new ScanParams().count(limit)));
    Map<UserName, Part> parts = new LinkedHashMap<>();
    for (Map.Entry<byte[], byte[]> member : page.getResult()) {
      parts.put(
          new UserName(new String(member.getKey(), StandardCharsets.UTF_8)),
          part(member.getValue()));
    }
    return new MemberPage(parts, page.isCompleteIteration() ? "" : page.getCursor());
  }

  @Override
  public List<InboxRow> inbox(UserName user, Collection<RoomName> rooms) {
    return inbox.rows(user, rooms);
  }

  @Override
  public List<RoomName> rooms(UserName user) {
    return reader.ask(
        redis ->
            redis.zrange(keys.roomsOf(user), ZRangeParams.zrangeParams(0, -1)).stream()
                .map(name -> new RoomName(new String(name, StandardCharsets.UTF_8)))
                .toList());
  }

  @Override
  public boolean addRoom(UserName user, RoomName room) {
    return reader.ask(
        redis ->
            redis.zadd(keys.roomsOf(user), 0, bytes(room.value()), ZAddParams.zAddParams().nx())
                > 0);
  }

  @Override
  public boolean removeRoom(UserName user, RoomName room) {
    return reader.ask(redis -> redis.zrem(keys.roomsOf(user), bytes(room.value())) > 0);
  }

  @Override
  public Marks markRead(RoomName room, UserName user, long seq, boolean back) {
    return marks.read(room, user, seq, back);
  }

  @Override
  public Marks markDelivered(RoomName room, UserName user, long seq) {
    return marks.delivered(room, user, seq);
  }

  @Override
  public MarksPage marks(RoomName room, String from, int limit) {
    MemberPage page = members(room, from, limit);
    List<UserName> members =
        page.parts().entrySet().stream()
            .filter(member -> member.getValue().role().isPresent())
            .map(Map.Entry::getKey)
            .toList();
    return new MarksPage(marks.of(room, members), page.next());
  }

  @Override
  public boolean claimName(RoomName room, Set<String> skeletons) {
    // Looked at before any is claimed, so that a refused name leaves no claim; in the same order
    // for everyone, so that of two who want the same one gets all.
    List<byte[]> claims = new TreeSet<>(skeletons).stream().map(keys::roomNameClaim).toList();
    return claims.stream().allMatch(claim -> isFor(room, claim) || isNobodys(claim))
        && claims.stream().allMatch(claim -> claim(room, claim));
  }

  private boolean claim(RoomName room, byte[] claim) {
    var unused =
        reader.ask(
            redis ->
                Optional.ofNullable(
                    redis.set(claim, bytes(room.value()), SetParams.setParams().nx())));
    return isFor(room, claim);
  }

  private boolean isNobodys(byte[] claim) {
    return claimed(claim).isEmpty();
  }

  private boolean isFor(RoomName room, byte[] claim) {
    return claimed(claim).equals(Optional.of(room.value()));
  }

  private Optional<String> claimed(byte[] claim) {
    return reader.ask(
        redis ->
            Optional.ofNullable(redis.get(claim))
                .map(name -> new String(name, StandardCharsets.UTF_8)));
  }

  @Override
  public void addInvite(String codeDigest, Invite invite) {
    var unused =
        reader.run(
            MemberScripts.INVITE,
            List.of(keys.invite(codeDigest)),
            arguments(
                invite.room().value(),
                invite.from().value(),
                Long.toString(invite.expiresAt().toEpochMilli()),
                Integer.toString(invite.uses())));
  }

  @Override
  public Optional<Invite> findInvite(String codeDigest) {
    List<byte[]> found =
        reader.ask(redis -> redis.hmget(keys.invite(codeDigest), INVITE.toArray(byte[][]::new)));
    return found.stream().anyMatch(Objects::isNull)
        ? Optional.empty()
        : Optional.of(
            new Invite(
                new RoomName(text(found, 0)),
                new UserName(text(found, 1)),
                Instant.ofEpochMilli(Long.parseLong(text(found, 2))),
                Integer.parseInt(text(found, 3))));
  }

  private static String text(List<byte[]> values, int index) {
    return new String(values.get(index), StandardCharsets.UTF_8);
  }

  @Override
  public Optional<Invite> takeInvite(String codeDigest, String taker) {
    List<?> reply =
        reader.run(MemberScripts.TAKE, List.of(keys.invite(codeDigest)), arguments(taker));
    return reply.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Invite(
                new RoomName(ScriptReply.text(reply, 0)),
                new UserName(ScriptReply.text(reply, 1)),
                Instant.ofEpochMilli(Long.parseLong(ScriptReply.text(reply, 2))),
                Math.toIntExact(ScriptReply.number(reply, 3))));
  }

  @Override
  public void close() {
    servers.close();
  }

  static List<byte[]> arguments(String... texts) {
    return Stream.of(texts).map(RedisRoomMembers::bytes).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
