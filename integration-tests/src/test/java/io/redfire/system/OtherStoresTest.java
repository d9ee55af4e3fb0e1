package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.redfire.chat.v1.Attachment;
import io.redfire.chat.v1.AttachmentRef;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.server.NodeSettings;
import io.redfire.server.attach.BlobSettings;
import io.redfire.server.limit.AttachmentLimits;
import io.redfire.server.limit.LimitSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attachments that are kept outside of Redis, on two nodes. */
class OtherStoresTest {
  private static final String ROOM = "album";

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static Uploading at(TestNode node) {
    return new Uploading(node.channel(), "alice");
  }

  private static void send(TestNode node, Attachment held) {
    var unused =
        node.calls()
            .sendMessage(
                SendMessageRequest.newBuilder()
                    .setUser("alice")
                    .setMessage(
                        OutgoingMessage.newBuilder()
                            .setRoom(ROOM)
                            .addAttachments(AttachmentRef.newBuilder().setSha256(held.getSha256())))
                    .build());
  }

  private static Refusal refusal(ThrowingCallable call) {
    Throwable thrown = Assertions.catchThrowable(call);
    assertThat(thrown).isInstanceOf(StatusRuntimeException.class);
    return Refusal.of((StatusRuntimeException) Objects.requireNonNull(thrown));
  }

  /** What is left in Redis of the bytes of attachments: not even of those on their way. */
  private static List<String> parts(Nodes nodes) {
    return nodes.redis().keys(nodes.key("*")).stream()
        .filter(key -> key.matches(".*(blob|upload)[^:]*:\\{?[0-9a-f]+}?:([0-9a-f]+:)?[0-9]+"))
        .toList();
  }

  private static void assertServedByBoth(Nodes nodes, BlobSettings blobs, byte[] bytes) {
    TestNode near = nodes.start(blobs);
    TestNode far = nodes.start(blobs);
    Attachment held = at(near).upload(ROOM, bytes);
    send(near, held);
    String hash = held.getSha256();
    assertThat(parts(nodes)).isEmpty();
    assertThat(at(far).download(ROOM, hash, 0, 0)).isEqualTo(bytes);
    assertThat(at(far).download(ROOM, hash, 262_143, 70_000))
        .isEqualTo(Arrays.copyOfRange(bytes, 262_143, 332_143));
  }

  @Test
  void redisHoldsThePartsThatOtherStoresKeepOutOfIt() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      var unused = at(nodes.start()).upload(ROOM, noise(600_000));
      assertThat(parts(nodes)).hasSize(3);
    }
  }

  @Test
  void directoryKeepsTheBytesAndBothNodesServeThem(@TempDir Path directory) throws IOException {
    byte[] bytes = noise(600_000);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      assertServedByBoth(nodes, new BlobSettings.InDirectory(directory), bytes);
      try (Stream<Path> all = Files.walk(directory)) {
        List<Path> files = all.filter(Files::isRegularFile).toList();
        assertThat(files).hasSize(1);
        assertThat(files.get(0)).hasBinaryContent(bytes);
      }
    }
  }

  @Test
  void bucketKeepsTheBytesAndBothNodesServeThem() {
    try (BucketServer server = new BucketServer();
        Nodes nodes = Nodes.onSharedRedis()) {
      assertServedByBoth(nodes, new BlobSettings.InBucket(server.bucket("red/")), noise(6_000_000));
      assertThat(server.keys()).hasSize(1);
    }
  }

  @Test
  void uploadToABucketThatIsAwayEndsOnceItIsBack() {
    byte[] bytes = noise(600_000);
    try (BucketServer server = new BucketServer();
        Nodes nodes = Nodes.onSharedRedis()) {
      BlobSettings blobs = new BlobSettings.InBucket(server.bucket(""));
      Uploading alice = at(nodes.start(blobs));
      Uploading elsewhere = at(nodes.start(blobs));
      server.stop();
      String id = alice.start(ROOM, bytes.length, Uploading.sha256(bytes));
      // All of it arrives: until it is whole it is in Redis.
      Refusal away = refusal(() -> alice.send(id, 0, bytes, bytes.length));
      assertThat(away.reason()).isEqualTo("STORE_UNAVAILABLE");
      server.start();
      Attachment held = elsewhere.send(id, bytes.length, bytes, bytes.length).getAttachment();
      assertThat(held.getSha256()).isEqualTo(Uploading.sha256(bytes));
      assertThat(alice.download(ROOM, held.getSha256(), 0, 0)).isEqualTo(bytes);

      server.stop();
      assertThat(refusal(() -> elsewhere.download(ROOM, held.getSha256(), 0, 0)).reason())
          .isEqualTo("STORE_UNAVAILABLE");
      server.start();
      assertThat(elsewhere.download(ROOM, held.getSha256(), 0, 0)).isEqualTo(bytes);
    }
  }

  /** Also where the room has no place for others. */
  @Test
  void objectThatWasLostComesBackWithWhoeverHasTheBytes() {
    byte[] bytes = noise(600_000);
    LimitSettings limits =
        LimitSettings.with()
            .attachments(new AttachmentLimits(600_000, 600_000, 0, Optional.empty()))
            .done();
    try (BucketServer server = new BucketServer();
        Nodes nodes = Nodes.onSharedRedis()) {
      NodeSettings settings =
          NodeSettings.OPEN.within(limits).keeping(new BlobSettings.InBucket(server.bucket("")));
      Uploading alice = at(nodes.start(settings));
      Uploading elsewhere = at(nodes.start(settings));
      String hash = alice.upload(ROOM, bytes).getSha256();
      server.remove(server.keys().get(0));
      assertThat(refusal(() -> elsewhere.download(ROOM, hash, 0, 0)).reason())
          .isEqualTo("ATTACHMENT_NOT_FOUND");
      assertThat(refusal(() -> alice.upload(ROOM, noise(5))).reason()).isEqualTo("ROOM_FULL");
      assertThat(alice.upload(ROOM, bytes).getSha256()).isEqualTo(hash);
      assertThat(elsewhere.download(ROOM, hash, 0, 0)).isEqualTo(bytes);
    }
  }
}
