package io.redfire.cli;

import java.util.Optional;
import java.util.concurrent.SynchronousQueue;

/**
 * Lines from a pipe or file, and the conversation on standard output as it comes.
 *
 * <p>A thread of its own reads, because a read from a pipe can not be interrupted when the
 * conversation ends first.
 */
final class PipedKeyboard implements Keyboard {
  private record Typed(Optional<String> line, Optional<RuntimeException> broken) {}

  private final World world;
  private final SynchronousQueue<Typed> typed = new SynchronousQueue<>();

  PipedKeyboard(World world) {
    this.world = world;
    Thread reader = new Thread(this::readAll, "redfire-stdin");
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public Optional<String> line() throws Interrupted {
    try {
      Typed next = typed.take();
      if (next.broken().isPresent()) {
        throw next.broken().get();
      }
      return next.line();
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
  }

  @Override
  public void show(String line) {
    world.out().line(line);
  }

  @Override
  public Notes notes() {
    return world.notes();
  }

  @Override
  public void close() {}

  private void readAll() {
    Utf8Input input = new Utf8Input(world.in());
    long number = 0;
    try {
      try {
        for (String line = input.line(++number); line != null; line = input.line(++number)) {
          typed.put(new Typed(Optional.of(line), Optional.empty()));
        }
        typed.put(new Typed(Optional.empty(), Optional.empty()));
      } catch (RuntimeException e) {
        typed.put(new Typed(Optional.empty(), Optional.of(e)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
