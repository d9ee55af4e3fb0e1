package io.redfire.cli;

import io.grpc.Status.Code;
import io.redfire.client.AccountClient;
import io.redfire.client.ChatException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code redfire logout}: end the session, and forget it here. */
@Command(
    name = "logout",
    description =
        "Ends the session at the server and forgets it here. Where no server is reached it is"
            + " forgotten here all the same, and that is exit code 69.")
final class LogoutCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CallerOptions caller;

  LogoutCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    String token =
        caller
            .token(world)
            .orElseThrow(() -> new Failure(ExitCode.NOT_PERMITTED, "nobody is logged in here"));
    LoginFile logins = new LoginFile(world.environment());
    try (AccountClient account = caller.account(world)) {
      account.logOut();
    } catch (ChatException e) {
      if (e.code() == Code.UNAVAILABLE || e.code() == Code.DEADLINE_EXCEEDED) {
        logins.forget(token);
        throw new Failure(
            ExitCode.UNREACHABLE,
            "forgotten here, but the session goes on at the server until it is over or revoked: "
                + e.getMessage());
      }
      // A session that is over already is what was asked for.
      if (e.code() != Code.UNAUTHENTICATED) {
        throw e;
      }
    }
    logins.forget(token);
    return ExitCode.DONE;
  }
}
