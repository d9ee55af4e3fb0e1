package io.redfire.faults.link;

import com.google.common.util.concurrent.MoreExecutors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A TCP proxy that fails on demand, on a free port of the loopback. Any thread may switch it.
 *
 * <p>Two threads a connection, one each way, and one that takes new ones; {@link #close} resets all
 * connections and has ended all threads when it returns.
 *
 * <pre>{@code
 * try (FaultyLink link = new FaultyLink(new InetSocketAddress("127.0.0.1", port))) {
 *   connectTo(link.port());
 *   link.set(LinkMode.HALF_OPEN);
 * }
 * }</pre>
 */
public final class FaultyLink implements AutoCloseable {
  private static final Duration ENDING = Duration.ofSeconds(20);

  private final InetSocketAddress target;
  private final ServerSocket server;
  private final LinkSwitch mode = new LinkSwitch();
  private final Set<LinkedPair> pairs = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "faulty-link");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Opens a link to this address, where nobody need listen yet; it passes all until told otherwise.
   */
  public FaultyLink(InetSocketAddress target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** Where to connect, on the loopback. */
  public int port() {
    return server.getLocalPort();
  }

  /**
   * Switches what happens from now on. {@link LinkMode#CUT} has reset all connections when this
   * returns.
   */
  public void set(LinkMode next) {
    mode.set(next);
    if (next.kind() == LinkMode.Kind.CUT) {
      reset();
    }
  }

  /** Resets all connections that there are; new ones are treated as the mode says. */
  public void reset() {
    pairs.forEach(LinkedPair::reset);
  }

  /** Connections that are open. */
  public int connections() {
    return pairs.size();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        begin(server.accept());
      } catch (IOException closed) {
        // Asked again above: it is closed, or the one who came is gone.
      }
    }
  }

  private void begin(Socket near) {
    LinkedPair pair = new LinkedPair(near, target, mode, pairs::remove);
    pairs.add(pair);
    // Either this sees that the link was cut, or who cut it sees the pair.
    if (mode.get().kind() == LinkMode.Kind.CUT || server.isClosed()) {
      pair.reset();
    } else {
      threads.execute(() -> pair.run(threads));
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      mode.close();
      reset();
    }
    // The port takes connections for as long as a thread waits for one in the system.
    if (!MoreExecutors.shutdownAndAwaitTermination(threads, ENDING)) {
      throw new IllegalStateException("threads of a link go on " + ENDING + " after its close");
    }
  }
}
