package io.redfire.cli;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.Attachment;
import io.redfire.chat.v1.AttachmentRef;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.Start;
import io.redfire.client.AttachmentClient;
import io.redfire.client.ChatClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire send}: one message, or one for each line of standard input. */
@Command(
    name = "send",
    description =
        "Sends a message and prints its seq. Sends again by itself until it is acknowledged; each"
            + " message stands in the room once.")
final class SendCommand implements Callable<Integer> {
  private static final int MOST_UNANSWERED = 512;

  private final World world;
  private final JsonLines lines = new JsonLines();

  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "TEXT", arity = "0..*", description = "The text, joined by spaces.")
  private @Nullable List<String> words;

  @Option(
      names = "--attach",
      paramLabel = "FILE",
      description =
          "Send this file with the message, under its name; may be given up to ten times. The text"
              + " may be left out then.")
  private List<Path> files = List.of();

  @Option(names = "--stdin", description = "All of standard input is one message, as it is.")
  private boolean stdin;

  @Option(
      names = "--stdin-lines",
      description = "Each line of standard input is a message, empty ones too, in order.")
  private boolean stdinLines;

  @Option(
      names = "--id",
      paramLabel = "UUID",
      description =
          "The message's own id, a UUIDv7: sending again with the same id stores nothing twice.")
  private @Nullable UUID id;

  @Option(
      names = "--reply-to",
      paramLabel = "SEQ[:TAG]",
      converter = NamedSeqs.class,
      description = "The message that this one answers.")
  private NamedSeq replyTo = NamedSeq.NONE;

  @Option(
      names = "--thread",
      paramLabel = "SEQ[:TAG]",
      converter = NamedSeqs.class,
      description = "The message whose thread this one is in.")
  private NamedSeq thread = NamedSeq.NONE;

  @Option(
      names = "--json",
      description =
          "Print one JSON object a message: seq, tag, id, room, level, replicas, duplicate.")
  private boolean json;

  @Option(
      names = "--ack",
      paramLabel = "LEVEL",
      converter = AckTargets.class,
      description =
          "How safe each message is to be before it is acknowledged: accepted, or replicated:K for"
              + " K replicas. Default: as the server is set. What falls short is told.")
  private AckTarget ack = AckTarget.getDefaultInstance();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      converter = Timeouts.class,
      description = "Give up when nothing was acknowledged for so long. Default: 30.")
  private Duration timeout;

  SendCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws InterruptedException {
    check();
    // Read first: a connection is of no use while somebody still types.
    String text = stdinLines ? "" : text();
    List<AttachmentRef> attachments = attachments();
    Reachability reachability = new Reachability(world.notes());
    try (ChatClient client =
        common.client(world, reachability).maxUnanswered(MOST_UNANSWERED).ack(ack).connect()) {
      if (stdinLines) {
        sendLines(client, reachability);
      } else {
        String chosen = id == null ? "" : id.toString();
        OutgoingMessage message =
            form().toBuilder().setId(chosen).setText(text).addAllAttachments(attachments).build();
        print(await(client.send(message), reachability));
      }
    }
    return ExitCode.DONE;
  }

  /** What each message has but for its text. */
  private OutgoingMessage form() {
    return OutgoingMessage.newBuilder()
        .setRoom(common.room())
        .setReplyToSeq(replyTo.seq())
        .setReplyToTag(replyTo.tag())
        .setThreadSeq(thread.seq())
        .setThreadTag(thread.tag())
        .build();
  }

  private void check() {
    int sources = (words == null ? 0 : 1) + (stdin ? 1 : 0) + (stdinLines ? 1 : 0);
    if (!files.isEmpty() && stdinLines) {
      throw new Failure(
          ExitCode.USAGE, "--attach goes with one message (expected: no --stdin-lines)");
    }
    if (sources != 1 && (files.isEmpty() || sources > 1)) {
      throw new Failure(
          ExitCode.USAGE,
          (sources == 0 ? "nothing to send" : "more than one thing to send")
              + " (expected: a TEXT, --stdin or --stdin-lines)");
    }
    if (id != null && stdinLines) {
      throw new Failure(ExitCode.USAGE, "--id names one message (expected: no --stdin-lines)");
    }
  }

  private String text() {
    if (words != null) {
      return String.join(" ", words);
    }
    return stdin ? new Utf8Input(world.in()).all() : "";
  }

  /** Brings the files to the room. */
  private List<AttachmentRef> attachments() throws InterruptedException {
    if (files.isEmpty()) {
      return List.of();
    }
    List<AttachmentRef> refs = new ArrayList<>();
    try (AttachmentClient client = common.caller().attachments(world)) {
      for (Path file : files) {
        Attachment held = client.upload(common.room(), file);
        refs.add(AttachmentClient.ref(held, String.valueOf(file.getFileName())));
      }
    } catch (IOException e) {
      throw new Failure(ExitCode.USAGE, "--attach: a file cannot be read: " + e);
    }
    return refs;
  }

  private void sendLines(ChatClient client, Reachability reachability) throws InterruptedException {
    // Following the room is how a sender hears that what it sent was withdrawn by a lossy failover;
    // the client then sends it again.
    client.subscribe(common.room(), Start.getDefaultInstance(), entry -> {});
    LineSender sender = new LineSender(new Utf8Input(world.in()), client, form(), MOST_UNANSWERED);
    sender.start();
    for (Optional<LineSender.Sent> next = sender.next(); next.isPresent(); next = sender.next()) {
      print(await(next.get(), reachability));
    }
    await(client.allAnswered(), reachability);
  }

  private Accepted await(LineSender.Sent sent, Reachability reachability)
      throws InterruptedException {
    try {
      return await(sent.accepted(), reachability);
    } catch (Failure e) {
      throw new Failure(e.exitCode(), "line " + sent.number() + ": " + e.getMessage());
    }
  }

  private <T> T await(CompletableFuture<T> answer, Reachability reachability)
      throws InterruptedException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw reachability.stuck(timeout);
    } catch (ExecutionException e) {
      throw Failure.of(e);
    }
  }

  private void print(Accepted accepted) {
    if (accepted.getReplicas() < ack.getReplicas()) {
      world
          .notes()
          .say(
              "message "
                  + Long.toUnsignedString(accepted.getSeq())
                  + " stands, but only "
                  + accepted.getReplicas()
                  + " of "
                  + ack.getReplicas()
                  + " replicas were known to have it in time");
    }
    world.out().line(json ? lines.accepted(accepted) : Long.toUnsignedString(accepted.getSeq()));
  }
}
