package io.redfire.cli;

import com.google.protobuf.ByteString;
import io.redfire.client.AdminClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code redfire admin export}: a room as lines of JSON. */
@Command(
    name = "export",
    description =
        "Writes a room to standard output as lines of JSON: what it is, who is in it, and each"
            + " entry that is kept. Nothing but whole lines is written; exit code 0 means that it"
            + " is all of them.")
final class AdminExportCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CallerOptions caller;

  @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
  private String room;

  AdminExportCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (AdminClient admin = caller.admin(world)) {
      admin.export(room, this::write);
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
