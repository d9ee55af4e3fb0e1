package io.redfire.faults.history;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Writes the history of a run to a file as it happens. Any thread may call it; the file's order is
 * the order of the calls.
 *
 * <p>It holds a buffer of fixed size and nothing else. A line is about 150 bytes and a few
 * microseconds.
 */
public final class HistoryWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final LongSupplier millis;
  private final OutputStream out;
  private final EventEncoder encoder;
  private boolean closed;

  /** Begins the file, in place of one that was there; the run begins now. */
  public HistoryWriter(Path file, HistoryHeader header) {
    this(file, header, sinceNow());
  }

  /** As the other one, with the time since the run began from elsewhere. */
  public HistoryWriter(Path file, HistoryHeader header, LongSupplier millis) {
    this.millis = millis;
    try {
      out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
      encoder = new EventEncoder(out);
      encoder.header(header);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LongSupplier sinceNow() {
    long start = System.nanoTime();
    return () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /** Writes one event; after {@link #close} nothing, since clients may still hear something. */
  public synchronized void write(HistoryEvent event) {
    if (closed) {
      return;
    }
    try {
      encoder.event(millis.getAsLong(), event);
      if (event instanceof HistoryEvent.FaultBegan) {
        encoder.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a whole log, oldest line first, whose base is to be found from its lines. */
  public void finalLog(String room, List<byte[]> lines) {
    finalLog(room, -1, "", lines);
  }

  /**
   * Writes a whole log, oldest line first.
   *
   * @param base how many entries were trimmed from its front
   * @param baseTag the tag of the newest of those; empty where it is not known
   */
  public synchronized void finalLog(String room, long base, String baseTag, List<byte[]> lines) {
    write(new HistoryEvent.FinalLog(room, base, baseTag, lines.size()));
    for (byte[] line : lines) {
      write(new HistoryEvent.FinalLine(room, line));
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        encoder.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
