package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.log.Position;
import java.util.Locale;
import java.util.Random;

/** Lines that other programs might push, each said once only, save for the empty one. */
final class RandomLines {
  private static final String[] WORDS = {
    "火", "红色之火", "👩‍👩‍👧", "e\u0301", "hello", "\u202e", "\u0000", "é"
  };

  private final Random random;
  private int count;

  RandomLines(Random random) {
    this.random = random;
  }

  String text() {
    StringBuilder text = new StringBuilder("t").append(++count);
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
    }
    if (random.nextInt(30) == 0) {
      text.append("x".repeat(random.nextInt(30_000)));
    }
    return text.toString();
  }

  /** A line that would come to stand right after {@code head}. */
  byte[] after(Position head) {
    return switch (random.nextInt(12)) {
      case 0 -> new byte[0];
      case 1 -> binary();
      case 2 -> ("{\"text\":\"" + ++count + "\"}").getBytes(UTF_8);
      case 3 -> claiming(head.seq() + 1, tag());
      case 4 -> claiming(head.seq() + 1 + random.nextInt(5) - 2, tag());
      case 5 -> genuine(head);
      case 10 -> rewritten(head, tag() + tag() + "01234567");
      case 11 -> rewritten(head, tag().toUpperCase(Locale.ROOT) + tag() + "0123456F");
      case 6 -> ("{\"seq\":" + (head.seq() + 1) + ",\"tag\":\"" + ++count + "\",").getBytes(UTF_8);
      default -> text().getBytes(UTF_8);
    };
  }

  /** Not ours, but what we would have written ourselves. */
  private byte[] genuine(Position head) {
    byte[] body = body();
    String tag = ReferenceLog.nextTag(head.tag(), body);
    return ReferenceLog.line(new Position(head.seq() + 1, tag), body);
  }

  /** As an edit leaves it, where the digest has the right form; else just a body of ours. */
  private byte[] rewritten(Position head, String was) {
    byte[] body =
        ("{\"was\":\""
                + was
                + "\",\"changed\":7,\"from\":\"mallory\",\"text\":\""
                + ++count
                + "\"}")
            .getBytes(UTF_8);
    boolean isDigest = was.equals(was.toLowerCase(Locale.ROOT));
    String tag =
        isDigest
            ? ReferenceLog.tagOfDigest(head.tag(), was)
            : ReferenceLog.nextTag(head.tag(), body);
    return ReferenceLog.line(new Position(head.seq() + 1, tag), body);
  }

  private byte[] claiming(long seq, String tag) {
    return ReferenceLog.line(new Position(Math.max(0, seq), tag), body());
  }

  private byte[] body() {
    return ("{\"from\":\"mallory\",\"text\":\"" + ++count + "\"}").getBytes(UTF_8);
  }

  String tag() {
    return String.format("%016x", random.nextLong());
  }

  private byte[] binary() {
    byte[] bytes = new byte[8 + random.nextInt(30)];
    random.nextBytes(bytes);
    return bytes;
  }
}
