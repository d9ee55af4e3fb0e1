package io.redfire.faults.link;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A way to a server, over a port of its own: passes connections on, as well as the weather lets it.
 * Any thread may call it.
 *
 * <p>Each connection has two threads, one for each direction, so that the one may stand while the
 * other goes on.
 */
public final class Link implements AutoCloseable {
  private static final int CHUNK = 16 * 1024;
  private static final int SLOW_CHUNK = 160;
  private static final int SLOW_PAUSE_MILLIS = 10;

  private final InetSocketAddress target;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Weather weather = Weather.FAIR;
  private volatile boolean closed;

  /** Opens a way to this server, which need not run yet. */
  public Link(String host, int port) {
    target = new InetSocketAddress(host, port);
    try {
      server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("link", this::accept);
  }

  /** Where connections are taken, on loopback. */
  public int port() {
    return server.getLocalPort();
  }

  /** Changes the weather; {@link Weather#DOWN} also breaks the connections that stand. */
  public void set(Weather next) {
    lock.lock();
    try {
      weather = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (next == Weather.DOWN) {
      cut();
    }
  }

  /** Breaks all connections at once; new ones may be made. */
  public void cut() {
    sockets.forEach(this::breakOff);
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(null, work, name, 128 * 1024);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket near = server.accept();
        sockets.add(near);
        if (closed || weather == Weather.DOWN) {
          breakOff(near);
        } else {
          start("link-open", () -> join(near));
        }
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void join(Socket near) {
    Socket far = new Socket();
    sockets.add(far);
    try {
      pass();
      far.connect(target, 5_000);
      near.setOption(StandardSocketOptions.TCP_NODELAY, true);
      far.setOption(StandardSocketOptions.TCP_NODELAY, true);
      start("link-back", () -> pump(far, near));
      pump(near, far);
    } catch (IOException unreachable) {
      breakOff(far);
      breakOff(near);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        write(out, chunk, length);
      }
      pass();
      to.shutdownOutput();
      if (from.isOutputShutdown()) {
        end(from);
        end(to);
      }
    } catch (IOException broken) {
      passOn(from, to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A broken connection is broken on the other side too, once the weather lets that be known. */
  private void passOn(Socket from, Socket to) {
    try {
      pass();
      breakOff(from);
      breakOff(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(OutputStream out, byte[] chunk, int length)
      throws IOException, InterruptedException {
    int at = 0;
    while (at < length) {
      Weather now = pass();
      int size =
          switch (now) {
            case SLICED -> 1 + at % 2;
            case SLOW -> SLOW_CHUNK;
            default -> length;
          };
      int part = Math.min(size, length - at);
      out.write(chunk, at, part);
      at += part;
      if (now == Weather.SLOW) {
        TimeUnit.MILLISECONDS.sleep(SLOW_PAUSE_MILLIS);
      }
    }
  }

  /** Waits until something may pass, and tells in which weather. */
  private Weather pass() throws InterruptedException {
    if (weather != Weather.SILENT) {
      return weather;
    }
    lock.lock();
    try {
      while (weather == Weather.SILENT && !closed) {
        changed.await();
      }
      return weather;
    } finally {
      lock.unlock();
    }
  }

  /** Ends it so that the other side sees a broken connection, not one that was closed in peace. */
  private void breakOff(Socket socket) {
    try {
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException | UnsupportedOperationException alreadyClosed) {
      // Then there is nothing to break.
    }
    end(socket);
  }

  private void end(Closeable socket) {
    if (socket instanceof Socket one) {
      sockets.remove(one);
    }
    try {
      socket.close();
    } catch (IOException alreadyBroken) {
      // That is what was wanted.
    }
  }

  @Override
  public void close() {
    closed = true;
    set(Weather.DOWN);
    end(server);
  }
}
