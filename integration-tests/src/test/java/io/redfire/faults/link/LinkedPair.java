package io.redfire.faults.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One connection through a link: the near socket, which came, and the far one, to the target. Its
 * two ways run on threads of their own; any thread may reset it.
 */
final class LinkedPair {
  private static final int BUFFER = 16 * 1024;
  private static final int CONNECT_MILLIS = 5_000;

  /** A throttled way carries this many pieces a second, so that it trickles instead of bursting. */
  private static final int PIECES_PER_SECOND = 20;

  private final Socket near;
  private final Socket far = new Socket();
  private final InetSocketAddress target;
  private final LinkSwitch mode;
  private final Consumer<LinkedPair> gone;
  private final AtomicInteger open = new AtomicInteger(2);

  LinkedPair(Socket near, InetSocketAddress target, LinkSwitch mode, Consumer<LinkedPair> gone) {
    this.near = near;
    this.target = target;
    this.mode = mode;
    this.gone = gone;
  }

  /** Connects and carries the bytes until both sides have ended. */
  void run(Executor threads) {
    try {
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      mode.awaitPassage();
      far.connect(target, CONNECT_MILLIS);
      threads.execute(() -> carry(far, near));
      carry(near, far);
    } catch (IOException | RejectedExecutionException unreachable) {
      reset();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      reset();
    }
  }

  private void carry(Socket from, Socket to) {
    try {
      if (!copy(from, to)) {
        reset();
      } else if (open.decrementAndGet() == 0) {
        end();
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      reset();
    }
  }

  /** Whether it came to an end that was told; otherwise it broke, and that may be told now. */
  private boolean copy(Socket from, Socket to) throws InterruptedException {
    byte[] bytes = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int count;
      while ((count = in.read(bytes, 0, most(mode.get()))) >= 0) {
        pass(bytes, count, out);
      }
      mode.awaitPassage();
      to.shutdownOutput();
      return true;
    } catch (IOException broken) {
      mode.awaitPassage();
      return false;
    }
  }

  private static int most(LinkMode now) {
    int rate = now.bytesPerSecond();
    return rate == 0 ? BUFFER : Math.min(BUFFER, Math.max(1, rate / PIECES_PER_SECOND));
  }

  private void pass(byte[] bytes, int count, OutputStream out)
      throws IOException, InterruptedException {
    LinkMode now = mode.get();
    if (now.bytesPerSecond() > 0) {
      mode.pause(now, Duration.ofNanos(1_000_000_000L * count / now.bytesPerSecond()));
    }
    switch (mode.awaitPassage().kind()) {
      case PASS -> out.write(bytes, 0, count);
      case SLICED -> {
        for (int i = 0; i < count; i++) {
          out.write(bytes, i, 1);
        }
      }
      case CUT, HALF_OPEN -> throw new IOException("the link is cut or closed");
    }
  }

  /** Ends it so that both sides get a reset instead of an end. */
  void reset() {
    for (Socket socket : new Socket[] {near, far}) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException alreadyClosed) {
        // Then there is nobody to tell.
      }
    }
    end();
  }

  private void end() {
    gone.accept(this);
    for (Socket socket : new Socket[] {near, far}) {
      try {
        socket.close();
      } catch (IOException alreadyGone) {
        // It is closed all the same.
      }
    }
  }
}
