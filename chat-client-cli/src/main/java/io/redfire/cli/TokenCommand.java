package io.redfire.cli;

import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.chat.v1.CreateTokenResponse;
import io.redfire.chat.v1.Scope;
import io.redfire.client.AccountClient;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code redfire token}: what lets a program act as its user.
 *
 * <p>Its commands name the help options themselves: picocli counts them among the parameters of a
 * method, and takes them for the first.
 */
@Command(name = "token", description = "API tokens, with which programs act as you.")
final class TokenCommand {
  private final World world;
  private final PeopleLines lines = new PeopleLines();

  TokenCommand(World world) {
    this.world = world;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "create",
      description =
          "Makes an API token and prints it. It is told this once: give it to the program by"
              + " REDFIRE_TOKEN or --token-file. 'redfire sessions revoke' ends it.")
  int create(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "NAME", description = "Names it in the list of your sessions.")
          String name,
      @Option(
              names = "--scope",
              paramLabel = "SCOPE",
              split = ",",
              required = true,
              converter = Scopes.class,
              description = "What it is good for: read, write, rooms, account, admin.")
          List<Scope> scopes,
      @Option(
              names = "--lifetime",
              paramLabel = "TIME",
              converter = Lifetimes.class,
              description = "How long it is valid, such as 12h or 30d. Default: 90d.")
          @Nullable Duration lifetime,
      @Option(
              names = "--json",
              description =
                  "Print a JSON object: secret (the token), and what 'redfire sessions' prints.")
          boolean json) {
    CreateTokenRequest.Builder request =
        CreateTokenRequest.newBuilder().setName(name).addAllScopes(scopes);
    if (lifetime != null) {
      request.setLifetime(Lifetimes.proto(lifetime));
    }
    try (AccountClient account = caller.account(world)) {
      CreateTokenResponse answer = account.createToken(request.build());
      world
          .out()
          .needed()
          .line(json ? lines.token(answer) : TerminalText.neutralise(answer.getToken()));
    }
    return ExitCode.DONE;
  }
}
