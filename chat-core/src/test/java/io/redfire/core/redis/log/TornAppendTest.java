package io.redfire.core.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.Position;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The power goes while Redis writes what an append did to its append-only file: the file ends
 * anywhere in it, and Redis starts with that file.
 */
class TornAppendTest {
  /** Short, since every byte of a name is a byte to end at. */
  private static final RedisKeys KEYS = new RedisKeys("");

  @Test
  void aMessageIsThereWholeOrNotAtAllWhereverItIsTorn() throws IOException {
    try (OwnRedis own = TestRedis.own("appendfsync no");
        ScriptRoom room = new ScriptRoom(own.connections(), KEYS)) {
      room.append(room.message("1"));
      Torn torn = new Torn(own, room, 0, room.message("2"));
      torn.tearAt(end -> true);
    }
  }

  @Test
  void aBatchIsThereWholeOrNotAtAll() throws IOException {
    try (OwnRedis own = TestRedis.own("appendfsync no");
        ScriptRoom room = new ScriptRoom(own.connections(), KEYS)) {
      room.append(room.message("1"));
      Torn torn = new Torn(own, room, 0, room.message("2"), room.message("3"), room.message("4"));
      torn.tearAt(torn::isNearTheEndOfACommand);
    }
  }

  @Test
  void anEditAndWhatItTrimsAreThereWholeOrNotAtAll() throws IOException {
    try (OwnRedis own = TestRedis.own("appendfsync no");
        ScriptRoom room = new ScriptRoom(own.connections(), KEYS)) {
      room.append(room.message("1"));
      room.pushMany(63);
      // The place of the 64th, which is another program's, is marked, and trimmed with it.
      var unused = room.after(Position.ORIGIN, 0, 0);
      room.append(room.message("65"));
      Torn torn = new Torn(own, room, 2, edit(room, 65, "new"));
      torn.tearAt(torn::isNearTheEndOfACommand);
    }
  }

  @Test
  void aChangeOfTheRoomIsThereWholeOrNotAtAll() throws IOException {
    try (OwnRedis own = TestRedis.own();
        ScriptRoom room = new ScriptRoom(own.connections(), KEYS)) {
      String version =
          room.append(
                  change(
                      room, "", Optional.of(RoomRules.of(RoomKind.PRIVATE)), Role.OWNER, "alice"))
              .positions()
              .get(0)
              .tag();
      NewGovernance change =
          change(room, version, Optional.empty(), Role.READ_ONLY, "alice", "bob");
      Torn torn = new Torn(own, room, 2, change);
      torn.tearAt(torn::isNearTheEndOfACommand);
    }
  }

  @Test
  void aMessageOfAMemberAndWhatFollowsFromItAreThereWholeOrNotAtAll() throws IOException {
    try (OwnRedis own = TestRedis.own("appendfsync no");
        ScriptRoom room = new ScriptRoom(own.connections(), KEYS)) {
      room.append(
          change(
              room, "", Optional.of(RoomRules.of(RoomKind.PRIVATE)), Role.OWNER, "alice", "bob"));
      Torn torn = new Torn(own, room, 0, room.message("@bob and @room").asOfMember());
      torn.tearAt(torn::isNearTheEndOfACommand);
    }
  }

  private static NewGovernance change(
      ScriptRoom room, String version, Optional<RoomRules> rules, Role role, String... users) {
    List<PartChange> parts =
        Stream.of(users)
            .map(
                user ->
                    new PartChange(
                        new UserName(user),
                        MembershipAction.JOINED,
                        Optional.of(role),
                        false,
                        Instant.MIN,
                        Instant.MIN,
                        ""))
            .toList();
    return new NewGovernance(
        room.room,
        MessageId.create(),
        new UserName("alice"),
        Instant.parse("2026-11-23T18:30:00.456Z"),
        version,
        rules,
        parts);
  }

  private static NewEdit edit(ScriptRoom room, long seq, String text) {
    return new NewEdit(
        room.room,
        MessageId.create(),
        new UserName("alice"),
        Instant.parse("2026-11-23T18:30:00.456Z"),
        seq,
        text);
  }

  /** An append that is torn, and what Redis holds before it, after it, and after the next one. */
  private static final class Torn {
    private final OwnRedis own;
    private final int retain;
    private final NewEntry[] call;
    private final NewEntry next;
    private final Map<String, String> before;
    private final Map<String, String> after;
    private final Map<String, String> afterNext;
    private final byte[] file;
    private final int start;

    Torn(OwnRedis own, ScriptRoom room, int retain, NewEntry... call) throws IOException {
      this.own = own;
      this.retain = retain;
      this.call = call;
      this.next = room.message("next");
      before = everything(room);
      start = (int) Files.size(file(own));
      assertThat(room.appendOnce(retain, call)).isPresent();
      after = everything(room);
      file = Files.readAllBytes(file(own));
      assertThat(room.appendOnce(retain, next)).isPresent();
      afterNext = everything(room);
    }

    private static Path file(OwnRedis own) throws IOException {
      try (Stream<Path> files = Files.list(own.server().directory().resolve("appendonlydir"))) {
        return files
            .filter(path -> path.toString().endsWith(".incr.aof"))
            .findFirst()
            .orElseThrow();
      }
    }

    boolean isNearTheEndOfACommand(int end) {
      // A command begins with how many words it has, and each word with how long it is.
      String near =
          new String(
              file,
              Math.max(0, end - 2),
              Math.min(6, file.length - Math.max(0, end - 2)),
              StandardCharsets.ISO_8859_1);
      return near.contains("\r\n*") || end >= file.length - 2;
    }

    void tearAt(IntPredicate wanted) throws IOException {
      List<Integer> ends =
          IntStream.rangeClosed(start, file.length).filter(wanted).boxed().toList();
      assertThat(ends).hasSizeGreaterThan(20).contains(start, file.length);
      for (int end : ends) {
        own.kill9();
        Files.write(file(own), Arrays.copyOf(file, end));
        own.restart();
        check(end);
      }
    }

    private void check(int end) {
      boolean whole = end == file.length;
      try (ScriptRoom room = new ScriptRoom(own.connections(), KEYS)) {
        assertThat(everything(room))
            .as("torn at %d", end - start)
            .isEqualTo(whole ? after : before);
        List<Boolean> known = room.appendOnce(retain, call).orElseThrow().duplicates();
        assertThat(known).as("torn at %d", end - start).containsOnly(whole);
        assertThat(everything(room)).as("sent again after %d", end - start).isEqualTo(after);
        assertThat(room.appendOnce(retain, next)).isPresent();
        assertThat(everything(room)).as("gone on after %d", end - start).isEqualTo(afterNext);
      }
    }

    /** What every key holds, and when it expires. */
    private static Map<String, String> everything(ScriptRoom room) {
      return room.redis.keys("*").stream()
          .collect(
              Collectors.toMap(
                  key -> key,
                  key -> content(room, key) + " until " + room.redis.pexpireTime(key),
                  (one, other) -> one,
                  TreeMap::new));
    }

    private static String content(ScriptRoom room, String key) {
      return switch (room.redis.type(key)) {
        case "list" -> room.redis.lrange(key, 0, -1).toString();
        case "zset" -> room.redis.zrangeWithScores(key, 0, -1).toString();
        default -> new TreeMap<>(room.redis.hgetAll(key)).toString();
      };
    }
  }
}
