package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.Position;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.log.ScriptRoom.PageReply;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

class PageScriptTest {
  private static final int MUCH = 1_000_000;

  private ScriptRoom chat;

  @BeforeEach
  void open() {
    chat = ScriptRoom.shared();
  }

  @AfterEach
  void close() {
    chat.close();
  }

  @Test
  void emptyRoomBeginsAndEndsAtTheOrigin() {
    PageReply page = chat.after(Position.ORIGIN, 10, MUCH);
    assertThat(page)
        .isEqualTo(
            new PageReply(
                "ok", Position.ORIGIN, Position.ORIGIN, false, Position.ORIGIN, List.of()));
    assertThat(chat.everything()).isEmpty();
  }

  @Test
  void pageAfterAPositionBeginsWithTheNextEntry() {
    List<Position> positions = chat.appendMany(10);
    PageReply page = chat.after(positions.get(3), 3, MUCH);
    assertThat(page.status()).isEqualTo("ok");
    assertThat(page.after()).isEqualTo(positions.get(3));
    assertThat(page.texts()).containsExactly("5", "6", "7");
    assertThat(page.head()).isEqualTo(positions.get(9));
  }

  @Test
  void pageBeforeASeqEndsWithTheEntryBeforeIt() {
    List<Position> positions = chat.appendMany(10);
    PageReply page = chat.before(8, 3, MUCH);
    assertThat(page.after()).isEqualTo(positions.get(3));
    assertThat(page.texts()).containsExactly("5", "6", "7");
    assertThat(chat.before(1, 3, MUCH).lines()).isEmpty();
    assertThat(chat.before(0, 3, MUCH).lines()).isEmpty();
    assertThat(chat.before(1L << 50, 2, MUCH).texts()).containsExactly("9", "10");
  }

  @Test
  void countOfNoneTellsTheBoundsAlone() {
    List<Position> positions = chat.appendMany(3);
    PageReply page = chat.before(1L << 50, 0, MUCH);
    assertThat(page.head()).isEqualTo(positions.get(2));
    assertThat(page.lines()).isEmpty();
  }

  @Test
  void pageEndsBeforeItExceedsItsBytes() {
    List<Position> positions = chat.appendMany(9);
    int line = chat.lines().get(0).length();
    assertThat(chat.after(Position.ORIGIN, 9, 3 * line).texts()).containsExactly("1", "2", "3");
    assertThat(chat.after(Position.ORIGIN, 9, 3 * line - 1).texts()).containsExactly("1", "2");
    PageReply back = chat.before(10, 9, 3 * line);
    assertThat(back.texts()).containsExactly("7", "8", "9");
    assertThat(back.after()).isEqualTo(positions.get(5));
  }

  @Test
  void oneEntryAlwaysFits() {
    chat.appendMany(3);
    assertThat(chat.after(Position.ORIGIN, 9, 1).texts()).containsExactly("1");
    assertThat(chat.before(10, 9, 1).texts()).containsExactly("3");
  }

  @Test
  void placeThatIsNoLongerKeptGetsTheOldestEntries() {
    List<Position> positions = chat.appendMany(10);
    chat.appendOnce(4, chat.message("11"));
    PageReply page = chat.after(positions.get(2), 2, MUCH);
    assertThat(page.status()).isEqualTo("trimmed");
    assertThat(page.after()).isEqualTo(positions.get(6));
    assertThat(page.texts()).containsExactly("8", "9");
    assertThat(chat.after(positions.get(6), 1, MUCH).status()).isEqualTo("ok");
  }

  @Test
  void placeOfAnotherPastDiverges() {
    List<Position> positions = chat.appendMany(5);
    Position other = new Position(3, positions.get(3).tag());
    Position ahead = new Position(6, positions.get(4).tag());
    for (Position place : List.of(other, ahead)) {
      PageReply page = chat.after(place, 10, MUCH);
      assertThat(page.status()).isEqualTo("diverged");
      assertThat(page.lines()).isEmpty();
    }
  }

