package io.redfire.cli;

import io.redfire.client.AccountClient;
import io.redfire.client.AdminClient;
import io.redfire.client.AttachmentClient;
import io.redfire.client.BotClient;
import io.redfire.client.ChannelFactory;
import io.redfire.client.ChatClient;
import io.redfire.client.ChatClientBuilder;
import io.redfire.client.ChatQueries;
import io.redfire.client.MessageClient;
import io.redfire.client.RoomClient;
import io.redfire.client.ServerAddress;
import io.redfire.client.WebhookClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which server, and who calls; and the clients for it. For one command. */
final class CallerOptions {
  private static final Duration ANSWER = Duration.ofSeconds(10);

  @Mixin private ServerOptions server;
  @Mixin private TokenOptions tokens;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      converter = Names.class,
      defaultValue = "${env:REDFIRE_AS}",
      description =
          "Your name as a guest. Also from REDFIRE_AS. Default: whoever is logged in, else your"
              + " user name on this machine.")
  private @Nullable String as;

  @Option(names = "--guest", description = "Do not use the login that 'redfire login' left here.")
  private boolean guest;

  List<ServerAddress> addresses() {
    return server.addresses();
  }

  /** The token to call with. */
  Optional<String> token(World world) {
    return tokens.given(world).or(() -> login(world).map(Login::token));
  }

  /** The login that was kept for this server, unless something else says who calls. */
  private Optional<Login> login(World world) {
    if (guest) {
      return Optional.empty();
    }
    Optional<Login> login = new LoginFile(world.environment()).find(addresses());
    if (as != null && login.isPresent() && !login.get().user().equals(as)) {
      throw new Failure(
          ExitCode.USAGE,
          "--as: '"
              + as
              + "' is not who is logged in here (expected: '"
              + login.get().user()
              + "', or --guest too)");
    }
    if (login.isPresent() && login.get().byTls() && !isByTls()) {
      throw new Failure(
          ExitCode.USAGE,
          "the login here was made by TLS, and its token does not go without (expected: --tls or"
              + " --tls-ca FILE as then, or --guest)");
    }
    return login;
  }

  /** Whether connections are by TLS. */
  boolean isByTls() {
    return server.tls().chosen().isPresent();
  }

  /** A guest's name; with a token only what was given, for the server to compare. */
  String user(World world) {
    String own = as == null ? "" : as;
    return own.isEmpty() && token(world).isEmpty()
        ? Names.ofSystemUser(System.getProperty("user.name", ""))
        : own;
  }

  /** The way to the server, with the token if there is one. */
  private ChannelFactory channels(World world) {
    Optional<String> token = token(world);
    ChannelFactory plain = plain(world);
    if (token.isEmpty()) {
      return plain;
    }
    // Found out now rather than after something was typed.
    addresses().forEach(plain::checkSecrets);
    try {
      return plain.withToken(token.get());
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private ChannelFactory plain(World world) {
    return server.channels(world);
  }

  /** A client that notes on standard error how its connection fares. */
  ChatClientBuilder client(World world, Reachability reachability) {
    return ChatClient.builder(addresses(), user(world))
        .program("redfire-cli/" + RedfireCli.Version.ofThisBuild())
        .channels(channels(world))
        .listener(reachability);
  }

  ChatQueries queries(World world) {
    return new ChatQueries(addresses(), channels(world), ANSWER);
  }

  MessageClient messages(World world) {
    return new MessageClient(addresses(), channels(world), user(world), ANSWER);
  }

  AttachmentClient attachments(World world) {
    return new AttachmentClient(addresses(), channels(world), user(world), ANSWER);
  }

  RoomClient rooms(World world) {
    return new RoomClient(addresses(), channels(world), ANSWER);
  }

  BotClient bots(World world) {
    return new BotClient(addresses(), channels(world), user(world), ANSWER);
  }

  WebhookClient webhooks(World world) {
    return new WebhookClient(addresses(), channels(world), ANSWER);
  }

  AccountClient account(World world) {
    return new AccountClient(addresses(), channels(world), ANSWER);
  }

  /** For those who are about to say who they are. */
  AccountClient stranger(World world) {
    return new AccountClient(addresses(), plain(world), ANSWER);
  }

  AdminClient admin(World world) {
    return new AdminClient(addresses(), channels(world), ANSWER);
  }
}
