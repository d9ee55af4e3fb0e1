package io.redfire.client;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.redfire.chat.v1.Attachment;
import io.redfire.chat.v1.AttachmentRef;
import io.redfire.chat.v1.AttachmentServiceGrpc;
import io.redfire.chat.v1.AttachmentServiceGrpc.AttachmentServiceBlockingStub;
import io.redfire.chat.v1.DownloadRequest;
import io.redfire.chat.v1.GetUploadRequest;
import io.redfire.chat.v1.GetUploadResponse;
import io.redfire.chat.v1.StartUploadRequest;
import io.redfire.chat.v1.StartUploadResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Brings files to rooms and gets them out of them, one at a time. For one thread.
 *
 * <p>Where a connection breaks it goes on from where it was, at whichever of the servers can be
 * reached, and gives up where nothing moved several times in a row. What comes is what was asked
 * for: its SHA-256 is compared. A failure is a {@link ChatException}: the server's refusal, or that
 * of the last server tried.
 *
 * <pre>{@code
 * try (AttachmentClient files = new AttachmentClient(servers, channels, "alice", deadline)) {
 *   Attachment held = files.upload("chat", Path.of("cat.png"));
 *   client.send("chat", "", "look", List.of(AttachmentClient.ref(held, "cat.png")));
 * }
 * }</pre>
 */
public final class AttachmentClient implements AutoCloseable {
  private static final int MOST_FAILURES = 5;

  private final Calls calls;
  private final String user;

  /**
   * @param user a guest's name; empty with a token
   * @param deadline how long one server may take for one answer; the bytes may take longer
   */
  public AttachmentClient(
      List<ServerAddress> servers, ChannelFactory channels, String user, Duration deadline) {
    this.calls = new Calls(servers, channels, deadline);
    this.user = user;
  }

  /** An attachment as a message names it. */
  public static AttachmentRef ref(Attachment held, String name) {
    return AttachmentRef.newBuilder().setSha256(held.getSha256()).setName(name).build();
  }

  /**
   * Brings a file to a room, or nothing where the room holds the same bytes already.
   *
   * @return what the room holds
   * @throws IOException where the file cannot be read
   * @throws InterruptedException if interrupted; what arrived stays for a day
   */
  public Attachment upload(String room, Path file) throws IOException, InterruptedException {
    String hash = MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    StartUploadRequest request =
        StartUploadRequest.newBuilder()
            .setUser(user)
            .setRoom(room)
            .setSize(Files.size(file))
            .setSha256(hash)
            .build();
    StartUploadResponse started = calls.ask(to -> stub(to).startUpload(request));
    return started.hasAttachment() ? started.getAttachment() : bring(file, started.getUpload());
  }

  private Attachment bring(Path file, String id) throws IOException, InterruptedException {
    GetUploadRequest question = GetUploadRequest.newBuilder().setUser(user).setUpload(id).build();
    long offset = 0;
    int failures = 0;
    while (true) {
      try {
        ManagedChannel to = calls.reached();
        return new FileUpload(user, id, file, offset).run(AttachmentServiceGrpc.newStub(to));
      } catch (ChatException broken) {
        failures = failedAgain(broken, failures);
      }
      GetUploadResponse there = calls.ask(to -> stub(to).getUpload(question));
      if (there.hasAttachment()) {
        return there.getAttachment();
      }
      failures = there.getOffset() > offset ? 0 : failures;
      offset = there.getOffset();
    }
  }

  /**
   * Gets bytes out of a room.
   *
   * @param target is given them in order; where this throws, some are missing or wrong
   * @return what they are
   * @throws IOException where the target cannot be written
   * @throws InterruptedException if interrupted
   */
  public Attachment download(String room, String sha256, OutputStream target)
      throws IOException, InterruptedException {
    Arriving arriving = new Arriving(target);
    int failures = 0;
    while (!arriving.isWhole()) {
      long before = arriving.count();
      DownloadRequest request =
          DownloadRequest.newBuilder().setRoom(room).setSha256(sha256).setOffset(before).build();
      try {
        calls.stream(
            to -> AttachmentServiceGrpc.newBlockingStub(to).download(request), arriving::take);
      } catch (ChatException broken) {
        failures = failedAgain(broken, arriving.count() > before ? 0 : failures);
      } catch (UncheckedIOException unwritten) {
        throw new IOException(unwritten);
      }
    }
    if (!arriving.sha256().equals(sha256)) {
      throw new ChatException(
          Code.DATA_LOSS, "", "what came is not what was asked for (expected: that SHA-256)");
    }
    return arriving.attachment();
  }

  /** Waits for a moment, or gives up. */
  private static int failedAgain(ChatException broken, int failures) throws InterruptedException {
    boolean mayPass = broken.isRetryable() || broken.reason().equals("OFFSET_WRONG");
    if (!mayPass || failures == MOST_FAILURES) {
      throw broken;
    }
    TimeUnit.MILLISECONDS.sleep(
        broken.retryAfter().map(Duration::toMillis).orElse(100L << failures));
    return failures + 1;
  }

  private AttachmentServiceBlockingStub stub(ManagedChannel to) {
    return calls.timed(AttachmentServiceGrpc.newBlockingStub(to));
  }

  @Override
  public void close() {
    calls.close();
  }
}
