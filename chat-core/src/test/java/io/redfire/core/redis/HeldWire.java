package io.redfire.core.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A loopback port before a Redis for one client, on which the test can hold back what subscribes
 * and unsubscribes; all else, answers included, goes through at once.
 */
final class HeldWire implements AutoCloseable {
  private final ServerSocket listener;
  private final int redisPort;
  private final BlockingQueue<byte[]> held = new LinkedBlockingQueue<>();
  private final BlockingQueue<OutputStream> toRedis = new LinkedBlockingQueue<>();
  private volatile boolean holding;

  HeldWire(int redisPort) throws IOException {
    this.redisPort = redisPort;
    this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    daemon(this::carry);
  }

  int port() {
    return listener.getLocalPort();
  }

  void hold() {
    holding = true;
  }

  void awaitHeld(int commands) {
    await().until(() -> held.size() == commands);
  }

  /** Lets the oldest of the held commands through. */
  void releaseOne() throws IOException {
    write(held.remove());
  }

  private void carry() {
    try (Socket client = listener.accept();
        Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort)) {
      toRedis.add(redis.getOutputStream());
      daemon(() -> answers(redis, client));
      InputStream in = new BufferedInputStream(client.getInputStream());
      while (true) {
        byte[] command = command(in);
        if (holding && new String(command, US_ASCII).contains("SUBSCRIBE\r\n")) {
          held.add(command);
        } else {
          write(command);
        }
      }
    } catch (IOException ended) {
      // The test is over, or sees that nothing comes any more.
    }
  }

  private void write(byte[] command) throws IOException {
    OutputStream out = toRedis.element();
    synchronized (this) {
      out.write(command);
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

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
