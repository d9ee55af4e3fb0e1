package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.TestRedis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;

/** Whatever is done to a room's keys, the scripts answer what the plain reference answers. */
class ScriptPropertyTest {
  private static final int STEPS = 300;
  private static final List<UserName> USERS =
      List.of(new UserName("alice"), new UserName("bob"), new UserName("小明"));

  static LongStream seeds() {
    return LongStream.of(1, 2, 3, 4, 5, 6, new Random().nextLong());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void scriptsAnswerWhatTheReferenceAnswers(long seed) {
    RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
    try (Connection connection = TestRedis.shared().connections().open("duel");
        RedisMessageLog log =
            new RedisMessageLog(TestRedis.shared().connections(), keys, 0, 1, RedisObserver.NONE)) {
      new Run(connection, log, keys, new Random(seed)).play(seed);
    }
  }

  /** One random sequence of steps over a few rooms. */
  private static final class Run {
    private final Random random;
    private final RandomLines lines;
    private final List<RoomDuel> rooms;
    private final List<MessageId> ids = new ArrayList<>();
    private String done = "nothing";

    Run(Connection connection, RedisMessageLog log, RedisKeys keys, Random random) {
      this.random = random;
      this.lines = new RandomLines(random);
      this.rooms =
          IntStream.rangeClosed(1, 3)
              .mapToObj(i -> new RoomDuel(connection, log, keys, new RoomName("房间" + i), random))
              .toList();
    }

    void play(long seed) {
      List<String> history = new ArrayList<>();
      try {
        for (int step = 0; step < STEPS; step++) {
          RoomDuel room = rooms.get(random.nextInt(rooms.size()));
          boolean look = step % 75 == 0 ? flood(room) : act(room);
          history.add(room.room() + " " + done + (look ? ", read" : ""));
          if (look) {
            room.check();
          }
        }
      } catch (RuntimeException | AssertionError failure) {
        int from = Math.max(0, history.size() - 30);
        throw new AssertionError(
            "seed "
                + seed
                + ", step "
                + history.size()
                + ", now "
                + done
                + ", before:\n"
                + String.join("\n", history.subList(from, history.size())),
            failure);
      }
    }

    /** More than one call walks over, and than two marks are apart. */
    private boolean flood(RoomDuel room) {
      int count = 513 + random.nextInt(900);
      done = "flood of " + count;
      room.push(
          IntStream.range(0, count)
              .mapToObj(i -> ("flood " + i + " " + random.nextInt()).getBytes(UTF_8))
              .toList());
      return random.nextBoolean();
    }

    /** Does something and tells whether to read then. */
    private boolean act(RoomDuel room) {
      int size = room.size();
      switch (random.nextInt(30)) {
        case 0 -> {
          int cut = random.nextInt(4);
          done = "pop " + cut;
          room.trim(0, size - 1 - cut);
        }
        case 1 -> {
          int cut = random.nextInt(Math.max(1, size > 300 ? size : 6));
          done = "cut front " + cut;
          room.trim(cut, size - 1);
        }
        case 2 -> {
          done = "delete list";
          if (random.nextInt(3) == 0) {
            room.trim(1, 0);
          }
        }
        case 3 -> {
          done = "replace last";
          room.replaceLast(lines.after(room.head()));
        }
        case 4 -> {
          done = "back up";
          room.backUp();
        }
        case 5 -> {
          done = "restore";
          room.restore();
        }
        case 6 -> {
          done = "lose head";
          room.loseHead();
        }
        case 7 -> {
          done = "lose marks";
          room.loseMarks();
        }
        case 8, 9, 10, 11 -> {
          List<byte[]> some =
              IntStream.rangeClosed(0, random.nextInt(3) == 0 ? random.nextInt(100) : 1)
                  .mapToObj(i -> lines.after(room.head()))
                  .toList();
          done = "push " + some.size();
          room.push(some);
        }
        case 20, 21, 22, 23, 24, 25, 26 -> {
          change(room);
          return random.nextInt(4) > 0;
        }
        default -> {
          append(room);
          return random.nextInt(4) > 0;
        }
      }
      return random.nextInt(4) > 0;
    }

    private void append(RoomDuel room) {
      List<NewMessage> messages =
          IntStream.rangeClosed(0, random.nextInt(8))
              .mapToObj(
                  i ->
                      new NewMessage(
                          room.room(),
                          id(),
                          USERS.get(random.nextInt(USERS.size())),
                          Instant.ofEpochMilli(1_790_000_000_000L + i),
                          lines.text()))
              .toList();
      int retain = random.nextInt(3) == 0 ? 1 + random.nextInt(40) : 0;
      done = "append " + messages.size() + ", retain " + retain;
      room.append(messages, retain);
    }

    private void change(RoomDuel room) {
      long head = room.head().seq();
      long near = Math.max(0, head - random.nextInt(9));
      long seq = random.nextInt(8) == 0 ? random.nextLong(head + 3) : near;
      UserName any = USERS.get(random.nextInt(USERS.size()));
      UserName from =
          random.nextInt(4) == 0
              ? any
              : room.author(seq).map(UserName::new).filter(USERS::contains).orElse(any);
      String text = random.nextInt(5) == 0 ? null : lines.text();
      int retain = random.nextInt(6) == 0 ? 1 + random.nextInt(40) : 0;
      done = (text == null ? "erase " : "edit ") + seq + " of " + from + ", retain " + retain;
      room.change(id(), from, Instant.ofEpochMilli(1_790_000_000_123L), seq, text, retain);
    }

    private MessageId id() {
      if (!ids.isEmpty() && random.nextInt(4) == 0) {
        return ids.get(random.nextInt(ids.size()));
      }
      long time = (System.currentTimeMillis() << 16) | 0x7000 | random.nextInt(0x1000);
      long rest = (random.nextLong() >>> 2) | Long.MIN_VALUE;
      MessageId fresh = new MessageId(new UUID(time, rest).toString());
      ids.add(fresh);
      return fresh;
    }
  }
}
