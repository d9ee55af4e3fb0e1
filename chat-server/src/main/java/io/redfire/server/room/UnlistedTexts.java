package io.redfire.server.room;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Tells which texts that other programs published are shown by themselves, and which are also in
 * the list and so are shown once, as entries.
 *
 * <p>A program that publishes and pushes does so at about the same time, in either order. A
 * published text is held for {@link #GRACE}; an entry with that text takes its place. An entry that
 * comes first is remembered for a while and swallows the text. Guarded by its room's lock; bounded.
 */
final class UnlistedTexts {
  static final Duration GRACE = Duration.ofMillis(500);
  private static final long MEMORY = Duration.ofSeconds(10).toNanos();
  private static final int MAX = 256;

  private final LongSupplier nanoTime;
  private final Deque<Text> published = new ArrayDeque<>();
  private final Deque<Text> listed = new ArrayDeque<>();

  UnlistedTexts(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Hears a published text.
   *
   * @return whether it waits for an entry now; false where its entry came before
   */
  boolean published(String text) {
    forgetOld();
    if (take(listed, text)) {
      return false;
    }
    add(published, text);
    return true;
  }

  /** Hears of an entry that another program pushed. */
  void listed(String text) {
    forgetOld();
    if (!take(published, text)) {
      add(listed, text);
    }
  }

  /** The texts that have waited long enough and are in no list. */
  List<String> due() {
    List<String> due = new ArrayList<>();
    while (!published.isEmpty() && age(published.element()) >= GRACE.toNanos()) {
      due.add(published.remove().text());
    }
    return due;
  }

  private void forgetOld() {
    while (!listed.isEmpty() && age(listed.element()) > MEMORY) {
      listed.remove();
    }
  }

  private long age(Text text) {
    return nanoTime.getAsLong() - text.since();
  }

  private void add(Deque<Text> texts, String text) {
    if (texts.size() == MAX) {
      texts.remove();
    }
    texts.add(new Text(text, nanoTime.getAsLong()));
  }

  private static boolean take(Deque<Text> texts, String text) {
    for (Iterator<Text> each = texts.iterator(); each.hasNext(); ) {
      if (each.next().text().equals(text)) {
        each.remove();
        return true;
      }
    }
    return false;
  }

  private record Text(String text, long since) {}
}
