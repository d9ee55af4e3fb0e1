package io.redfire.cli;

import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.RegisterResponse;
import io.redfire.client.AccountClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire register}: make an account, and be logged in. */
@Command(
    name = "register",
    description =
        "Makes an account and logs in; the other commands then call as that user. The password is"
            + " asked for.")
final class RegisterCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CallerOptions caller;
  @Mixin private PasswordOptions password;

  @Parameters(
      paramLabel = "NAME",
      converter = Names.class,
      description = "The name of the account.")
  private String name;

  @Option(
      names = "--code",
      paramLabel = "CODE",
      defaultValue = "",
      description =
          "The code that you were given: of the first administrator, or of 'redfire admin"
              + " create-user'.")
  private String code;

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
              .setCode(code)
              .build();
      RegisterResponse answer = account.register(request);
      logins.put(
          caller.addresses(),
          new Login(answer.getAccount().getUser(), answer.getToken(), caller.isByTls()));
    }
    return ExitCode.DONE;
  }
}
