package io.redfire.cli;

import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.RegisterResponse;
import io.redfire.client.AccountClient;
import io.redfire.client.ChatException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire register}: make an account, and be logged in. */
@Command(
    name = "register",
    description =
        "Makes an account and logs in; the other commands then call as that user. The password is"
            + " asked for, and so is a code where the server wants one.")
final class RegisterCommand implements Callable<Integer> {
  private static final String CODE_WANTED = "REGISTRATION_CLOSED";

  private final World world;

  @Mixin private CallerOptions caller;
  @Mixin private PasswordOptions password;

  @Parameters(
      paramLabel = "NAME",
      converter = Names.class,
      description = "The name of the account.")
  private String name;

  /** Null where it was not given, empty where it is to be asked for. */
  @Option(
      names = "--code",
      paramLabel = "CODE",
      arity = "0..1",
      description =
          "The code that you were given: of the first administrator, or of 'redfire admin"
              + " create-user'. Without CODE it is asked for, so that it does not stand in the"
              + " machine's list of processes.")
  private @Nullable String code;

  @Option(
      names = "--display-name",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "How you are shown to people.")
  private String displayName;

  @Option(
      names = "--device",
      paramLabel = "TEXT",
      defaultValue = "redfire",
      description = "Names this device in the list of your sessions. Default: redfire.")
  private String device;

  RegisterCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    LoginFile logins = new LoginFile(world.environment());
    logins.prepare();
    try (AccountClient account = caller.stranger(world)) {
      RegisterRequest request =
          RegisterRequest.newBuilder()
              .setUser(name)
              .setPassword(password.fresh(world, "New password for " + name + ": "))
              .setDisplayName(displayName)
              .setDevice(device)
              .setCode(given())
              .build();
      RegisterResponse answer = register(account, request);
      logins.put(
          caller.addresses(),
          new Login(answer.getAccount().getUser(), answer.getToken(), caller.isByTls()));
    }
    return ExitCode.DONE;
  }

  private String given() {
    if (code == null) {
      return "";
    }
    return code.isEmpty()
        ? ask()
            .orElseThrow(
                () ->
                    new Failure(
                        ExitCode.USAGE,
                        "there is no terminal to ask for the code on (expected: --code CODE)"))
        : code;
  }

  /** Who brought no code to a server that wants one is asked for it, if there is anybody to ask. */
  private RegisterResponse register(AccountClient account, RegisterRequest request) {
    try {
      return account.register(request);
    } catch (ChatException refused) {
      if (!refused.reason().equals(CODE_WANTED) || !request.getCode().isEmpty()) {
        throw refused;
      }
      String told = ask().orElseThrow(() -> refused);
      return account.register(request.toBuilder().setCode(told).build());
    }
  }

  private Optional<String> ask() {
    return world.prompt().ask("Code that you were given: ");
  }
}
