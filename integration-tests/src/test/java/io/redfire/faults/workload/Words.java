package io.redfire.faults.workload;

import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes the ids and texts of one client's messages. For one thread. */
final class Words {
  private static final List<String> TAILS =
      List.of("", " 红色之火", " \u001b[31m\t\"quoted\" \\ {\"seq\":1}", " 👩‍👩‍👧 e\u0301", "\r\n");

  private final String client;
  private final RandomGenerator random;
  private int said;

  Words(String client, RandomGenerator random) {
    this.client = client;
    this.random = random;
  }

  /** A UUIDv7 of now. */
  String newId() {
    long high = (System.currentTimeMillis() << 16) | 0x7000 | random.nextInt(0x1000);
    long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }

  /** A text that nobody said before; most are short. */
  String newText() {
    String tail = TAILS.get(random.nextInt(TAILS.size()));
    int padding = random.nextInt(50) == 0 ? random.nextInt(4000) : 0;
    return client + "-" + ++said + tail + "x".repeat(padding);
  }
}
