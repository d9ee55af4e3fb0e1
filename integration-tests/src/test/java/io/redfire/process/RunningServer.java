package io.redfire.process;

import com.google.common.collect.ObjectArrays;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** A redfire-server that serves, and can be started again at its place. For one thread. */
final class RunningServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Path directory;
  private final String[] args;
  private final String address;
  private Program program;

  /** Starts one with these arguments on a free port, and waits until it serves. */
  RunningServer(Path directory, String... args) {
    this.directory = directory;
    this.address = HOST + ":" + freePort();
    this.args = ObjectArrays.concat(new String[] {"--listen", address}, args, String.class);
    this.program = launch();
  }

  /** Starts it again where it was, and waits until it serves. It must have ended. */
  void startAgain() {
    program = launch();
  }

  /** Where it listens, in the form that {@code --server} takes. */
  String address() {
    return address;
  }

  /** The process that ran last. */
  Program program() {
    return program;
  }

  /** What it printed at its start after this word. */
  String printed(String word) {
    return program
        .out()
        .lines()
        .filter(line -> line.startsWith(word))
        .map(line -> line.substring(word.length()).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line '" + word + "': " + program));
  }

  @Override
  public void close() {
    program.close();
  }

  private Program launch() {
    Program launched = Program.server(directory, args);
    // The last of the lines that it prints once it serves.
    launched.awaitOut(out -> out.lines().anyMatch(line -> line.startsWith("History ")));
    return launched;
  }

  /**
   * A port that no outgoing connection takes while the server is down: below the range out of which
   * systems choose those. A client that calls a port of that range again and again may even reach
   * itself.
   */
  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException taken) {
        // Then another one.
      }
    }
  }
}
