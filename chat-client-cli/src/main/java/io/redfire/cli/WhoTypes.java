package io.redfire.cli;

import io.redfire.chat.v1.Typing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Who types in a room just now, in a few words that go by themselves. Any thread may call it.
 *
 * <p>It keeps at most {@value #MOST} users, each for as long as the server says.
 */
final class WhoTypes implements AutoCloseable {
  static final int MOST = 16;

  private static final int LONGEST_NAME = 24;

  private final Consumer<String> shown;
  private final LongSupplier nanoTime;
  private final Map<String, Long> until = new LinkedHashMap<>();
  private final ScheduledThreadPoolExecutor timer;
  private String last = "";

  /**
   * @param shown hears the words, harmless on a terminal, whenever they change; empty for nobody
   */
  WhoTypes(Consumer<String> shown, LongSupplier nanoTime) {
    this.shown = shown;
    this.nanoTime = nanoTime;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "redfire-typing");
              thread.setDaemon(true);
              return thread;
            });
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Somebody types. */
  void typing(Typing sign) {
    Duration good =
        Duration.ofSeconds(sign.getExpiresAfter().getSeconds(), sign.getExpiresAfter().getNanos());
    synchronized (this) {
      until.remove(sign.getUser());
      if (until.size() < MOST) {
        until.put(sign.getUser(), nanoTime.getAsLong() + good.toNanos());
      }
    }
    show();
    if (!timer.isShutdown()) {
      var unused = timer.schedule(this::show, good.toMillis() + 1, TimeUnit.MILLISECONDS);
    }
  }

  /** Somebody said it. */
  void said(String user) {
    synchronized (this) {
      until.remove(user);
    }
    show();
  }

  private synchronized void show() {
    long now = nanoTime.getAsLong();
    until.values().removeIf(end -> end - now <= 0);
    String words = words(new ArrayList<>(until.keySet()));
    if (!words.equals(last)) {
      last = words;
      shown.accept(words);
    }
  }

  private static String words(List<String> users) {
    return switch (users.size()) {
      case 0 -> "";
      case 1 -> name(users.get(0)) + " is typing";
      case 2 -> name(users.get(0)) + " and " + name(users.get(1)) + " are typing";
      default -> users.size() + " are typing";
    };
  }

  private static String name(String user) {
    String name = TerminalText.neutralise(user);
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME)) + "…";
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
