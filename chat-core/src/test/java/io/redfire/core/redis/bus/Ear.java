package io.redfire.core.redis.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.bus.MessageBus;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener that keeps what it hears. */
final class Ear implements MessageBus.Listener {
  static final String RESTORED = "(restored)";

  final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  final BlockingQueue<String> signals = new LinkedBlockingQueue<>();

  @Override
  public void onLine(byte[] line) {
    heard.add(new String(line, UTF_8));
  }

  @Override
  public void onRestored() {
    heard.add(RESTORED);
  }

  @Override
  public void onSignal(byte[] signal) {
    signals.add(new String(signal, UTF_8));
  }

  String nextSignal() throws InterruptedException {
    return String.valueOf(signals.poll(20, TimeUnit.SECONDS));
  }

  String next() throws InterruptedException {
    return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
  }

  String nextBut(String passed) throws InterruptedException {
    String line = next();
    return line.equals(passed) ? nextBut(passed) : line;
  }
}
