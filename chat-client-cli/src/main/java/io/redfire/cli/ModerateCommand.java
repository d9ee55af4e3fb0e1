package io.redfire.cli;

import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.ModerateMemberRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code redfire room kick}, {@code ban}, {@code unban}, {@code mute} and {@code unmute}: one of
 * them. An administrator has the same for any room.
 */
@Command(description = "Keeps order in a room; everyone in it is told, with the reason.")
final class ModerateCommand implements Callable<Integer> {
  private final MembershipAction action;
  private final BiConsumer<CallerOptions, ModerateMemberRequest> moderator;

  @Mixin private CallerOptions caller;

  @Parameters(
      index = "0",
      paramLabel = "ROOM",
      converter = RoomNames.class,
      description = "The room.")
  private String room;

  @Parameters(index = "1", paramLabel = "USER", converter = Names.class, description = "Who.")
  private String user;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Lifetimes.class,
      description = "How long a ban or mute lasts, such as 10m or 7d. Default: until it is lifted.")
  private @Nullable Duration lifetime;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why, for everyone in the room to read.")
  private String reason;

  /**
   * @param moderator carries it out
   */
  ModerateCommand(
      MembershipAction action, BiConsumer<CallerOptions, ModerateMemberRequest> moderator) {
    this.action = action;
    this.moderator = moderator;
  }

  @Override
  public Integer call() {
    boolean lasts =
        action == MembershipAction.MEMBERSHIP_ACTION_BANNED
            || action == MembershipAction.MEMBERSHIP_ACTION_MUTED;
    if (lifetime != null && !lasts) {
      throw new Failure(ExitCode.USAGE, "--for is for ban and mute (expected: no --for)");
    }
    ModerateMemberRequest.Builder request =
        ModerateMemberRequest.newBuilder()
            .setRoom(room)
            .setUser(user)
            .setAction(action)
            .setReason(reason);
    if (lifetime != null) {
      request.setLifetime(Lifetimes.proto(lifetime));
    }
    moderator.accept(caller, request.build());
    return ExitCode.DONE;
  }
}
