package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Attachment;
import io.redfire.chat.v1.AttachmentRef;
import io.redfire.chat.v1.CancelUploadRequest;
import io.redfire.chat.v1.EditMessageRequest;
import io.redfire.chat.v1.EraseMessageRequest;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.GetUploadRequest;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.StartUploadRequest;
import io.redfire.chat.v1.StartUploadResponse;
import io.redfire.chat.v1.UploadResponse;
import io.redfire.core.log.MessageId;
import io.redfire.core.rate.Rate;
import io.redfire.server.limit.AttachmentLimits;
import io.redfire.server.limit.LimitSettings;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Files that people send, on two nodes of one Redis. */
class AttachmentTest {
  private static final String ROOM = "album";

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static Uploading at(TestNode node, String user) {
    return new Uploading(node.channel(), user);
  }

  private static OutgoingMessage message(String text, String name, Attachment... attachments) {
    OutgoingMessage.Builder message = OutgoingMessage.newBuilder().setRoom(ROOM).setText(text);
    for (Attachment attachment : attachments) {
      message.addAttachments(
          AttachmentRef.newBuilder().setSha256(attachment.getSha256()).setName(name));
    }
    return message.build();
  }

  private static Accepted send(TestNode node, String user, OutgoingMessage message) {
    return node.calls()
        .sendMessage(SendMessageRequest.newBuilder().setUser(user).setMessage(message).build())
        .getAccepted();
  }

  private static Refusal refusal(ThrowingCallable call) {
    Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(call);
    assertThat(thrown).isInstanceOf(StatusRuntimeException.class);
    return Refusal.of((StatusRuntimeException) Objects.requireNonNull(thrown));
  }

