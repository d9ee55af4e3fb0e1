package io.redfire.cli;

import io.redfire.chat.v1.Attachment;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.client.AttachmentClient;
import io.redfire.client.ChatQueries;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire download}: an attachment of a room, as a file. */
@Command(
    name = "download",
    description =
        "Gets an attachment out of a room, compares its SHA-256, and prints the name of the file."
            + " Nothing is overwritten unless told. Do not open by its name what somebody sent.")
final class DownloadCommand implements Callable<Integer> {
  private final World world;
  private final JsonLines lines = new JsonLines();

  @Mixin private CallerOptions caller;

  @Parameters(
      index = "0",
      paramLabel = "ROOM",
      converter = RoomNames.class,
      description = "The room.")
  private String room;

  @Parameters(
      index = "1",
      paramLabel = "SEQ|SHA256",
      description = "The message that has it, if it has one only; or the SHA-256 of the bytes.")
  private String which;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to put it. Default: here, under the name that its sender gave it.")
  private @Nullable Path output;

  @Option(names = "--overwrite", description = "Replace the file if there is one.")
  private boolean overwrite;

  @Option(names = "--json", description = "Print a JSON object: file, sha256, type, size.")
  private boolean json;

  DownloadCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws InterruptedException {
    String hash = which;
    String name = "";
    if (!which.matches("[0-9a-f]{64}")) {
      Attachment named = ofMessage();
      hash = named.getSha256();
      name = named.getName();
    }
    Path target = output == null ? Path.of(FileNames.harmless(name, hash)) : output;
    if (!overwrite && Files.exists(target)) {
      throw exists(target);
    }
    Attachment attachment = get(hash, target);
    String path = target.toString();
    world
        .out()
        .line(
            json
                ? lines.object(
                    fields -> {
                      fields.writeStringField("file", path);
                      AttachmentWords.write(attachment, fields);
                    })
                : TerminalText.neutralise(path));
    return ExitCode.DONE;
  }

  private Attachment ofMessage() {
    long seq = seq();
    ListMessagesRequest request =
        ListMessagesRequest.newBuilder().setRoom(room).setAfterSeq(seq - 1).setPageSize(1).build();
    List<Entry> found;
    try (ChatQueries queries = caller.queries(world)) {
      found = queries.listMessages(request).getEntriesList();
    }
    List<Attachment> attachments =
        found.isEmpty() || found.get(0).getSeq() != seq
            ? List.of()
            : found.get(0).getMessage().getAttachmentsList();
    if (attachments.size() == 1) {
      return attachments.get(0);
    }
    throw new Failure(
        ExitCode.USAGE,
        attachments.isEmpty()
            ? "message " + seq + " has no attachment (expected: one that 'redfire history' shows)"
            : "message "
                + seq
                + " has "
                + attachments.size()
                + " attachments (expected: the SHA-256 of one, which 'redfire history --json'"
                + " tells)");
  }

  private long seq() {
    if (which.matches("[1-9][0-9]{0,17}")) {
      return Long.parseLong(which);
    }
    throw new Failure(
        ExitCode.USAGE,
        "'"
            + TerminalText.neutralise(which)
            + "' names no attachment (expected: the seq of a message, or a SHA-256 of 64 digits)");
  }

  /** Beside its place first, so that nobody finds half of it there. */
  private Attachment get(String hash, Path target) throws InterruptedException {
    try {
      Path folder = target.toAbsolutePath().getParent();
      Path part = Files.createTempFile(folder, ".redfire-", ".part");
      try {
        Attachment attachment;
        try (AttachmentClient files = caller.attachments(world);
            OutputStream out = Files.newOutputStream(part)) {
          attachment = files.download(room, hash, out);
        }
        if (overwrite) {
          Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } else {
          Files.move(part, target);
        }
        return attachment;
      } finally {
        var unused = Files.deleteIfExists(part);
      }
    } catch (FileAlreadyExistsException e) {
      throw exists(target);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.OTHER,
          "'" + TerminalText.neutralise(target.toString()) + "' cannot be written: " + e);
    }
  }

  private static Failure exists(Path target) {
    return new Failure(
        ExitCode.USAGE,
        "'"
            + TerminalText.neutralise(target.toString())
            + "' is there already (expected: another -o FILE, or --overwrite)");
  }
}
