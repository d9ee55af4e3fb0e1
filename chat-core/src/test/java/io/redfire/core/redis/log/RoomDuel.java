package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.Bounds;
import io.redfire.core.log.Change;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.Bell;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.log.ReferenceLog.Accepted;
import io.redfire.core.redis.log.ReferenceLog.Answer;
import io.redfire.core.redis.log.ReferenceLog.Changed;
import io.redfire.core.redis.log.ReferenceLog.Numbered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;

/** A room in Redis and the same room in the reference: what is done to one is done to both. */
final class RoomDuel {
  private static final int PAGE_BYTES = 64 * 1024;

  private static final Pattern SAYS =
      Pattern.compile(
          "\\{(?:\"was\":\"[0-9a-f]{40}\",\"changed\":(\\d+),(?:\"changed_at\":\"[^\"]*\",)?)?"
              + ".*?\"from\":\"([^\"]*)\",(?:\"at\":\"[^\"]*\",)?"
              + "((?:\"edit\":\\d+,?|\"erase\":\\d+|\"erased\":true)?)(?:\"text\":(\".*\"))?}",
          Pattern.DOTALL);

  private final Connection connection;
  private final Jedis redis;
  private final RedisMessageLog log;
  private final RedisKeys keys;
  private final RoomName room;
  private final Random random;
  private final ReferenceLog reference = new ReferenceLog();

  /** What our own lines say, by how it stands in them. */
  private final Map<String, String> texts = new HashMap<>();

  private final List<Position> seen = new ArrayList<>(List.of(Position.ORIGIN));
  private List<byte[]> backup = List.of();

  RoomDuel(
      Connection connection, RedisMessageLog log, RedisKeys keys, RoomName room, Random random) {
    this.connection = connection;
    this.redis = new Jedis(connection);
    this.log = log;
    this.keys = keys;
    this.room = room;
    this.random = random;
  }

  RoomName room() {
    return room;
  }

  int size() {
    return reference.lines.size();
  }

  /** The place after which the next line would stand. */
  Position head() {
    return reference.head();
  }

