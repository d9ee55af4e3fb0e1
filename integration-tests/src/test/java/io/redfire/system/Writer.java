package io.redfire.system;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who writes to a room without pause, on a thread of its own, until told to stop. Message
 * {@code n}, from 1, has the text {@code NAME-n}; all of them must be accepted, in order.
 */
final class Writer implements AutoCloseable {
  private static final int WINDOW = 16;

  private final String name;
  private final StreamProbe stream;
  private final String room;
  private final AtomicInteger answered = new AtomicInteger();
  private final List<Accepted> accepted = new ArrayList<>();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile @Nullable Throwable failure;

  private Writer(TestNode node, String name, String room) {
    this.name = name;
    this.room = room;
    this.stream = node.connect(name);
    this.thread = new Thread(this::write, "writer-" + name);
    thread.start();
  }

  static Writer start(TestNode node, String name, String room) {
    return new Writer(node, name, room);
  }

  private void write() {
    try {
      List<Long> open = new ArrayList<>();
      for (int sent = 1; !stopping; ) {
        while (open.size() < WINDOW) {
          open.add(stream.send(room, "", name + "-" + sent++));
        }
        for (long request : open) {
          accept(stream.answer(request));
        }
        open.clear();
      }
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private void accept(Event answer) {
    if (!answer.hasAccepted()) {
      throw new AssertionError("not accepted: " + answer);
    }
    synchronized (accepted) {
      accepted.add(answer.getAccepted());
    }
    answered.incrementAndGet();
  }

  /** Waits until so many more messages have been accepted. */
  void awaitMore(int messages) {
    int goal = answered.get() + messages;
    Waiting.patiently()
        .alias(messages + " more messages of " + name)
        .until(
            () -> {
              Throwable thrown = failure;
              if (thrown != null) {
                throw new AssertionError("the writer failed", thrown);
              }
              return answered.get() >= goal;
            });
  }

  /** What was accepted so far, in the order of sending. */
  List<Accepted> accepted() {
    synchronized (accepted) {
      return List.copyOf(accepted);
    }
  }

  /** Stops, and waits for what is under way; what was accepted. */
  List<Accepted> stop() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Throwable thrown = failure;
    if (thrown != null) {
      throw new AssertionError("the writer failed", thrown);
    }
    return accepted();
  }

  @Override
  public void close() {
    stopping = true;
    stream.close();
  }
}
