package io.redfire.cli;

import io.redfire.client.ChatQueries;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code redfire ping}: is a server there, and how far away? */
@Command(
    name = "ping",
    description = "Asks a server for its health; prints 'ok HOST:PORT MILLISECONDS ms'.")
final class PingCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final World world;

  @Mixin private ServerOptions server;

  PingCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (ChatQueries queries =
        new ChatQueries(server.addresses(), server.channels(world), PATIENCE)) {
      ChatQueries.Health health = queries.health();
      if (!health.serving()) {
        throw new Failure(ExitCode.TEMPORARY, health.server() + " does not serve at present");
      }
      double millis = health.roundTrip().toNanos() / 1e6;
      world.out().line(String.format(Locale.ROOT, "ok %s %.1f ms", health.server(), millis));
      return ExitCode.DONE;
    }
  }
}
