package io.redfire.cli;

import com.google.protobuf.ByteString;
import io.redfire.chat.v1.ExportRoomRequest;
import io.redfire.client.AdminClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire admin export}: a room as lines of JSON. */
@Command(
    name = "export",
    description =
        "Writes a room to standard output as lines of JSON: what it is, who is in it, and each"
            + " entry that is kept, and the attachments. Nothing but whole lines is written; exit code 0 means that it"
            + " is all of them.")
final class AdminExportCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CallerOptions caller;

  @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
  private String room;

  @Option(names = "--no-attachments", description = "Leave out the bytes of attachments.")
  private boolean withoutAttachments;

  AdminExportCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (AdminClient admin = caller.admin(world)) {
      admin.export(
          ExportRoomRequest.newBuilder()
              .setRoom(room)
              .setWithoutAttachments(withoutAttachments)
              .build(),
          this::write);
    }
    return ExitCode.DONE;
  }

  private void write(ByteString lines) {
    Stdout out = world.out().needed();
    if (out.isTerminal()) {
      out.line(TerminalText.neutraliseLines(lines.toStringUtf8().stripTrailing(), ""));
    } else {
      out.bytes(lines.toByteArray());
    }
  }
}
