package io.redfire.client;

import java.util.Arrays;

/** The tags of the newest entries of one room. Any thread may call it. */
final class RecentTags {
  static final int MOST = 256;

  private final long[] seqs = new long[MOST];
  private final String[] tags = new String[MOST];

  RecentTags() {
    Arrays.fill(tags, "");
  }

  synchronized void add(long seq, String tag) {
    int at = Math.floorMod(seq, MOST);
    seqs[at] = seq;
    tags[at] = tag;
  }

  /** Forgets all entries after the fork. */
  synchronized void rewind(long fork) {
    for (int i = 0; i < MOST; i++) {
      if (seqs[i] > fork) {
        seqs[i] = 0;
        tags[i] = "";
      }
    }
  }

  /** The tag of the entry at that seq; empty where it is not known any more. */
  synchronized String at(long seq) {
    int at = Math.floorMod(seq, MOST);
    return seqs[at] == seq ? tags[at] : "";
  }

  /** Whether another entry than the one with this tag was given at that seq. */
  synchronized boolean belie(long seq, String tag) {
    int at = Math.floorMod(seq, MOST);
    return seqs[at] == seq && !tags[at].equals(tag);
  }
}
