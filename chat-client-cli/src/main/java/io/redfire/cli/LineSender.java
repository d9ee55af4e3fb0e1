package io.redfire.cli;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.client.ChatClient;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/**
 * Reads lines on a thread of its own and hands them to a client, which holds back as many as the
 * server is behind with. Answers are taken in the order of the lines by one other thread.
 */
final class LineSender {

  /**
   * @param number of the line, from 1
   * @param accepted the answer to it
   */
  record Sent(long number, CompletableFuture<Accepted> accepted) {}

  private final Utf8Input input;
  private final ChatClient client;
  private final OutgoingMessage form;

  /** The client's own bound keeps this short; it has room for all that can be unanswered. */
  private final BlockingQueue<Optional<Sent>> sent;

  /**
   * @param form what each message has but for its text
   */
  LineSender(Utf8Input input, ChatClient client, OutgoingMessage form, int mostUnanswered) {
    this.input = input;
    this.client = client;
    this.form = form;
    this.sent = new ArrayBlockingQueue<>(mostUnanswered);
  }

  void start() {
    Thread reader = new Thread(this::readAll, "redfire-stdin");
    reader.setDaemon(true);
    reader.start();
  }

  /** Waits for the next line; empty after the last. */
  Optional<Sent> next() throws InterruptedException {
    return sent.take();
  }

  private void readAll() {
    try {
      long number = 0;
      try {
        for (String line = input.line(++number); line != null; line = input.line(++number)) {
          OutgoingMessage message = form.toBuilder().setText(line).build();
          sent.put(Optional.of(new Sent(number, client.sendWhenFree(message))));
        }
      } catch (RuntimeException e) {
        sent.put(Optional.of(new Sent(number, CompletableFuture.failedFuture(e))));
      }
      sent.put(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
