package io.redfire.client;

import java.util.Arrays;

/**
 * The tags of the newest entries that a reader was given in one room. Used on the client's own
 * thread only.
 */
final class RecentTags {
  static final int MOST = 256;

  private final long[] seqs = new long[MOST];
  private final String[] tags = new String[MOST];

  RecentTags() {
    Arrays.fill(tags, "");
  }

  void add(long seq, String tag) {
    int at = Math.floorMod(seq, MOST);
    seqs[at] = seq;
    tags[at] = tag;
  }

  /** Forgets all entries after the fork. */
  void rewind(long fork) {
    for (int i = 0; i < MOST; i++) {
      if (seqs[i] > fork) {
        seqs[i] = 0;
        tags[i] = "";
      }
    }
  }

  /** The tag of the entry at that seq; empty where it is not known any more. */
  String at(long seq) {
    int at = Math.floorMod(seq, MOST);
    return seqs[at] == seq ? tags[at] : "";
  }

  /** Whether another entry than the one with this tag was given at that seq. */
  boolean belie(long seq, String tag) {
    int at = Math.floorMod(seq, MOST);
    return seqs[at] == seq && !tags[at].equals(tag);
  }
}
