package io.redfire.cli;

import io.redfire.client.ChatClient;
import io.redfire.client.ChatClientBuilder;
import io.redfire.client.ChatQueries;
import io.redfire.client.ServerAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has, and the clients that they describe. For one command. */
final class CommonOptions {
  private static final Duration ANSWER = Duration.ofSeconds(10);

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT[,…]",
      converter = Servers.Reader.class,
      defaultValue = "${env:REDFIRE_SERVER:-127.0.0.1:7400}",
      description =
          "Where the server listens; several are tried in turn. Also from REDFIRE_SERVER."
              + " Default: 127.0.0.1:7400.")
  private Servers servers;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      converter = Names.class,
      defaultValue = "${env:REDFIRE_AS}",
      description = "Your name. Also from REDFIRE_AS. Default: your user name on this machine.")
  private @Nullable String as;

  @Option(
      names = "--room",
      paramLabel = "ROOM",
      converter = Names.class,
      defaultValue = "${env:REDFIRE_ROOM:-chat}",
      description = "The room. Also from REDFIRE_ROOM. Default: chat.")
  private String room;

  String room() {
    return room;
  }

  List<ServerAddress> addresses() {
    return servers.addresses();
  }

  String user() {
    return as != null ? as : Names.ofSystemUser(System.getProperty("user.name", ""));
  }

  /** A client that notes on standard error how its connection fares. */
  ChatClientBuilder client(World world, Reachability reachability) {
    return ChatClient.builder(servers.addresses(), user())
        .program("redfire-cli/" + RedfireCli.Version.ofThisBuild())
        .channels(world.channels())
        .listener(reachability);
  }

  ChatQueries queries(World world) {
    return new ChatQueries(servers.addresses(), world.channels(), ANSWER);
  }
}
