package io.redfire.cli;

import io.redfire.chat.v1.ReadMark;
import io.redfire.client.ChatQueries;
import io.redfire.client.RoomClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire read}: how far one has read. */
@Command(
    name = "read",
    description =
        "Marks a room as read up to a seq, or all of it, and prints the seq up to which it is.")
final class ReadCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CallerOptions caller;

  @Parameters(
      index = "0",
      paramLabel = "ROOM",
      converter = RoomNames.class,
      description = "The room.")
  private String room;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SEQ",
      converter = Seqs.class,
      description = "The newest entry that is read. Default: the newest that there is.")
  private @Nullable Long seq;

  @Option(names = "--back", description = "Let what comes after SEQ be unread again.")
  private boolean back;

  ReadCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    if (back && seq == null) {
      throw new Failure(ExitCode.USAGE, "--back: to where? (expected: a SEQ)");
    }
    ReadMark mark =
        ReadMark.newBuilder()
            .setRoom(room)
            .setSeq(seq == null ? newest() : seq)
            .setBack(back)
            .build();
    try (RoomClient rooms = caller.rooms(world)) {
      world.out().line(Long.toUnsignedString(rooms.markRead(mark)));
    }
    return ExitCode.DONE;
  }

  private long newest() {
    try (ChatQueries queries = caller.queries(world)) {
      return queries.room(room).getBounds().getLastSeq();
    }
  }
}
