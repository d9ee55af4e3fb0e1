package io.redfire.bench.load;

/**
 * When sends are due. Immutable.
 *
 * <p>A send that is late stays due at its time, and its latency counts from there: what waited
 * behind a stall of the server shows, instead of being left out of the count.
 *
 * @param perSecond sends of all senders together; 0 where each is due as soon as it may go
 * @param senders how many take turns
 */
record Schedule(double perSecond, int senders) {
  boolean isPaced() {
    return perSecond > 0;
  }

  /** Nanoseconds after the start at which a sender's send is due; the first is number 0. */
  long due(int sender, long number) {
    return Math.round((number * (double) senders + sender) * 1e9 / perSecond);
  }

  /** How many sends of this sender are due before so many nanoseconds have gone. */
  long dueBefore(int sender, long nanos) {
    long number = Math.max(0, (long) ((nanos * perSecond / 1e9 - sender) / senders));
    while (number > 0 && due(sender, number - 1) >= nanos) {
      number--;
    }
    while (due(sender, number) < nanos) {
      number++;
    }
    return number;
  }
}
