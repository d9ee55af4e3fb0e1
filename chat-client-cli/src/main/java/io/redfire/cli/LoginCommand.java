package io.redfire.cli;

import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.LogInResponse;
import io.redfire.client.AccountClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire login}: let the other commands call as a user. */
@Command(
    name = "login",
    description =
        "Logs in; the other commands then call as that user, until 'redfire logout'. The password"
            + " is asked for. What proves the login is kept in redfire/credentials under"
            + " XDG_CONFIG_HOME or ~/.config, for this server and only for you to read.")
final class LoginCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CallerOptions caller;
  @Mixin private PasswordOptions password;

  @Parameters(
      paramLabel = "NAME",
      converter = Names.class,
      description = "The name of the account.")
  private String name;

  @Option(
      names = "--device",
      paramLabel = "TEXT",
      defaultValue = "redfire",
      description = "Names this device in the list of your sessions. Default: redfire.")
  private String device;

  LoginCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    LoginFile logins = new LoginFile(world.environment());
    logins.prepare();
    try (AccountClient account = caller.stranger(world)) {
      LogInRequest request =
          LogInRequest.newBuilder()
              .setUser(name)
              .setPassword(password.existing(world, "Password of " + name + ": "))
              .setDevice(device)
              .build();
      LogInResponse answer = account.logIn(request);
      logins.put(
          caller.addresses(),
          new Login(answer.getAccount().getUser(), answer.getToken(), caller.isByTls()));
    }
    return ExitCode.DONE;
  }
}
