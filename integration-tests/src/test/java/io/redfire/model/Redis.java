package io.redfire.model;

/**
 * The data of the primary Redis, as the writes that made them, in order: one letter an entry of the
 * room's list, {@link #PROMOTED} for a count of promotions going up by one. Replication keeps the
 * order of writes, so a replica holds some beginning of them.
 *
 * <p>The record of accepted ids needs no writes of its own: it is written by the same atomic script
 * as the entry, travels with it, and does not count once the entry is gone.
 */
record Redis(String writes) {
  private static final String PROMOTED = "^";

  /** The room's list. */
  String log() {
    return writes.replace(PROMOTED, "");
  }

  int length() {
    return log().length();
  }

  /** How often a replica was promoted, as far as these data know. */
  int epoch() {
    return writes.length() - length();
  }

  boolean holds(char id) {
    return writes.indexOf(id) >= 0;
  }

  Redis append(char id) {
    return new Redis(writes + id);
  }

  Redis countPromotion() {
    return new Redis(writes + PROMOTED);
  }

  /** The data of a replica that has only the oldest {@code kept} writes. */
  Redis replica(int kept) {
    return new Redis(writes.substring(0, kept));
  }
}
