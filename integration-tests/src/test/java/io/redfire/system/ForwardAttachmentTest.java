package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.Channel;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Attachment;
import io.redfire.chat.v1.AttachmentRef;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.EraseMessageRequest;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.MessagePlace;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.core.log.ContentFacts;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.Rate;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.limit.AttachmentLimits;
import io.redfire.server.limit.LimitSettings;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a forwarded message has goes along with its words, and is then the other room's. */
class ForwardAttachmentTest {
  private static final String FROM = "from";
  private static final String TO = "to";

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] picture() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB), "png", bytes);
    return bytes.toByteArray();
  }

  private static OutgoingMessage.Builder forward(String room, long seq) {
    return OutgoingMessage.newBuilder()
        .setRoom(TO)
        .setForwardOf(MessagePlace.newBuilder().setRoom(room).setSeq(seq));
  }

  private static Accepted send(Channel channel, String user, OutgoingMessage.Builder message) {
    return ChatServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .sendMessage(SendMessageRequest.newBuilder().setUser(user).setMessage(message).build())
        .getAccepted();
  }

  /** A message of the first room that has these; its seq. */
  private static long say(Channel channel, String user, byte[]... files) {
    OutgoingMessage.Builder message = OutgoingMessage.newBuilder().setRoom(FROM).setText("look");
    for (byte[] file : files) {
      Attachment held = new Uploading(channel, user).upload(FROM, file);
      message.addAttachments(
          AttachmentRef.newBuilder().setSha256(held.getSha256()).setName("name").setAlt("alt"));
    }
    return send(channel, user, message).getSeq();
  }

  private static byte[] download(Channel channel, String room, byte[] file) {
    return new Uploading(channel, "").download(room, Uploading.sha256(file), 0, 0);
  }

  private static Refusal refusal(ThrowingCallable call) {
    return Refusal.of(catchThrowable(call));
  }

  private static void assertNotFound(Channel channel, String room, byte[] file) {
    assertThat(refusal(() -> download(channel, room, file)).reason())
        .isEqualTo("ATTACHMENT_NOT_FOUND");
  }

  @Test
  void theFilesComeAlongAsTheyAreAndTheBytesAreKeptOnce() throws Exception {
    byte[] picture = picture();
    byte[] file = noise(300_000);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      long seq = say(near.channel(), "alice", picture, file);
      long parts = nodes.redis().keys("*" + Uploading.sha256(file) + "*").size();
      try (StreamProbe bob = far.connect("bob", fromNow(TO))) {
        long copy =
            bob.answer(bob.ask(frame -> frame.setSend(forward(FROM, seq)))).getAccepted().getSeq();
        bob.heard().awaitSeq(TO, copy);
        assertThat(bob.heard().entries(TO).get(0).getMessage().getAttachmentsList())
            .isEqualTo(near.log(FROM).get(0).getMessage().getAttachmentsList())
            .hasSize(2);
      }
      assertThat(near.log(TO).get(0).getMessage().getAttachmentsList())
          .isEqualTo(near.log(FROM).get(0).getMessage().getAttachmentsList());
      for (TestNode node : new TestNode[] {near, far}) {
        assertThat(download(node.channel(), TO, picture)).isEqualTo(picture);
        assertThat(download(node.channel(), TO, file)).isEqualTo(file);
        assertThat(new Uploading(node.channel(), "").thumbnail(TO, Uploading.sha256(picture)))
            .isEqualTo(
                new Uploading(node.channel(), "").thumbnail(FROM, Uploading.sha256(picture)));
      }
      assertThat(nodes.redis().keys("*" + Uploading.sha256(file) + "*")).hasSize((int) parts);
    }
  }

  @Test
  void whoMayNotReadTheOneRoomHasTheFilesByTheOtherAndOnlyWhileItsMessageStands() {
    byte[] file = noise(1000);
    byte[] other = noise(1001);
    try (Nodes nodes = Nodes.onSharedRedis();
        Governing den = new Governing(nodes, FROM)) {
      TestNode node = nodes.start();
      TestNode far = nodes.start();
      SignedIn alice = SignedIn.register(node, "alice");
      SignedIn eve = SignedIn.register(node, "eve");
      var unused = den.create(RoomRules.of(RoomKind.PRIVATE), "alice");
      long seq = say(alice.at(node), "", file);
      long kept = say(alice.at(node), "", other);

      // Neither knowing the hash nor the place brings them anywhere.
      assertThat(refusal(() -> send(eve.at(node), "", forward(FROM, seq))).reason())
          .isEqualTo("ROOM_NOT_FOUND");
      assertNotFound(eve.at(node), TO, file);

      long copy = send(alice.at(node), "", forward(FROM, seq)).getSeq();
      for (TestNode each : new TestNode[] {node, far}) {
        assertThat(download(eve.at(each), TO, file)).isEqualTo(file);
        assertThat(refusal(() -> download(eve.at(each), FROM, file)).reason())
            .isEqualTo("ROOM_NOT_FOUND");
        assertNotFound(eve.at(each), TO, other);
      }
      var erased =
          alice
              .calls(node)
              .eraseMessage(
                  EraseMessageRequest.newBuilder()
                      .setErasure(MessageErasure.newBuilder().setRoom(TO).setSeq(copy))
                      .build());
      assertThat(erased.getAccepted().getSeq()).isPositive();
      assertNotFound(eve.at(far), TO, file);
      assertThat(download(alice.at(far), FROM, file)).isEqualTo(file);
      assertThat(kept).isPositive();
    }
  }

  @Test
  void theFilesStayInTheOtherRoomWhenTheOriginalIsErased() {
    byte[] file = noise(1000);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      long seq = say(node.channel(), "alice", file);
      long copy = send(node.channel(), "bob", forward(FROM, seq)).getSeq();
      var erased =
          node.calls()
              .eraseMessage(
                  EraseMessageRequest.newBuilder()
                      .setUser("alice")
                      .setErasure(MessageErasure.newBuilder().setRoom(FROM).setSeq(seq))
                      .build());
      assertThat(erased.getAccepted().getSeq()).isPositive();
      assertNotFound(node.channel(), FROM, file);
      assertThat(download(node.channel(), TO, file)).isEqualTo(file);
      // A copy is forwarded on as any message.
      var unused = send(node.channel(), "carol", forward(TO, copy).setRoom("third"));
      assertThat(download(node.channel(), "third", file)).isEqualTo(file);
    }
  }

  @Test
  void aRetryIsAnsweredWithItsFirstPlaceThoughTheFileIsGone() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      long seq = say(node.channel(), "alice", noise(1000));
      OutgoingMessage.Builder wish = forward(FROM, seq).setId(MessageId.create().value());
      Accepted first = send(node.channel(), "bob", wish);
      assertThat(first.getDuplicate()).isFalse();
      Accepted again = first.toBuilder().setDuplicate(true).build();
      assertThat(send(node.channel(), "bob", wish)).isEqualTo(again);
      nodes.redis().del("{" + nodes.key(FROM) + "}:attachments");
      assertThat(send(node.channel(), "bob", wish)).isEqualTo(again);
      assertThat(nodes.lines(TO)).hasSize(1);

      Refusal gone = refusal(() -> send(node.channel(), "bob", forward(FROM, seq)));
      assertThat(gone.reason()).isEqualTo("ATTACHMENT_NOT_FOUND");
      assertThat(gone.fields()).containsExactly("forward_of.seq");
      assertThat(nodes.lines(TO)).hasSize(1);
    }
  }

  @Test
  void aRetryOfWhatIsErasedBringsNoFileBack() {
    byte[] file = noise(1000);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      long seq = say(node.channel(), "alice", file);
      OutgoingMessage.Builder wish = forward(FROM, seq).setId(MessageId.create().value());
      Accepted first = send(node.channel(), "bob", wish);
      var erased =
          node.calls()
              .eraseMessage(
                  EraseMessageRequest.newBuilder()
                      .setUser("bob")
                      .setErasure(MessageErasure.newBuilder().setRoom(TO).setSeq(first.getSeq()))
                      .build());
      assertThat(erased.getAccepted().getSeq()).isEqualTo(2);
      assertThat(send(node.channel(), "bob", wish).getSeq()).isEqualTo(first.getSeq());
      assertNotFound(node.channel(), TO, file);
      assertThat(download(node.channel(), FROM, file)).isEqualTo(file);
    }
  }

  @Test
  void aNameThatNobodyCouldSendIsNoFieldOfTheForward() {
    try (Nodes nodes = Nodes.onSharedRedis();
        HeldBytes bytes = nodes.openBytes();
        RedisMessageLog log = nodes.openLog()) {
      TestNode node = nodes.start();
      ContentHash hash = new ContentHash(bytes.hold(FROM, noise(1000)));
      NewMessage message =
          new NewMessage(
              new RoomName(FROM), MessageId.create(), new UserName("alice"), Instant.now(), "look");
      ContentFacts facts = new ContentFacts(1000, "application/octet-stream", 0, 0, false);
      long seq =
          log.append(
                  message.with(
                      List.of(new io.redfire.core.log.Attachment(hash, "two\nlines", "", facts))))
              .join()
              .position()
              .seq();
      Refusal refusal = refusal(() -> send(node.channel(), "bob", forward(FROM, seq)));
      assertThat(refusal.reason()).isEqualTo("FIELD_INVALID");
      assertThat(refusal.fields()).containsExactly("forward_of.seq");
    }
  }

  @Test
  void aForwardHasNoAttachmentsOfItsSendersOwn() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      long seq = say(node.channel(), "alice", noise(1000));
      String own = new Uploading(node.channel(), "bob").upload(TO, noise(1001)).getSha256();
      Refusal refusal =
          refusal(
              () ->
                  send(
                      node.channel(),
                      "bob",
                      forward(FROM, seq)
                          .addAttachments(AttachmentRef.newBuilder().setSha256(own))));
      assertThat(refusal.reason()).isEqualTo("FIELD_INVALID");
      assertThat(refusal.fields()).containsExactly("attachments");
    }
  }

  @Test
  void theOtherRoomHoldsAsManyBytesAsIsSet() {
    AttachmentLimits limits = new AttachmentLimits(50_000, 100_000, 0, Optional.empty());
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start(LimitSettings.with().attachments(limits).done());
      long seq = say(node.channel(), "alice", noise(40_000), noise(39_999));
      long small = say(node.channel(), "alice", noise(10));
      var unused = new Uploading(node.channel(), "bob").upload(TO, noise(30_000));
      assertThat(refusal(() -> send(node.channel(), "bob", forward(FROM, seq))).reason())
          .isEqualTo("ROOM_FULL");
      assertThat(nodes.lines(TO)).isEmpty();
      assertNotFound(node.channel(), TO, noise(40_000));
      assertThat(send(node.channel(), "bob", forward(FROM, small)).getSeq()).isOne();
      // What it holds already is no more.
      assertThat(send(node.channel(), "bob", forward(FROM, small)).getSeq()).isEqualTo(2);
    }
  }

  @Test
  void whatIsForwardedCountsAsUploadedOnceForEachRoom() {
    Rate rate = new Rate(9, Duration.ofDays(1));
    AttachmentLimits limits = new AttachmentLimits(50_000, 0, 0, Optional.of(rate));
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start(LimitSettings.with().attachments(limits).done());
      long seq = say(node.channel(), "alice", noise(5 * 1024));
      assertThat(send(node.channel(), "bob", forward(FROM, seq)).getSeq()).isOne();
      assertThat(send(node.channel(), "bob", forward(FROM, seq)).getSeq()).isEqualTo(2);
      Refusal refusal =
          refusal(() -> send(node.channel(), "bob", forward(FROM, seq).setRoom("third")));
      assertThat(refusal.reason()).isEqualTo("RATE_LIMITED");
      assertThat(refusal.retryIn()).isPresent();
      assertThat(nodes.lines("third")).isEmpty();
    }
  }
}
