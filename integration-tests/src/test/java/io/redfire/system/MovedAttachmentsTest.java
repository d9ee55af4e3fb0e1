package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.redfire.chat.v1.AttachmentRef;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.EraseMessageRequest;
import io.redfire.chat.v1.ImportRoomResponse;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.server.limit.AttachmentLimits;
import io.redfire.server.limit.LimitSettings;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files go with their room from one store to another. */
class MovedAttachmentsTest {
  private static final String ROOM = "album";

  private final Nodes here = Nodes.onSharedRedis();
  private final Nodes there = Nodes.onSharedRedis();
  private final TestNode from = here.start();
  private final SignedIn root = SignedIn.register(from, "root", from.firstAdminCode());
  private final SignedIn alice = SignedIn.register(from, "alice");
  private final byte[] picture = picture();
  private final byte[] file = noise(700_000);

  @BeforeEach
  void fill() {
    var unused =
        alice
            .rooms(from)
            .createRoom(
                CreateRoomRequest.newBuilder()
                    .setRoom(ROOM)
                    .setRules(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PRIVATE))
                    .build());
    say(picture, file);
    say(file);
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] picture() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB), "png", bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void say(byte[]... files) {
    OutgoingMessage.Builder message = OutgoingMessage.newBuilder().setRoom(ROOM).setText("look");
    for (byte[] each : files) {
      String hash = new Uploading(alice.at(from), "").upload(ROOM, each).getSha256();
      message.addAttachments(AttachmentRef.newBuilder().setSha256(hash).setName("name"));
    }
    var unused =
        alice.calls(from).sendMessage(SendMessageRequest.newBuilder().setMessage(message).build());
  }

  private List<String> export(boolean withoutAttachments) {
    return MovedRoom.export(root, from, ROOM, withoutAttachments);
  }

  private static SignedIn admin(TestNode node) {
    return SignedIn.register(node, "root", node.firstAdminCode());
  }

  private static ImportRoomResponse load(SignedIn admin, TestNode node, List<String> lines) {
    return MovedRoom.load(admin, node, ROOM, lines);
  }

  private static byte[] download(SignedIn user, TestNode node, byte[] file) {
    return new Uploading(user.at(node), "").download(ROOM, Uploading.sha256(file), 0, 0);
  }

  private static void assertNotFound(SignedIn user, TestNode node, byte[] file) {
    assertThat(refusal(() -> download(user, node, file)).reason())
        .isEqualTo("ATTACHMENT_NOT_FOUND");
  }

  private static Refusal refusal(ThrowingCallable call) {
    return Refusal.of(catchThrowable(call));
  }

  private static void erase(SignedIn user, TestNode node, long seq) {
    var unused =
        user.calls(node)
            .eraseMessage(
                EraseMessageRequest.newBuilder()
                    .setErasure(MessageErasure.newBuilder().setRoom(ROOM).setSeq(seq))
                    .build());
  }

  private static boolean brings(String line, byte[] file) {
    return line.startsWith("{\"redfire\":1,\"file\":\"" + Uploading.sha256(file) + "\"");
  }

  private void assertNothingIsLeftThere() {
    assertThat(there.redis().keys("*" + there.key(ROOM) + "*")).isEmpty();
    assertThat(there.redis().keys(there.key("upload*"))).isEmpty();
    assertThat(there.redis().keys(there.key("user:*:uploads"))).isEmpty();
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(there.redis().keys(there.key("blob*"))).isEmpty());
  }

  @Test
  void theyComeDownThereAndGoWithTheLastMessageThatHasThem() {
    List<String> lines = export(false);
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(32 * 1024));
    assertThat(lines.stream().filter(line -> brings(line, file))).hasSize(1);
    assertThat(lines.stream().filter(line -> brings(line, picture))).hasSize(1);

    TestNode to = there.start();
    TestNode other = there.start();
    ImportRoomResponse made = load(admin(to), to, lines);
    assertThat(made.getEntries()).isEqualTo(here.lines(ROOM).size());
    assertThat(made.getMissingAttachments()).isZero();
    assertThat(there.lines(ROOM)).isEqualTo(here.lines(ROOM));
    assertThat(there.redis().keys("*" + there.key(ROOM) + "}:import*")).isEmpty();
    SignedIn moved = SignedIn.register(to, "alice");
    SignedIn eve = SignedIn.register(to, "eve");
    for (TestNode node : List.of(to, other)) {
      assertThat(download(moved, node, file)).isEqualTo(file);
      assertThat(download(moved, node, picture)).isEqualTo(picture);
      assertThat(new Uploading(moved.at(node), "").thumbnail(ROOM, Uploading.sha256(picture)))
          .isEqualTo(new Uploading(alice.at(from), "").thumbnail(ROOM, Uploading.sha256(picture)));
      assertThat(refusal(() -> download(eve, node, file)).reason()).isEqualTo("ROOM_NOT_FOUND");
    }
    long first = here.lines(ROOM).size() - 1L;
    erase(moved, to, first);
    assertNotFound(moved, to, picture);
    assertThat(download(moved, to, file)).isEqualTo(file);
    erase(moved, to, first + 1);
    assertNotFound(moved, to, file);
  }

  @Test
  void bytesThatWereChangedAreRefusedAndNothingStays() {
    List<String> lines = export(false);
    int at = (int) lines.stream().takeWhile(line -> !brings(line, file)).count();
    TestNode to = there.start();
    SignedIn admin = admin(to);
    String line = lines.get(at);
    int letter = line.indexOf("\"bytes\":\"") + 20;
    List<String> changed = new ArrayList<>(lines);
    changed.set(
        at,
        line.substring(0, letter)
            + (line.charAt(letter) == 'A' ? 'B' : 'A')
            + line.substring(letter + 1));
    Refusal refusal = refusal(() -> load(admin, to, changed));
    assertThat(refusal.reason()).isEqualTo("FIELD_INVALID");
    assertThat(refusal.metadata()).containsKey("line");
    assertThat(refusal.message()).contains("file " + Uploading.sha256(file), "another SHA-256");
    assertNothingIsLeftThere();

    List<String> torn = new ArrayList<>(lines);
    torn.remove(at + 1);
    assertThat(refusal(() -> load(admin, to, torn)).reason()).isEqualTo("FIELD_INVALID");
    List<String> mixed = new ArrayList<>(lines);
    mixed.add(at + 1, lines.get(at));
    assertThat(refusal(() -> load(admin, to, mixed)).reason()).isEqualTo("FIELD_INVALID");
    assertNothingIsLeftThere();
    assertThat(load(admin, to, lines).getMissingAttachments()).isZero();
  }

  @Test
  void messagesWhoseFilesDoNotComeAreThereAllTheSame() {
    List<String> lines = export(true);
    assertThat(lines).noneMatch(line -> line.contains("\"file\":"));
    TestNode to = there.start();
    ImportRoomResponse made = load(admin(to), to, lines);
    assertThat(made.getMissingAttachments()).isEqualTo(3);
    assertThat(there.lines(ROOM)).isEqualTo(here.lines(ROOM));
    SignedIn moved = SignedIn.register(to, "alice");
    assertNotFound(moved, to, file);
    // Whoever has it brings it back, for those messages too.
    var unused = new Uploading(moved.at(to), "").upload(ROOM, file);
    assertThat(download(moved, to, file)).isEqualTo(file);
    long first = here.lines(ROOM).size() - 1L;
    erase(moved, to, first);
    assertThat(download(moved, to, file)).isEqualTo(file);
  }

  @Test
  void bytesThatAreLostAreLeftOut() {
    String hash = Uploading.sha256(file);
    here.redis().keys("*blob:{" + hash + "}:*").forEach(here.redis()::del);
    List<String> lines = export(false);
    assertThat(lines).noneMatch(line -> brings(line, file));
    TestNode to = there.start();
    assertThat(load(admin(to), to, lines).getMissingAttachments()).isEqualTo(2);
    SignedIn moved = SignedIn.register(to, "alice");
    assertThat(download(moved, to, picture)).isEqualTo(picture);
  }

  @Test
  void theLimitsOfTheOtherServerHold() {
    List<String> lines = export(false);
    AttachmentLimits small = new AttachmentLimits(600_000, 0, 0, Optional.empty());
    AttachmentLimits few = new AttachmentLimits(1_000_000, 700_000, 0, Optional.empty());
    TestNode first = there.start(LimitSettings.with().attachments(small).done());
    SignedIn admin = admin(first);
    assertThat(refusal(() -> load(admin, first, lines)).reason()).isEqualTo("ATTACHMENT_TOO_LARGE");
    TestNode second = there.start(LimitSettings.with().attachments(few).done());
    assertThat(refusal(() -> load(admin, second, lines)).reason()).isEqualTo("ROOM_FULL");
    assertNothingIsLeftThere();
  }
}
