package io.redfire.system;

import static java.util.Objects.requireNonNull;

import io.grpc.Status;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Everything that came on one stream, in order, and how it ended. Any thread may use it. */
final class Recording {
  private final List<Event> events = new ArrayList<>();
  private @Nullable Throwable failure;
  private boolean completed;

  synchronized void add(List<Event> more) {
    events.addAll(more);
  }

  synchronized void failed(Throwable thrown) {
    failure = thrown;
  }

  synchronized void completed() {
    completed = true;
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  synchronized boolean hasEnded() {
    return completed || failure != null;
  }

  synchronized int size() {
    return events.size();
  }

  private synchronized Optional<Event> first(Predicate<Event> wanted, int from) {
    return events.subList(from, events.size()).stream().filter(wanted).findFirst();
  }

  private synchronized String told() {
    int size = events.size();
    String last = events.subList(Math.max(0, size - 5), size).toString();
    return size + " events, the last ones " + last + ", ended: " + completed + " " + failure;
  }

  /** Waits for the first event like this, from the start of the stream on. */
  Event await(String what, Predicate<Event> wanted) {
    int[] seen = {0};
    Optional<Event>[] found = one();
    Waiting.patiently()
        .alias(what)
        .until(
            () -> {
              int size = size();
              found[0] = first(wanted, seen[0]);
              seen[0] = size;
              if (found[0].isEmpty() && hasEnded() && size == size()) {
                throw new AssertionError("the stream ended before " + what + ": " + told());
              }
              return found[0].isPresent();
            });
    return found[0].orElseThrow();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Optional<Event>[] one() {
    return new Optional[] {Optional.empty()};
  }

  /** Waits until the room's newest entry so far has this seq or a later one. */
  void awaitSeq(String room, long seq) {
    var unused =
        await(
            "seq " + seq + " of " + room,
            event ->
                event.hasEntry()
                    && event.getEntry().getRoom().equals(room)
                    && event.getEntry().getSeq() >= seq);
  }

  /** Waits for the end of the stream. */
  Status awaitEnd() {
    Waiting.patiently().alias("the end of the stream").until(this::hasEnded);
    return completed ? Status.OK : Status.fromThrowable(requireNonNull(failure));
  }

  /** Waits for the end of the stream, which must be a failure. */
  Throwable awaitFailure() {
    Waiting.patiently().alias("the end of the stream").until(this::hasEnded);
    return requireNonNull(failure, () -> "the stream ended well: " + told());
  }

  /** The entries of a room, in the order in which they came. */
  List<Entry> entries(String room) {
    return events().stream()
        .filter(Event::hasEntry)
        .map(Event::getEntry)
        .filter(entry -> entry.getRoom().equals(room))
        .toList();
  }

  List<String> texts(String room) {
    return entries(room).stream().map(entry -> entry.getMessage().getText()).toList();
  }
}