  @Test
  void fileGoesUpAtOneNodeIsSentAndComesDownAtTheOther() throws Exception {
    byte[] picture = png(30, 20);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      try (StreamProbe bob = far.connect("bob", fromNow(ROOM))) {
        Attachment held = at(near, "alice").upload(ROOM, picture);
        assertThat(held.getSha256()).isEqualTo(Uploading.sha256(picture));
        assertThat(held.getContentType()).isEqualTo("image/png");
        assertThat(held.getSize()).isEqualTo(picture.length);
        assertThat(held.getWidth()).isEqualTo(30);
        assertThat(held.getHeight()).isEqualTo(20);
        assertThat(held.getHasThumbnail()).isTrue();

        long seq = send(near, "alice", message("look", "a/b\\c.png", held)).getSeq();
        bob.heard().awaitSeq(ROOM, seq);
        Attachment told = held.toBuilder().setName("a_b_c.png").build();
        assertThat(bob.heard().entries(ROOM).get(0).getMessage().getAttachmentsList())
            .containsExactly(told);
        assertThat(far.log(ROOM).get(0).getMessage().getAttachmentsList()).containsExactly(told);
        assertThat(at(far, "").download(ROOM, held.getSha256(), 0, 0)).isEqualTo(picture);
        byte[] small = at(far, "").thumbnail(ROOM, held.getSha256());
        assertThat(ImageIO.read(new ByteArrayInputStream(small)).getWidth()).isEqualTo(30);
      }
    }
  }

  @Test
  void uploadGoesOnAtAnotherNodeWhenTheFirstIsGone() {
    byte[] bytes = noise(1_000_003);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode first = nodes.start();
      TestNode second = nodes.start();
      String id = at(first, "alice").start(ROOM, bytes.length, "");
      GetUploadRequest ask = GetUploadRequest.newBuilder().setUser("alice").setUpload(id).build();
      try (Uploading.Call broken = at(first, "alice").open(id, 0)) {
        broken.chunks(bytes, 0, 600_000);
        Waiting.patiently()
            .until(() -> at(second, "alice").calls().getUpload(ask).getOffset() > 300_000);
        first.close();
      }
      long there = at(second, "alice").calls().getUpload(ask).getOffset();
      // What the first node had taken in may still arrive.
      Refusal wrong = refusal(() -> at(second, "alice").send(id, 7, bytes, 9));
      assertThat(wrong.code()).isEqualTo(Code.FAILED_PRECONDITION);
      assertThat(wrong.reason()).isEqualTo("OFFSET_WRONG");
      int offset = Integer.parseInt(Objects.requireNonNull(wrong.metadata().get("offset")));
      assertThat((long) offset).isGreaterThanOrEqualTo(there);

      UploadResponse some = at(second, "alice").send(id, offset, bytes, offset + 1000);
      assertThat(some.getOffset()).isEqualTo(offset + 1000L);
      assertThat(some.hasAttachment()).isFalse();
      UploadResponse all = at(second, "alice").send(id, offset + 1000, bytes, bytes.length);
      assertThat(all.getAttachment().getSha256()).isEqualTo(Uploading.sha256(bytes));
      assertThat(at(second, "alice").calls().getUpload(ask).getAttachment())
          .isEqualTo(all.getAttachment());
      // Whoever did not hear the answer asks again.
      assertThat(at(second, "alice").send(id, bytes.length, bytes, bytes.length)).isEqualTo(all);
      assertThat(at(second, "").download(ROOM, all.getAttachment().getSha256(), 0, 0))
          .isEqualTo(bytes);
    }
  }

  @Test
  void whoEndsAnUploadThatAnotherCallOfItsEndedMeanwhileHearsWhatItBecame() {
    byte[] bytes = noise(100_000);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      Uploading alice = at(nodes.start(), "alice");
      Uploading elsewhere = at(nodes.start(), "alice");
      String id = alice.start(ROOM, bytes.length, "");
      GetUploadRequest ask = GetUploadRequest.newBuilder().setUser("alice").setUpload(id).build();
      try (Uploading.Call stale = alice.open(id, 0)) {
        stale.chunks(bytes, 0, bytes.length);
        Waiting.patiently().until(() -> alice.calls().getUpload(ask).getOffset() == bytes.length);
        Attachment held = elsewhere.send(id, bytes.length, bytes, bytes.length).getAttachment();
        assertThat(held.getSha256()).isEqualTo(Uploading.sha256(bytes));
        assertThat(stale.end().getAttachment()).isEqualTo(held);
      }
    }
  }

  @Test
  void uploadThatWasBegunIsGoneOnWithOrEnded() {
    byte[] bytes = noise(100_000);
    String hash = Uploading.sha256(bytes);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      Uploading alice = at(nodes.start(), "alice");
      String id = alice.start(ROOM, bytes.length, hash);
      var unused = alice.send(id, 0, bytes, 70_000);
      assertThat(alice.calls().startUpload(start(ROOM, bytes.length, hash)))
          .isEqualTo(StartUploadResponse.newBuilder().setUpload(id).setOffset(70_000).build());
      // Of others nothing is known.
      assertThat(alice.start("other", bytes.length, hash)).isNotEqualTo(id);
      assertThat(alice.start(ROOM, bytes.length + 1, hash)).isNotEqualTo(id);
      assertThat(alice.start(ROOM, bytes.length, "")).isNotEqualTo(id);

      CancelUploadRequest end =
          CancelUploadRequest.newBuilder().setUser("alice").setUpload(id).build();
      var unusedAnswer = alice.calls().cancelUpload(end);
      assertThat(refusal(() -> alice.calls().cancelUpload(end)).reason())
          .isEqualTo("UPLOAD_NOT_FOUND");
      assertThat(refusal(() -> alice.send(id, 70_000, bytes, bytes.length)).reason())
          .isEqualTo("UPLOAD_NOT_FOUND");
      assertThat(alice.calls().startUpload(start(ROOM, bytes.length, hash)).getOffset()).isZero();
    }
  }

  private static StartUploadRequest start(String room, long size, String hash) {
    return StartUploadRequest.newBuilder()
        .setUser("alice")
        .setRoom(room)
        .setSize(size)
        .setSha256(hash)
        .build();
  }

  @Test
  void bytesComeByRanges() {
    byte[] bytes = noise(600_000);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      Uploading alice = at(nodes.start(), "alice");
      String hash = alice.upload(ROOM, bytes).getSha256();
      int[][] ranges = {{0, 1}, {262_143, 2}, {100_000, 300_000}, {599_999, 1}, {599_999, 100}};
      for (int[] range : ranges) {
        int end = Math.min(bytes.length, range[0] + range[1]);
        assertThat(alice.download(ROOM, hash, range[0], range[1]))
            .isEqualTo(Arrays.copyOfRange(bytes, range[0], end));
      }
      assertThat(refusal(() -> alice.download(ROOM, hash, 600_000, 1)).reason())
          .isEqualTo("FIELD_INVALID");
      assertThat(refusal(() -> alice.download(ROOM, hash, -1, 1)).reason())
          .isEqualTo("FIELD_INVALID");
    }
  }

  @Test
  void hashOpensNothingButThroughARoomThatHoldsItAndTheCallerMayRead() {
    byte[] secret = noise(5000);
    String hash = Uploading.sha256(secret);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      Uploading alice = at(node, "alice");
      var unused = alice.upload(ROOM, secret);
      Refusal elsewhere = refusal(() -> alice.download("other", hash, 0, 0));
      assertThat(elsewhere.code()).isEqualTo(Code.NOT_FOUND);
      assertThat(elsewhere.reason()).isEqualTo("ATTACHMENT_NOT_FOUND");

      // Knowing the hash does not bring the bytes to another room: they have to be sent there.
      StartUploadRequest start =
          StartUploadRequest.newBuilder()
              .setUser("alice")
              .setRoom("other")
              .setSize(secret.length)
              .setSha256(hash)
              .build();
      assertThat(alice.calls().startUpload(start).hasAttachment()).isFalse();
      assertThat(refusal(() -> alice.download("other", hash, 0, 0)).reason())
          .isEqualTo("ATTACHMENT_NOT_FOUND");
      // In its own room nothing is to be sent again.
      assertThat(alice.calls().startUpload(start.toBuilder().setRoom(ROOM).build()).getAttachment())
          .extracting(Attachment::getSha256)
          .isEqualTo(hash);
      Refusal sent = refusal(() -> send(node, "alice", message2("other", hash)));
      assertThat(sent.code()).isEqualTo(Code.NOT_FOUND);
      assertThat(sent.reason()).isEqualTo("ATTACHMENT_NOT_FOUND");
      assertThat(nodes.lines("other")).isEmpty();
    }
  }

  private static OutgoingMessage message2(String room, String hash) {
    return OutgoingMessage.newBuilder()
        .setRoom(room)
        .addAttachments(AttachmentRef.newBuilder().setSha256(hash))
        .build();
  }

  @Test
  void uploadIsItsUsersOwn() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      String id = at(node, "alice").start(ROOM, 10, "");
      for (String wrong : List.of(id, "0".repeat(32), "", "x:y}")) {
        Refusal refused = refusal(() -> at(node, "bob").send(wrong, 0, noise(10), 10));
        assertThat(refused.code()).isEqualTo(Code.NOT_FOUND);
        assertThat(refused.reason()).isEqualTo("UPLOAD_NOT_FOUND");
      }
      assertThat(at(node, "alice").send(id, 0, noise(10), 10).hasAttachment()).isTrue();
    }
  }

  @Test
  void otherBytesThanWereToldAreRefusedAndForgotten() {
    byte[] bytes = noise(1000);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      Uploading alice = at(nodes.start(), "alice");
      String id = alice.start(ROOM, 1000, Uploading.sha256(noise(999)));
      Refusal refused = refusal(() -> alice.send(id, 0, bytes, 1000));
      assertThat(refused.code()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(refused.reason()).isEqualTo("CONTENT_MISMATCH");
      assertThat(refusal(() -> alice.send(id, 1000, bytes, 1000)).reason())
          .isEqualTo("UPLOAD_NOT_FOUND");
      assertThat(refusal(() -> alice.download(ROOM, Uploading.sha256(bytes), 0, 0)).reason())
          .isEqualTo("ATTACHMENT_NOT_FOUND");
    }
  }

  @Test
  void typeIsWhatTheBytesAreWhateverTheNameSays() {
    byte[] page = "<!DOCTYPE html><html><script>alert(1)</script></html>".getBytes(UTF_8);
    byte[] bomb = hugePng();
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      Attachment lie = at(node, "alice").upload(ROOM, page);
      assertThat(lie.getContentType()).isEqualTo("text/html");
      var unused = send(node, "alice", message("", "cat.png", lie));
      assertThat(node.log(ROOM).get(0).getMessage().getAttachments(0).getContentType())
          .isEqualTo("text/html");
      assertThat(refusal(() -> at(node, "").thumbnail(ROOM, lie.getSha256())).reason())
          .isEqualTo("ATTACHMENT_NOT_FOUND");
      Attachment huge = at(node, "alice").upload(ROOM, bomb);
      assertThat(huge.getContentType()).isEqualTo("image/png");
      assertThat(huge.getWidth()).isEqualTo(60_000);
      assertThat(huge.getHasThumbnail()).isFalse();
    }
  }

  /** A few bytes that say that they are 60,000 × 60,000 pixels. */
  private static byte[] hugePng() {
    try {
      byte[] bytes = png(1, 1);
      for (int at : new int[] {16, 20}) {
        bytes[at + 2] = (byte) (60_000 >> 8);
        bytes[at + 3] = (byte) 60_000;
      }
      java.util.zip.CRC32 crc = new java.util.zip.CRC32();
      crc.update(bytes, 12, 17);
      for (int i = 0; i < 4; i++) {
        bytes[29 + i] = (byte) (crc.getValue() >> (24 - 8 * i));
      }
      return bytes;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void editLeavesAttachmentsAndErasureTakesThem() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      Attachment held = at(node, "alice").upload(ROOM, noise(100));
      long seq = send(node, "alice", message("old \\\" words", "a", held)).getSeq();
      var unused =
          node.calls()
              .editMessage(
                  EditMessageRequest.newBuilder()
                      .setUser("alice")
                      .setEdit(MessageEdit.newBuilder().setRoom(ROOM).setSeq(seq).setText("new"))
                      .build());
      Message edited = node.log(ROOM).get(0).getMessage();
      assertThat(edited.getText()).isEqualTo("new");
      assertThat(edited.getAttachmentsList())
          .containsExactly(held.toBuilder().setName("a").build());
      var gone =
          node.calls()
              .eraseMessage(
                  EraseMessageRequest.newBuilder()
                      .setUser("alice")
                      .setErasure(MessageErasure.newBuilder().setRoom(ROOM).setSeq(seq))
                      .build());
      assertThat(gone.getAccepted().getSeq()).isPositive();
      assertThat(node.log(ROOM).get(0).getMessage().getAttachmentsList()).isEmpty();
      assertThat(nodes.lines(ROOM)).noneMatch(line -> line.contains(held.getSha256()));
      assertThat(refusal(() -> at(node, "").download(ROOM, held.getSha256(), 0, 0)).reason())
          .isEqualTo("ATTACHMENT_NOT_FOUND");
    }
  }

  @Test
  void streamSendsThemInOrderAmongOtherMessagesAndGoesOnAfterARefusal() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      Attachment held = at(node, "alice").upload(ROOM, noise(100));
      try (StreamProbe alice = node.connect("alice")) {
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
          OutgoingMessage next =
              i % 3 == 0
                  ? message("" + i, "a", held)
                  : OutgoingMessage.newBuilder().setRoom(ROOM).setText("" + i).build();
          sent.add(alice.ask(frame -> frame.setSend(next)));
        }
        Event refused =
            alice.answer(alice.ask(frame -> frame.setSend(message2(ROOM, "0".repeat(64)))));
        assertThat(Refusal.of(refused).reason()).isEqualTo("ATTACHMENT_NOT_FOUND");
        sent.forEach(request -> assertThat(alice.answer(request).hasAccepted()).isTrue());
        assertThat(node.log(ROOM))
            .extracting(entry -> Integer.parseInt(entry.getMessage().getText()))
            .isSorted()
            .hasSize(30);
        alice.ping();
      }
    }
  }

  @Test
  void namesAndNumbersAreChecked() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      Attachment held = at(node, "alice").upload(ROOM, noise(100));
      for (String bad : List.of("two\nlines", "x".repeat(256))) {
        assertThat(refusal(() -> send(node, "alice", message("", bad, held))).reason())
            .isEqualTo("FIELD_INVALID");
      }
      assertThat(refusal(() -> send(node, "alice", message("", "", held, held))).reason())
          .isEqualTo("FIELD_INVALID");
      OutgoingMessage.Builder many = OutgoingMessage.newBuilder().setRoom(ROOM);
      for (int i = 0; i < 11; i++) {
        many.addAttachments(AttachmentRef.newBuilder().setSha256(Uploading.sha256(noise(i + 1))));
      }
      assertThat(refusal(() -> send(node, "alice", many.build())).reason())
          .isEqualTo("FIELD_INVALID");
      assertThat(refusal(() -> send(node, "alice", message2(ROOM, "../../etc"))).reason())
          .isEqualTo("FIELD_INVALID");
      assertThat(nodes.lines(ROOM)).isEmpty();
    }
  }

  @Test
  void acceptedMessageIsAnsweredAgainThoughItsAttachmentIsGone() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      Attachment held = at(node, "alice").upload(ROOM, noise(100));
      OutgoingMessage message =
          message("look", "a", held).toBuilder().setId(MessageId.create().value()).build();
      long seq = send(node, "alice", message).getSeq();
      nodes.redis().del("{" + nodes.key(ROOM) + "}:attachments");
      Accepted again = send(node, "alice", message);
      assertThat(again.getSeq()).isEqualTo(seq);
      assertThat(again.getDuplicate()).isTrue();
    }
  }

  // Limits, at ten times.

  private static TestNode start(Nodes nodes, AttachmentLimits limits) {
    return nodes.start(LimitSettings.with().attachments(limits).done());
  }

  @Test
  void attachmentIsAsLargeAsIsSetAndClientsAreTold() {
    AttachmentLimits limits = new AttachmentLimits(50_000, 0, 0, Optional.empty());
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = start(nodes, limits);
      try (StreamProbe alice = node.connect("alice")) {
        var told = alice.heard().await("the welcome", Event::hasWelcome).getWelcome().getLimits();
        assertThat(told.getMaxAttachmentBytes()).isEqualTo(50_000);
        assertThat(told.getMaxAttachments()).isEqualTo(10);
        assertThat(told.getMaxChunkBytes()).isEqualTo(32 * 1024);
      }
      Uploading alice = at(node, "alice");
      for (long size : new long[] {50_001, 500_000, -1}) {
        Refusal refused = refusal(() -> alice.start(ROOM, size, ""));
        assertThat(refused.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refused.reason()).isEqualTo("ATTACHMENT_TOO_LARGE");
        assertThat(refused.metadata()).containsEntry("max_attachment_bytes", "50000");
      }
      assertThat(alice.upload(ROOM, noise(50_000)).getSize()).isEqualTo(50_000);

      // Whoever says little and sends ten times as much.
      byte[] much = noise(500_000);
      String id = alice.start(ROOM, 50_000, "");
      assertThat(refusal(() -> alice.send(id, 0, much, much.length)).reason())
          .isEqualTo("ATTACHMENT_TOO_LARGE");
      try (Uploading.Call call = alice.open(alice.start(ROOM, 50_000, ""), 0)) {
        call.chunk(ByteString.copyFrom(noise(33_000)));
        assertThat(refusal(call::answer).reason()).isEqualTo("FIELD_INVALID");
      }
    }
  }

  @Test
  void roomHoldsAsManyBytesAsIsSet() {
    AttachmentLimits limits = new AttachmentLimits(50_000, 100_000, 0, Optional.empty());
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = List.of(start(nodes, limits), start(nodes, limits));
      Tries tries =
          Tries.of(
              20,
              i ->
                  assertThat(at(two.get(i % 2), "u" + i).upload(ROOM, noise(50_000 - i)))
                      .isNotNull());
      tries.assertNumber(2, "ROOM_FULL");
      assertThat(at(two.get(0), "alice").upload("other", noise(5))).isNotNull();
      // What it holds already is no more.
      assertThat(at(two.get(0), "alice").upload(ROOM, noise(50_000)).getSize()).isEqualTo(50_000);
    }
  }

  @Test
  void userHasSoManyUploadsUnderWay() {
    AttachmentLimits limits = new AttachmentLimits(50_000, 0, 3, Optional.empty());
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = List.of(start(nodes, limits), start(nodes, limits));
      List<String> begun = new ArrayList<>();
      Tries tries =
          Tries.of(30, i -> begun.add(at(two.get(i % 2), "alice").start(ROOM + i, 10, "")));
      tries.assertNumber(3, "TOO_MANY_UPLOADS");
      assertThat(at(two.get(0), "bob").start(ROOM, 10, "")).isNotEmpty();
      assertThat(at(two.get(0), "alice").send(begun.get(0), 0, noise(10), 10).hasAttachment())
          .isTrue();
      assertThat(at(two.get(0), "alice").start(ROOM, 10, "")).isNotEmpty();
    }
  }

  @Test
  void userUploadsAsManyBytesAsTheRate() {
    Rate rate = new Rate(9, Duration.ofDays(1));
    AttachmentLimits limits = new AttachmentLimits(50_000, 0, 0, Optional.of(rate));
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> two = List.of(start(nodes, limits), start(nodes, limits));
      Tries tries =
          Tries.of(
              30,
              i -> {
                var unused = at(two.get(i % 2), "alice").start(ROOM, 3 * 1024, "");
              });
      tries.assertRate(3);
      assertThat(at(two.get(0), "bob").start(ROOM, 9 * 1024, "")).isNotEmpty();
      assertThat(refusal(() -> at(two.get(0), "bob").start(ROOM, 90 * 1024, "")).reason())
          .isEqualTo("ATTACHMENT_TOO_LARGE");
    }
  }

  @Test
  void whoIsRemovedGetsNoMoreOfADownloadThatIsUnderWay() {
    byte[] bytes = noise(4_000_000);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      SignedIn ann = SignedIn.register(node, "ann");
      SignedIn ben = SignedIn.register(node, "ben");
      var unused =
          ann.rooms(node)
              .createRoom(
                  io.redfire.chat.v1.CreateRoomRequest.newBuilder()
                      .setRoom(ROOM)
                      .setRules(
                          io.redfire.chat.v1.RoomRules.newBuilder()
                              .setKind(io.redfire.chat.v1.RoomKind.ROOM_KIND_PRIVATE))
                      .build());
      String hash = new Uploading(ann.at(node), "").upload(ROOM, bytes).getSha256();
      var unusedInvite =
          ann.rooms(node)
              .inviteUser(
                  io.redfire.chat.v1.InviteUserRequest.newBuilder()
                      .setRoom(ROOM)
                      .setUser("ben")
                      .build());
      var unusedJoin =
          ben.rooms(node)
              .joinRoom(io.redfire.chat.v1.JoinRoomRequest.newBuilder().setRoom(ROOM).build());
      var pieces =
          new Uploading(ben.at(node), "")
              .calls()
              .download(
                  io.redfire.chat.v1.DownloadRequest.newBuilder()
                      .setRoom(ROOM)
                      .setSha256(hash)
                      .build());
      assertThat(pieces.next().getChunk().size()).isPositive();
      var unusedKick =
          ann.rooms(node)
              .moderateMember(
                  io.redfire.chat.v1.ModerateMemberRequest.newBuilder()
                      .setRoom(ROOM)
                      .setUser("ben")
                      .setAction(io.redfire.chat.v1.MembershipAction.MEMBERSHIP_ACTION_KICKED)
                      .build());
      Waiting.patiently()
          .until(
              () ->
                  refusedBy(() -> new Uploading(ben.at(node), "").download(ROOM, hash, 0, 1))
                      .isPresent());
      assertThat(refusal(() -> pieces.forEachRemaining(piece -> {})).reason())
          .isEqualTo("ROOM_NOT_FOUND");
    }
  }

  private static Optional<Refusal> refusedBy(ThrowingCallable call) {
    Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(call);
    return thrown instanceof StatusRuntimeException refused
        ? Optional.of(Refusal.of(refused))
        : Optional.empty();
  }
}
