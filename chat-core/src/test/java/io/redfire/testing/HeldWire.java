package io.redfire.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * A loopback port before a Redis, on which the test can hold back what subscribes and unsubscribes;
 * all else, answers included, goes through at once. Any thread may call it.
 */
public final class HeldWire implements AutoCloseable {
  private static final int BACKLOG = 50;

  private final ServerSocket listener;
  private final int redisPort;
  private final Queue<Held> held = new ArrayDeque<>();
  private boolean holding;

  /** A command that waits, and where it goes. */
  private record Held(byte[] command, OutputStream redis) {}

  /** Opens the port before a Redis that listens on TCP. */
  public HeldWire(OwnRedis redis) throws IOException {
    this.redisPort = ((RedisAddress.Tcp) redis.address().place()).port();
    this.listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** The way through it, with time limits that suit a busy machine. */
  public RedisConnections connections() {
    return TestRedis.connections(
        RedisAddress.tcp("127.0.0.1", listener.getLocalPort(), Optional.empty()));
  }

  /** From now on commands are held back. */
  public synchronized void hold() {
    holding = true;
  }

  /** Waits until so many commands are held back. */
  public void awaitHeld(int commands) {
    await().atMost(Duration.ofSeconds(20)).until(() -> count() == commands);
  }

  private synchronized int count() {
    return held.size();
  }

  /** Lets the oldest of the held commands through. */
  public synchronized void releaseOne() throws IOException {
    Held oldest = held.remove();
    oldest.redis().write(oldest.command());
  }

  /** Lets all held commands through, and holds no more. */
  public synchronized void release() throws IOException {
    holding = false;
    while (!held.isEmpty()) {
      releaseOne();
    }
  }

  private synchronized void pass(byte[] command, OutputStream redis) throws IOException {
    if (holding && new String(command, US_ASCII).contains("SUBSCRIBE\r\n")) {
      held.add(new Held(command, redis));
    } else {
      redis.write(command);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        daemon(() -> carry(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void carry(Socket client) {
    try (client;
        Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort)) {
      daemon(() -> answers(redis, client));
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = redis.getOutputStream();
      while (true) {
        pass(command(in), out);
      }
    } catch (IOException ended) {
      // The test is over, or sees that nothing comes any more.
    }
  }

  /** One command in the Redis protocol: an array of strings, each with its length before it. */
  private static byte[] command(InputStream in) throws IOException {
    ByteArrayOutputStream command = new ByteArrayOutputStream();
    int parts = number(in, command);
    for (int i = 0; i < parts; i++) {
      int length = number(in, command);
      command.write(in.readNBytes(length + 2));
    }
    return command.toByteArray();
  }

  private static int number(InputStream in, ByteArrayOutputStream copy) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("ended");
      }
      line.write(b);
    }
    line.write('\n');
    copy.write(line.toByteArray());
    return Integer.parseInt(line.toString(US_ASCII).substring(1).trim());
  }

  private static void answers(Socket redis, Socket client) {
    try (redis;
        client;
        OutputStream out = client.getOutputStream()) {
      redis.getInputStream().transferTo(out);
    } catch (IOException ended) {
      // As above.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "held-wire");
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes no more connections; those that stand end with either side. */
  @Override
  public void close() throws IOException {
    listener.close();
  }
}
