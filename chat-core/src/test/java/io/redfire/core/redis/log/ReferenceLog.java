package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a room's log must hold and answer, by the rules of the design alone: plain lists and maps,
 * nothing in steps, nothing remembered that could be worked out anew.
 *
 * <p>For the property test, which does to {@link #lines} what is done to the list in Redis.
 */
final class ReferenceLog {
  /** How far from either end the lines are looked at that tell where a found list begins. */
  private static final int SIGHT = 512;

  /** How many entries retention takes from the front at one append, at most. */
  private static final int MOST_TRIMMED = 512;

  private static final Pattern CLAIM =
      Pattern.compile("\\{\"seq\":(\\d{1,15}),\"tag\":\"([0-9a-f]{16})\",(.*)", Pattern.DOTALL);

  /** The list in Redis. */
  final List<byte[]> lines = new ArrayList<>();

  private final Map<String, Position> ids = new HashMap<>();
  private List<Numbered> entries = new ArrayList<>();
  private Position base = Position.ORIGIN;

  /** A line as it was when it got its tag. */
  record Numbered(Position position, boolean own, byte[] line) {}

  /** What a line says about itself, its body, and the digest that its tag is made of. */
  record Claim(long seq, String tag, byte[] body, String digest) {}

  /** What an edit or erasure must answer. */
  record Changed(Optional<Accepted> accepted, String refusal) {}

  private static final Pattern REWRITTEN =
      Pattern.compile("\\{\"was\":\"([0-9a-f]{40})\",(.*)", Pattern.DOTALL);

  /** The members of a body that was rewritten or not: id to at, and what comes after them. */
  private static final Pattern SAYS =
      Pattern.compile(
          "(?:\"was\":\"[0-9a-f]{40}\",\"changed\":(\\d+),\"changed_at\":\"[^\"]*\",)?"
              + "(\"id\":\"[^\"]*\",\"from\":\"([^\"]*)\",\"at\":\"([^\"]*)\",)(.*)}",
          Pattern.DOTALL);

  /** What a read must answer. */
  record Answer(
      Page.Status status, Position base, Position head, Position after, List<Numbered> entries) {}

  /** What an append must answer. */
  record Accepted(Position position, boolean duplicate) {}

  static Optional<Claim> claim(byte[] line) {
    Matcher matcher = CLAIM.matcher(new String(line, ISO_8859_1));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    byte[] body = ("{" + matcher.group(3)).getBytes(ISO_8859_1);
    Matcher rewritten = REWRITTEN.matcher("{" + matcher.group(3));
    return Optional.of(
        new Claim(
            Long.parseLong(matcher.group(1)),
            matcher.group(2),
            body,
            rewritten.matches() ? rewritten.group(1) : sha1(body)));
  }

  static String nextTag(String previous, byte[] body) {
    return tagOfDigest(previous, sha1(body));
  }

  static String tagOfDigest(String previous, String digest) {
    return sha1((previous + digest).getBytes(US_ASCII)).substring(0, 16);
  }

  /** The line of ours with this body. */
  static byte[] line(Position position, byte[] body) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(
        ("{\"seq\":" + position.seq() + ",\"tag\":\"" + position.tag() + "\",").getBytes(US_ASCII));
    line.write(body, 1, body.length - 1);
    return line.toByteArray();
  }

  static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The entry that the line is after {@code previous}; unknown tags stay so until a claim. */
  private static Numbered numbered(Position previous, byte[] line) {
    long seq = previous.seq() + 1;
    boolean unknown = previous.tag().isEmpty();
    Optional<Claim> claim = claim(line).filter(claimed -> claimed.seq() == seq);
    if (claim.isPresent()) {
      String tag = claim.get().tag();
      if (unknown || tag.equals(tagOfDigest(previous.tag(), claim.get().digest()))) {
        return new Numbered(new Position(seq, tag), true, line);
      }
    }
    String tag = unknown ? Position.UNKNOWN_TAG : nextTag(previous.tag(), line);
    return new Numbered(new Position(seq, tag), false, line);
  }

  /** Takes in what was done to the list since. */
  void settle() {
    if (!headStands()) {
      findBase();
      entries.clear();
    }
    while (entries.size() < lines.size()) {
      entries.add(numbered(head(), lines.get(entries.size())));
    }
  }

  private boolean headStands() {
    if (entries.isEmpty() || entries.size() > lines.size()) {
      return lines.isEmpty() && entries.isEmpty();
    }
    Numbered newest = entries.get(entries.size() - 1);
    byte[] line = lines.get(entries.size() - 1);
    return newest.own()
        ? claim(line)
            .filter(claim -> new Position(claim.seq(), claim.tag()).equals(newest.position()))
            .isPresent()
        : Arrays.equals(line, newest.line());
  }

  /** Whether the list was changed in a way that its newest entry cannot show. */
  boolean changedUnseen() {
    if (!headStands()) {
      return false;
    }
    for (int i = 0; i < entries.size(); i++) {
      if (!Arrays.equals(entries.get(i).line(), lines.get(i))) {
        return true;
      }
    }
    return false;
  }

  private void findBase() {
    Optional<Long> oldest = Optional.empty();
    int oldestIndex = -1;
    for (int i = 0; i < Math.min(SIGHT, lines.size()) && oldest.isEmpty(); i++) {
      oldest = claim(lines.get(i)).map(Claim::seq);
      oldestIndex = i;
    }
    Optional<Long> newest = Optional.empty();
    int newestIndex = -1;
    for (int i = lines.size() - 1;
        i >= Math.max(0, lines.size() - SIGHT) && newest.isEmpty();
        i--) {
      newest = claim(lines.get(i)).map(Claim::seq);
      newestIndex = i;
    }
    if (oldest.isEmpty() || newest.isEmpty()) {
      return;
    }
    long found = newest.get() - newestIndex - 1;
    if (found < 0 || oldest.get() - oldestIndex - 1 != found) {
      return;
    }
    if (found == 0) {
      base = Position.ORIGIN;
    } else if (found != base.seq() || !leadsTo(oldestIndex)) {
      base = new Position(found, Position.UNKNOWN_TAG);
    }
  }

  /** Whether the line at that index, which claims a seq and tag, follows from the base we know. */
  private boolean leadsTo(int index) {
    Position before = base;
    for (int i = 0; i < index; i++) {
      before = numbered(before, lines.get(i)).position();
    }
    return numbered(before, lines.get(index)).own();
  }

  /** The head was lost with all that it knew. */
  void loseHead() {
    base = Position.ORIGIN;
    entries = new ArrayList<>();
  }

  Position head() {
    return entries.isEmpty() ? base : entries.get(entries.size() - 1).position();
  }

  List<Numbered> entries() {
    return entries;
  }

  private Position at(long seq) {
    return seq == base.seq() ? base : entries.get((int) (seq - base.seq()) - 1).position();
  }

  boolean standsInLog(Position known) {
    if (known.seq() > head().seq()) {
      return false;
    }
    if (known.seq() < base.seq()) {
      return true;
    }
    String tag = at(known.seq()).tag();
    return tag.isEmpty() || tag.equals(known.tag());
  }

  List<Accepted> append(List<String> fields, List<byte[]> bodies, int retain) {
    settle();
    Map<String, Position> known = new HashMap<>();
    for (String field : fields) {
      Position before = ids.get(field);
      if (before != null && standsInLog(before)) {
        known.put(field, before);
      }
    }
    List<Accepted> answers = new ArrayList<>();
    boolean any = false;
    for (int i = 0; i < fields.size(); i++) {
      Position before = known.get(fields.get(i));
      if (before == null) {
        String tag = nextTag(head().tag(), bodies.get(i));
        Position position = new Position(head().seq() + 1, tag);
        byte[] line = line(position, bodies.get(i));
        lines.add(line);
        entries.add(new Numbered(position, true, line));
        known.put(fields.get(i), position);
        ids.put(fields.get(i), position);
        answers.add(new Accepted(position, false));
        any = true;
      } else {
        answers.add(new Accepted(before, true));
      }
    }
    if (any) {
      trim(retain);
    }
    return answers;
  }

  private void trim(int retain) {
    if (retain > 0 && entries.size() > retain) {
      int drop = Math.min(entries.size() - retain, MOST_TRIMMED);
      base = entries.get(drop - 1).position();
      entries.subList(0, drop).clear();
      lines.subList(0, drop).clear();
    }
  }

  /** Changes the message at {@code target}, if that user sent it; text is null to erase it. */
  Changed change(
      String field,
      byte[] body,
      String user,
      String at,
      long target,
      @Nullable String text,
      int retain) {
    settle();
    Position known = ids.get(field);
    if (known != null && standsInLog(known)) {
      return new Changed(Optional.of(new Accepted(known, true)), "");
    }
    if (target <= base.seq() || target > head().seq()) {
      return new Changed(Optional.empty(), "MESSAGE_ABSENT");
    }
    Optional<Matcher> message = saysAt(target);
    String says = message.map(found -> found.group(5)).orElse("");
    if (!says.startsWith("\"text\":\"") && !says.equals("\"erased\":true")) {
      return new Changed(Optional.empty(), "NOT_A_MESSAGE");
    }
    if (!message.get().group(3).equals(new String(user.getBytes(UTF_8), ISO_8859_1))) {
      return new Changed(Optional.empty(), "NOT_THE_AUTHOR");
    }
    if (says.startsWith("\"erased\"")) {
      return new Changed(Optional.empty(), "MESSAGE_ERASED");
    }
    long seq = head().seq() + 1;
    rewrite(target, seq, at, text == null ? "\"erased\":true" : "\"text\":" + text);
    if (message.get().group(1) != null) {
      long last = Long.parseLong(message.get().group(1));
      String edit = "\"edit\":" + target;
      if (last > target
          && last < seq
          && saysAt(last).map(found -> found.group(5)).orElse("").startsWith(edit + ",")) {
        rewrite(last, seq, at, edit);
      }
    }
    Position position = new Position(seq, nextTag(head().tag(), body));
    byte[] line = line(position, body);
    lines.add(line);
    entries.add(new Numbered(position, true, line));
    ids.put(field, position);
    trim(retain);
    return new Changed(Optional.of(new Accepted(position, false)), "");
  }

  private Optional<Matcher> saysAt(long seq) {
    Numbered entry = entries.get((int) (seq - base.seq()) - 1);
    if (!entry.own()) {
      return Optional.empty();
    }
    String body = new String(claim(entry.line()).orElseThrow().body(), ISO_8859_1);
    return Optional.of(SAYS.matcher(body.substring(1))).filter(Matcher::matches);
  }

  private void rewrite(long seq, long by, String at, String says) {
    int index = (int) (seq - base.seq()) - 1;
    Numbered old = entries.get(index);
    String body =
        "{\"was\":\""
            + claim(old.line()).orElseThrow().digest()
            + "\",\"changed\":"
            + by
            + ",\"changed_at\":\""
            + at
            + "\","
            + saysAt(seq).orElseThrow().group(2)
            + says
            + "}";
    byte[] line = line(old.position(), body.getBytes(ISO_8859_1));
    lines.set(index, line);
    entries.set(index, new Numbered(old.position(), true, line));
  }

  Answer after(Position from, int count, int bytes) {
    settle();
    boolean lost = !from.tag().isEmpty() && !standsInLog(from);
    Page.Status status =
        lost
            ? Page.Status.DIVERGED
            : from.seq() < base.seq() ? Page.Status.TRIMMED : Page.Status.OK;
    int first = (int) (Math.max(base.seq(), Math.min(from.seq(), head().seq())) - base.seq());
    int last = first;
    int size = 0;
    while (!lost && last < entries.size() && last - first < count) {
      size += entries.get(last).line().length;
      if (size > bytes && last > first) {
        break;
      }
      last++;
    }
    return answer(status, first, last);
  }

  Answer before(long seq, int count, int bytes) {
    settle();
    int last = (int) (Math.max(base.seq(), Math.min(seq - 1, head().seq())) - base.seq());
    int first = last;
    int size = 0;
    while (first > 0 && last - first < count) {
      size += entries.get(first - 1).line().length;
      if (size > bytes && first < last) {
        break;
      }
      first--;
    }
    return answer(Page.Status.OK, first, last);
  }

  private Answer answer(Page.Status status, int first, int last) {
    return new Answer(
        status, base, head(), at(base.seq() + first), List.copyOf(entries.subList(first, last)));
  }

  Optional<Position> newestInLog(List<Position> known) {
    settle();
    return known.stream().filter(this::standsInLog).findFirst();
  }
}
