package io.redfire.cli;

import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.UpdateRoomRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire room set}: other rules. An administrator has the same for any room. */
@Command(
    name = "set",
    description = "Changes what is given, leaves the rest as it is, and prints the room.")
final class RoomSetCommand implements Callable<Integer> {
  private final World world;
  private final BiFunction<CallerOptions, UpdateRoomRequest, Room> update;
  private final JsonLines lines = new JsonLines();

  @Mixin private CallerOptions caller;

  @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
  private String room;

  @Option(names = "--title", paramLabel = "TEXT", description = "A title; '' for none.")
  private @Nullable String title;

  @Option(names = "--topic", paramLabel = "TEXT", description = "A topic; '' for none.")
  private @Nullable String topic;

  @Option(
      names = "--archive",
      negatable = true,
      description = "Let nobody write to it any more; --no-archive lets them again.")
  private @Nullable Boolean archive;

  @Option(
      names = "--retain",
      paramLabel = "N",
      description = "Keep the newest N entries; 0: as the server is set.")
  private @Nullable Long retain;

  @Option(
      names = "--slow-mode",
      paramLabel = "TIME",
      converter = Lifetimes.class,
      description = "How long a member waits between messages, such as 30s; 0s: not at all.")
  private @Nullable Duration slowMode;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      converter = RoomKinds.class,
      description = "public, private or announcement.")
  private @Nullable RoomKind kind;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  /**
   * @param update carries the change out
   */
  RoomSetCommand(World world, BiFunction<CallerOptions, UpdateRoomRequest, Room> update) {
    this.world = world;
    this.update = update;
  }

  @Override
  public Integer call() {
    UpdateRoomRequest changes = changes();
    if (changes.equals(UpdateRoomRequest.newBuilder().setRoom(room).build())) {
      throw new Failure(
          ExitCode.USAGE, "nothing to change (expected: --title, --topic, --archive, …)");
    }
    Room now = update.apply(caller, changes);
    world.out().line(json ? lines.room(now) : RoomSheet.of(now));
    return ExitCode.DONE;
  }

  private UpdateRoomRequest changes() {
    UpdateRoomRequest.Builder changes = UpdateRoomRequest.newBuilder().setRoom(room);
    if (title != null) {
      changes.setTitle(title);
    }
    if (topic != null) {
      changes.setTopic(topic);
    }
    if (archive != null) {
      changes.setArchived(archive);
    }
    if (retain != null) {
      if (retain < 0) {
        throw new Failure(ExitCode.USAGE, "--retain: " + retain + " (expected: 0 or more)");
      }
      changes.setRetain(retain);
    }
    if (slowMode != null) {
      changes.setSlowMode(Lifetimes.proto(slowMode));
    }
    if (kind != null) {
      changes.setKind(kind);
    }
    return changes.build();
  }
}