  @Test
  void placeWithoutATagIsWhateverIsThere() {
    List<Position> positions = chat.appendMany(5);
    PageReply page = chat.after(new Position(3, ""), 10, MUCH);
    assertThat(page.status()).isEqualTo("ok");
    assertThat(page.after()).isEqualTo(positions.get(2));
    PageReply ahead = chat.after(new Position(9, ""), 10, MUCH);
    assertThat(ahead.status()).isEqualTo("ok");
    assertThat(ahead.after()).isEqualTo(positions.get(4));
  }

  @Test
  void linesOfOtherProgramsAreWalkedOverInSteps() {
    chat.appendMany(1);
    chat.pushMany(1100);
    List<Long> heads = new ArrayList<>();
    PageReply page = chat.before(1L << 50, 1, MUCH);
    heads.add(page.head().seq());
    while (page.behind()) {
      page = chat.before(1L << 50, 1, MUCH);
      heads.add(page.head().seq());
    }
    assertThat(heads).containsExactly(513L, 1025L, 1101L);
    assertThat(page.lines()).containsExactly("foreign 1100");
  }

  @Test
  void linesOfOtherProgramsHaveTagsByTheRule() {
    Position own = chat.append(chat.message("own")).positions().get(0);
    chat.push("hello", "");
    String hello = ReferenceLog.nextTag(own.tag(), "hello".getBytes(UTF_8));
    String empty = ReferenceLog.nextTag(hello, new byte[0]);
    assertThat(chat.after(new Position(2, ""), 0, MUCH).after()).isEqualTo(new Position(2, hello));
    assertThat(chat.after(Position.ORIGIN, 0, MUCH).head()).isEqualTo(new Position(3, empty));
  }

  @Test
  void copyOfAnEntryIsTheLineOfAnotherProgram() {
    List<Position> positions = chat.appendMany(2);
    String copy = chat.lines().get(1);
    String forged = copy.replace("\"seq\":2", "\"seq\":4");
    chat.push(copy, forged);
    String third = ReferenceLog.nextTag(positions.get(1).tag(), copy.getBytes(UTF_8));
    String fourth = ReferenceLog.nextTag(third, forged.getBytes(UTF_8));
    PageReply page = chat.after(Position.ORIGIN, 0, MUCH);
    assertThat(page.head()).isEqualTo(new Position(4, fourth));
    chat.push("after");
    assertThat(chat.after(new Position(4, fourth), 9, MUCH).lines()).containsExactly("after");
  }

  @Test
  void restoredListKeepsItsNumbersAndTags() {
    List<Position> positions = chat.appendMany(6);
    chat.appendOnce(3, chat.message("7"));
    String[] backup = chat.lines().toArray(String[]::new);
    chat.redis.del(chat.keys.logKey(chat.room), chat.keys.head(chat.room));
    chat.push(backup);
    PageReply page = chat.after(positions.get(4), 9, MUCH);
    assertThat(page.status()).isEqualTo("ok");
    assertThat(page.base()).isEqualTo(new Position(4, Position.UNKNOWN_TAG));
    assertThat(page.texts()).containsExactly("6", "7");
  }

  @Test
  void listRestoredIntoARoomFoundEmptyKeepsItsNumbersToo() {
    chat.appendMany(6);
    String[] backup = chat.lines().toArray(String[]::new);
    chat.appendOnce(3, chat.message("7"));
    chat.redis.del(chat.keys.log(chat.room));
    assertThat(chat.before(99, 9, MUCH).head().seq()).isEqualTo(4);
    chat.push(backup);
    PageReply page = chat.before(99, 2, MUCH);
    assertThat(page.base()).isEqualTo(Position.ORIGIN);
    assertThat(page.head().seq()).isEqualTo(6);
    assertThat(page.texts()).containsExactly("5", "6");
  }