  void append(List<NewMessage> messages, int retain) {
    List<PendingAppend> pending =
        messages.stream()
            .map(
                message ->
                    new PendingAppend(
                        message,
                        new Lane(),
                        0,
                        0,
                        0,
                        new CompletableFuture<>(),
                        RedisObserver.NONE))
            .toList();
    pending.forEach(one -> texts.put(words(one.body()), ((NewMessage) one.entry()).text()));
    Optional<AppendCall.Result> result = send(pending, retain);
    while (result.isEmpty()) {
      log.bounds(room);
      result = send(pending, retain);
    }
    List<Accepted> answers = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      answers.add(new Accepted(result.get().positions().get(i), result.get().duplicates().get(i)));
    }
    assertThat(answers)
        .isEqualTo(
            reference.append(
                messages.stream().map(message -> message.from() + ":" + message.id()).toList(),
                pending.stream().map(PendingAppend::body).toList(),
                retain));
  }

  /** Edits or erases the entry at that seq, whatever it is; text is null to erase it. */
  void change(
      MessageId id, UserName from, Instant at, long seq, @Nullable String text, int retain) {
    NewEntry entry =
        text == null
            ? new NewErasure(room, id, from, at, seq)
            : new NewEdit(room, id, from, at, seq, text);
    byte[] body = EntryCodec.encode(entry);
    String words = text == null ? null : words(body);
    if (text != null) {
      texts.put(words, text);
    }
    PendingAppend pending =
        new PendingAppend(
            entry, new Lane(), 0, 0, 0, new CompletableFuture<>(), RedisObserver.NONE);
    Changed answer;
    try {
      Optional<AppendCall.Result> result = send(List.of(pending), retain);
      while (result.isEmpty()) {
        log.bounds(room);
        result = send(List.of(pending), retain);
      }
      AppendCall.Result done = result.get();
      answer =
          new Changed(
              Optional.of(new Accepted(done.positions().get(0), done.duplicates().get(0))), "");
    } catch (LogException refused) {
      answer = new Changed(Optional.empty(), refused.reason().name());
    }
    assertThat(answer)
        .isEqualTo(
            reference.change(
                from + ":" + id,
                body,
                from.value(),
                at.toString(),
                seq,
                words == null ? null : new String(words.getBytes(UTF_8), ISO_8859_1),
                retain));
    assertThat(texts(redis.lrange(keys.logKey(room), 0, -1))).isEqualTo(texts(reference.lines));
  }

  private static List<String> texts(List<byte[]> lines) {
    return lines.stream().map(line -> new String(line, ISO_8859_1)).toList();
  }

  /** Who seems to have sent what stands at that seq. */
  Optional<String> author(long seq) {
    int index = (int) (seq - reference.head().seq()) + reference.entries().size() - 1;
    if (index < 0 || index >= reference.entries().size()) {
      return Optional.empty();
    }
    Matcher says = SAYS.matcher(new String(reference.entries().get(index).line(), UTF_8));
    return says.find() ? Optional.of(says.group(2)) : Optional.empty();
  }

  /** The text of a body, as it stands in it. */
  private static String words(byte[] body) {
    String line = new String(body, UTF_8);
    int from = line.indexOf(",\"text\":") + ",\"text\":".length();
    return line.substring(from, line.length() - 1);
  }

  private Optional<AppendCall.Result> send(List<PendingAppend> messages, int retain) {
    new AppendCall(keys, retain, Bell.PUBLISH, room, List.of(messages), false)
        .sendOn(connection, true);
    return AppendCall.read(connection.getOne());
  }

  void push(List<byte[]> lines) {
    redis.rpush(keys.logKey(room), lines.toArray(byte[][]::new));
    reference.lines.addAll(lines);
    settleIfUnseen();
  }

  /** Keeps what is between the indexes, the last one included. */
  void trim(int first, int last) {
    if (first > last) {
      redis.del(keys.logKey(room));
    } else {
      redis.ltrim(keys.logKey(room), first, last);
    }
    keep(reference.lines, first, last);
    settleIfUnseen();
  }

  private static void keep(List<byte[]> lines, int first, int last) {
    List<byte[]> kept =
        first > last
            ? List.of()
            : List.copyOf(lines.subList(first, Math.min(last + 1, lines.size())));
    lines.clear();
    lines.addAll(kept);
  }

  void replaceLast(byte[] line) {
    if (size() > 0) {
      redis.lset(keys.logKey(room), -1, line);
      reference.lines.set(size() - 1, line);
      settleIfUnseen();
    }
  }

  void backUp() {
    backup = List.copyOf(reference.lines);
  }

  void restore() {
    redis.del(keys.logKey(room));
    reference.lines.clear();
    if (!backup.isEmpty()) {
      push(backup);
    }
  }

  void loseHead() {
    redis.del(keys.head(room));
    reference.loseHead();
  }

  void loseMarks() {
    redis.del(keys.marks(room));
  }

  /**
   * A list that was exchanged for one with the very same bytes where the head is cannot be told
   * from the old one by looking at the head alone; so here such a change does not go unseen.
   */
  private void settleIfUnseen() {
    if (reference.changedUnseen()) {
      loseHead();
    }
  }

  void check() {
    Answer all = reference.before(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertThat(log.bounds(room)).isEqualTo(new Bounds(all.base(), all.head()));
    if (size() < 200 || random.nextInt(20) == 0) {
      checkForward(all);
      checkBackward(all);
    }
    for (int i = 0; i < 4; i++) {
      int limit = random.nextInt(20);
      Position from = somewhere();
      checkPage(log.readAfter(room, from, limit), reference.after(from, limit, PAGE_BYTES));
      long before = random.nextLong(all.head().seq() + 4);
      checkPage(log.readBefore(room, before, limit), reference.before(before, limit, PAGE_BYTES));
    }
    List<Position> known = List.of(somewhere(), somewhere(), somewhere());
    assertThat(log.newestInLog(room, known)).isEqualTo(reference.newestInLog(known));
    seen.add(all.head());
  }

  private void checkForward(Answer all) {
    List<Entry> read = new ArrayList<>();
    Page page = log.readAfter(room, all.base(), 1 + random.nextInt(300));
    read.addAll(page.entries());
    while (page.hasMore()) {
      page = log.readAfter(room, page.end(), 1 + random.nextInt(300));
      read.addAll(page.entries());
    }
    checkEntries(read, all.base(), all.entries());
  }

  private void checkBackward(Answer all) {
    List<Entry> read = new ArrayList<>();
    Page page = log.readBefore(room, Long.MAX_VALUE, 1 + random.nextInt(300));
    read.addAll(page.entries());
    while (page.after().seq() > all.base().seq()) {
      page = log.readBefore(room, page.after().seq() + 1, 1 + random.nextInt(300));
      read.addAll(0, page.entries());
    }
    checkEntries(read, all.base(), all.entries());
  }

  private Position somewhere() {
    Position head = reference.head();
    return switch (random.nextInt(6)) {
      case 0 -> new Position(random.nextLong(head.seq() + 4), Position.UNKNOWN_TAG);
      case 1 -> new Position(random.nextLong(head.seq() + 4), "00000000deadbeef");
      case 2, 3 -> seen.get(random.nextInt(seen.size()));
      default -> {
        List<Numbered> entries = reference.entries();
        yield entries.isEmpty() ? head : entries.get(random.nextInt(entries.size())).position();
      }
    };
  }

  private void checkPage(Page page, Answer expected) {
    assertThat(page.status()).isEqualTo(expected.status());
    assertThat(page.bounds()).isEqualTo(new Bounds(expected.base(), expected.head()));
    assertThat(page.after()).isEqualTo(expected.after());
    checkEntries(page.entries(), expected.after(), expected.entries());
  }

  private void checkEntries(List<Entry> entries, Position after, List<Numbered> expected) {
    List<Said> read = entries.stream().map(Said::of).toList();
    List<Said> wanted = new ArrayList<>();
    Position end = after;
    for (Numbered numbered : expected) {
      wanted.add(said(end, numbered));
      end = numbered.position();
    }
    assertThat(read).isEqualTo(wanted);
  }

  private Said said(Position after, Numbered numbered) {
    String line = new String(numbered.line(), UTF_8);
    if (!numbered.own()) {
      return new Said(after.tag(), numbered.position(), "redis", line);
    }
    String body = new String(ReferenceLog.claim(numbered.line()).orElseThrow().body(), UTF_8);
    Matcher says = SAYS.matcher(body);
    if (!says.matches()) {
      throw new AssertionError("own line of no known form: " + line);
    }
    String by = says.group(1) == null ? "" : " changed by " + says.group(1);
    String text =
        says.group(4) == null
            ? says.group(3)
            : says.group(3) + texts.getOrDefault(says.group(4), unquoted(says.group(4)));
    return new Said(after.tag(), numbered.position(), says.group(2), text + by);
  }

  private static String unquoted(String text) {
    return text.substring(1, text.length() - 1);
  }

  /** What is compared of an entry. */
  private record Said(String previousTag, Position position, String from, String text) {
    static Said of(Entry entry) {
      return new Said(
          entry.previousTag(),
          entry.position(),
          entry.from(),
          text(entry.content()) + by(entry.content().change()));
    }

    private static String by(@Nullable Change change) {
      return change == null ? "" : " changed by " + change.seq();
    }

    private static String text(Content content) {
      if (content instanceof Content.Text text) {
        return text.text();
      } else if (content instanceof Content.Edit edit) {
        return "\"edit\":" + edit.changes() + "," + edit.text();
      } else if (content instanceof Content.SupersededEdit edit) {
        return "\"edit\":" + edit.changes();
      } else if (content instanceof Content.Erasure erasure) {
        return "\"erase\":" + erasure.changes();
      }
      return content instanceof Content.Erased ? "\"erased\":true" : "?";
    }
  }
}
