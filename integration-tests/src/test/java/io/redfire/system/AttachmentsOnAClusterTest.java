package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Attachment;
import io.redfire.chat.v1.AttachmentRef;
import io.redfire.chat.v1.GetUploadRequest;
import io.redfire.chat.v1.MessagePlace;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.testing.ClusterRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** An upload, its bytes and its room are in slots of their own, whichever servers have those. */
class AttachmentsOnAClusterTest {
  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static RedisConnections connections(ClusterRedis redis) {
    String seeds = redis.seeds().stream().map(Object::toString).collect(Collectors.joining(","));
    return new RedisConnections(
        RedisAddress.parse("redis+cluster://" + seeds, Optional.empty()),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }

  @Test
  void filesGoUpAtOneNodeAndOnAtTheOtherAndComeDown() {
    try (ClusterRedis redis = ClusterRedis.start();
        Nodes nodes = Nodes.on(connections(redis))) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      Uploading alice = new Uploading(near.channel(), "alice");
      Uploading elsewhere = new Uploading(far.channel(), "alice");
      for (int i = 0; i < 12; i++) {
        String room = "room-" + i;
        byte[] bytes = noise(400_000 + i);
        String hash = Uploading.sha256(bytes);
        String id = alice.start(room, bytes.length, hash);
        var unused = alice.send(id, 0, bytes, 300_000);
        GetUploadRequest ask = GetUploadRequest.newBuilder().setUser("alice").setUpload(id).build();
        assertThat(elsewhere.calls().getUpload(ask).getOffset()).isEqualTo(300_000);
        Attachment held = elsewhere.send(id, 300_000, bytes, bytes.length).getAttachment();
        assertThat(held.getSha256()).isEqualTo(hash);
        long seq =
            near.calls()
                .sendMessage(
                    SendMessageRequest.newBuilder()
                        .setUser("alice")
                        .setMessage(
                            OutgoingMessage.newBuilder()
                                .setRoom(room)
                                .addAttachments(AttachmentRef.newBuilder().setSha256(hash)))
                        .build())
                .getAccepted()
                .getSeq();
        assertThat(seq).isEqualTo(1);
        assertThat(far.log(room).get(0).getMessage().getAttachmentsList()).containsExactly(held);
        assertThat(elsewhere.download(room, hash, 0, 0)).isEqualTo(bytes);
        // And to another room, with which it shares the bytes.
        assertThat(elsewhere.upload("other", bytes)).isEqualTo(held);
        long copy =
            far.calls()
                .sendMessage(
                    SendMessageRequest.newBuilder()
                        .setUser("bob")
                        .setMessage(
                            OutgoingMessage.newBuilder()
                                .setRoom("copies")
                                .setForwardOf(MessagePlace.newBuilder().setRoom(room).setSeq(seq)))
                        .build())
                .getAccepted()
                .getSeq();
        assertThat(copy).isEqualTo(i + 1);
        assertThat(alice.download("copies", hash, 0, 0)).isEqualTo(bytes);
      }
      // And all of them in one room that moves.
      SignedIn root = SignedIn.register(near, "root", near.firstAdminCode());
      List<String> lines = MovedRoom.export(root, near, "copies", false);
      assertThat(MovedRoom.load(root, far, "moved", lines).getMissingAttachments()).isZero();
      for (int i = 0; i < 12; i++) {
        byte[] bytes = noise(400_000 + i);
        assertThat(alice.download("moved", Uploading.sha256(bytes), 0, 0)).isEqualTo(bytes);
      }
    }
  }
}