  @Test
  void frontCutOffByHandLeavesTheNumbersAndTheTagsThatCanBeKnown() {
    List<Position> positions = chat.appendMany(2);
    chat.push("foreign 3", "foreign 4");
    Position fifth = chat.append(chat.message("5")).positions().get(0);
    chat.redis.ltrim(chat.keys.log(chat.room), 3, -1);
    PageReply page = chat.after(fifth, 9, MUCH);
    assertThat(page.status()).isEqualTo("ok");
    assertThat(page.base()).isEqualTo(new Position(3, Position.UNKNOWN_TAG));
    assertThat(chat.after(new Position(4, ""), 9, MUCH).after())
        .isEqualTo(new Position(4, Position.UNKNOWN_TAG));
    assertThat(chat.after(positions.get(0), 9, MUCH).status()).isEqualTo("trimmed");
  }

  @Test
  void lostMarksAreMadeAnew() {
    chat.append(chat.message("1"));
    chat.push("{\"seq\":2,\"tag\":\"00000000deadbeef\",\"text\":\"forged\"}");
    chat.push("3");
    Position second = chat.after(new Position(2, ""), 0, MUCH).after();
    assertThat(second.tag()).isNotEqualTo("00000000deadbeef");
    chat.redis.del(chat.keys.marks(chat.room));
    assertThat(chat.after(new Position(2, ""), 0, MUCH).after()).isEqualTo(second);
  }

  @Test
  void pageReadsNoMoreThanItselfAndTheWayToAMark() throws IOException {
    try (OwnRedis own = TestRedis.own()) {
      chat.close();
      chat = new ScriptRoom(own.connections());
      for (int i = 0; i < 20; i++) {
        chat.pushMany(211);
        while (chat.before(1, 0, MUCH).behind()) {}
        chat.appendMany(1);
      }
      long length = chat.lines().size();
      try (Monitor monitor = new Monitor(own)) {
        for (long seq = 1; seq < length; seq += 97) {
          Position at = chat.after(new Position(seq, ""), 10, MUCH).after();
          assertThat(monitor.linesRead(chat)).isLessThanOrEqualTo(10 + 2 * 64);
          assertThat(chat.after(at, 10, MUCH).status()).isEqualTo("ok");
          assertThat(monitor.linesRead(chat)).isLessThanOrEqualTo(10 + 3 * 64);
          chat.before(seq, 10, MUCH);
          assertThat(monitor.linesRead(chat)).isLessThanOrEqualTo(10 + 2 * 64);
        }
      }
    }
  }

  @Test
  void keyOfAnotherTypeIsRefused() {
    chat.redis.set(chat.keys.log(chat.room), "text");
    assertThatThrownBy(() -> chat.after(Position.ORIGIN, 1, MUCH))
        .isInstanceOf(JedisDataException.class)
        .hasMessageStartingWith("WRONGTYPE");
  }

  /** Counts the list's lines that scripts read, as MONITOR shows them. */
  private static final class Monitor implements AutoCloseable {
    private static final Pattern RANGE =
        Pattern.compile(".* lua] \"LRANGE\" \"[^\"]*\" \"(-?\\d+)\" \"(-?\\d+)\"");

    private final Socket socket;
    private final BufferedReader in;

    Monitor(OwnRedis redis) throws IOException {
      RedisAddress.Tcp tcp = (RedisAddress.Tcp) redis.address().place();
      socket = new Socket(tcp.host(), tcp.port());
      socket.setSoTimeout(10_000);
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      socket.getOutputStream().write("MONITOR\r\n".getBytes(UTF_8));
      assertThat(in.readLine()).isEqualTo("+OK");
    }

    /** How many were read since this was last asked. */
    long linesRead(ScriptRoom room) throws IOException {
      room.redis.echo("so far");
      long lines = 0;
      int looks = 0;
      for (String line = in.readLine(); !line.endsWith("\"so far\""); line = in.readLine()) {
        Matcher range = RANGE.matcher(line);
        if (range.matches()) {
          lines += Long.parseLong(range.group(2)) - Long.parseLong(range.group(1)) + 1;
        }
        looks += line.contains("\"LINDEX\"") ? 1 : 0;
      }
      return lines + looks;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
