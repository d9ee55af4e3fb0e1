package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.redfire.chat.v1.Attachment;
import io.redfire.chat.v1.Edit;
import io.redfire.chat.v1.EmojiReactions;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Erasure;
import io.redfire.chat.v1.Forward;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.Pin;
import io.redfire.chat.v1.Reaction;
import org.junit.jupiter.api.Test;

class EntryFormTest {
  private static final Entry MESSAGE =
      entry().setMessage(Message.newBuilder().setText("hi\u001b")).build();
  private static final Entry EDITED =
      entry().setMessage(Message.newBuilder().setText("hi\u001b").setChangedBySeq(9)).build();
  private static final Entry ERASED =
      entry().setMessage(Message.newBuilder().setErased(true).setChangedBySeq(9)).build();
  private static final Entry EDIT =
      entry().setEdit(Edit.newBuilder().setSeq(3).setText("hi\u001b")).build();
  private static final Entry OLD_EDIT =
      entry().setEdit(Edit.newBuilder().setSeq(3).setSupersededBySeq(9)).build();
  private static final Entry ERASURE = entry().setErasure(Erasure.newBuilder().setSeq(3)).build();
  private static final Entry UNKNOWN = entry().build();

  private static final Entry REACTED =
      entry()
          .setMessage(
              Message.newBuilder()
                  .setText("hi\u001b")
                  .addReactions(
                      EmojiReactions.newBuilder()
                          .setEmoji("👍")
                          .setCount(2)
                          .addUsers("ann")
                          .addUsers("bob"))
                  .setReactedBySeq(9))
          .build();
  private static final Entry REACTION =
      entry().setReaction(Reaction.newBuilder().setSeq(3).setEmoji("👍")).build();
  private static final Entry TAKEN_BACK =
      entry().setReaction(Reaction.newBuilder().setSeq(3).setEmoji("👍").setRemoved(true)).build();

  private static Entry.Builder entry() {
    return Entry.newBuilder()
        .setRoom("chat")
        .setSeq(7)
        .setFrom("bob")
        .setAt(Timestamp.newBuilder());
  }

  private static String plain(Entry entry) {
    assertThat(EntryForm.PLAIN.shows(entry)).isTrue();
    return EntryForm.PLAIN.of(entry, true).replaceFirst("^7 \\S+ \\S+ bob: ", "");
  }

  private static String json(Entry entry) {
    assertThat(EntryForm.JSON.shows(entry)).isTrue();
    String line = EntryForm.JSON.of(entry, false);
    return line.substring(line.indexOf("\"at\""), line.indexOf(",\"cursor\""))
        .replaceFirst(".*?,", "");
  }

  @Test
  void plainLineTellsWhatBecameOfAMessage() {
    assertThat(plain(MESSAGE)).isEqualTo("hi\\u001b");
    assertThat(plain(EDITED)).isEqualTo("[edited] hi\\u001b");
    assertThat(plain(ERASED)).isEqualTo("[erased]");
    assertThat(plain(EDIT)).isEqualTo("[edits 3] hi\\u001b");
    assertThat(plain(OLD_EDIT)).isEqualTo("[edited 3, which was changed again since]");
    assertThat(plain(ERASURE)).isEqualTo("[erases 3]");
    assertThat(EntryForm.PLAIN.shows(UNKNOWN)).isFalse();
  }

  @Test
  void jsonTellsWhatBecameOfAMessage() {
    assertThat(json(MESSAGE)).isEqualTo("\"text\":\"hi\\u001B\"");
    assertThat(json(EDITED)).isEqualTo("\"text\":\"hi\\u001B\",\"changed_by_seq\":9");
    assertThat(json(ERASED)).isEqualTo("\"text\":null,\"changed_by_seq\":9");
    assertThat(json(EDIT)).isEqualTo("\"edits\":3,\"text\":\"hi\\u001B\"");
    assertThat(json(OLD_EDIT)).isEqualTo("\"edits\":3,\"text\":null");
    assertThat(json(ERASURE)).isEqualTo("\"erases\":3");
  }

  @Test
  void reactionsAreShown() {
    assertThat(plain(REACTED)).isEqualTo("[👍 2] hi\\u001b");
    assertThat(plain(REACTION)).isEqualTo("[👍 for 3]");
    assertThat(plain(TAKEN_BACK)).isEqualTo("[takes back 👍 for 3]");
    assertThat(json(REACTED))
        .isEqualTo("\"text\":\"hi\\u001B\",\"reactions\":{\"👍\":[\"ann\",\"bob\"]}");
    assertThat(json(REACTION)).isEqualTo("\"reacts\":3,\"emoji\":\"👍\"");
    assertThat(json(TAKEN_BACK)).isEqualTo("\"unreacts\":3,\"emoji\":\"👍\"");
    assertThat(EntryForm.TEXT.shows(REACTION)).isFalse();
  }

  @Test
  void tiesAreShown() {
    Entry tied =
        entry()
            .setMessage(
                Message.newBuilder()
                    .setText("hi")
                    .setReplyToSeq(3)
                    .setThreadSeq(2)
                    .setReplyCount(4)
                    .setLastReplySeq(9))
            .build();
    assertThat(plain(tied)).isEqualTo("[in 2] [↳ 3] [replies: 4] hi");
    assertThat(json(tied))
        .isEqualTo(
            "\"text\":\"hi\",\"reply_to_seq\":3,\"thread_seq\":2,\"reply_count\":4,"
                + "\"last_reply_seq\":9");
    Entry erased =
        entry()
            .setMessage(Message.newBuilder().setErased(true).setChangedBySeq(9).setThreadSeq(2))
            .build();
    assertThat(plain(erased)).isEqualTo("[in 2] [erased]");
  }

  @Test
  void pinsAreShown() {
    Entry pinned = entry().setMessage(Message.newBuilder().setText("hi").setPinnedBySeq(9)).build();
    assertThat(plain(pinned)).isEqualTo("[pinned] hi");
    assertThat(json(pinned)).isEqualTo("\"text\":\"hi\",\"pinned_by_seq\":9");
    Entry pin = entry().setPin(Pin.newBuilder().setSeq(3)).build();
    assertThat(plain(pin)).isEqualTo("[pins 3]");
    assertThat(json(pin)).isEqualTo("\"pins\":3");
    Entry unpin = entry().setPin(Pin.newBuilder().setSeq(3).setRemoved(true)).build();
    assertThat(plain(unpin)).isEqualTo("[unpins 3]");
    assertThat(json(unpin)).isEqualTo("\"unpins\":3");
  }

  @Test
  void forwardedMessagesNameWhoSaidThem() {
    Forward.Builder forward = Forward.newBuilder().setFrom("ann\u001b");
    Entry hidden =
        entry().setMessage(Message.newBuilder().setText("hi").setForward(forward)).build();
    assertThat(plain(hidden)).isEqualTo("[forwarded from ann\\u001b] hi");
    assertThat(json(hidden)).isEqualTo("\"text\":\"hi\",\"forward\":{\"from\":\"ann\\u001B\"}");
    forward.setFrom("ann").setRoom("chat").setSeq(5);
    Entry told = entry().setMessage(Message.newBuilder().setText("hi").setForward(forward)).build();
    assertThat(json(told))
        .isEqualTo("\"text\":\"hi\",\"forward\":{\"from\":\"ann\",\"room\":\"chat\",\"seq\":5}");
  }

  @Test
  void attachmentsAreToldBeforeTheWords() {
    Attachment.Builder cat =
        Attachment.newBuilder()
            .setSha256("0123456789abcdef")
            .setName("cat\u001b.png")
            .setContentType("image/png")
            .setSize(1_234_567)
            .setAlt("a cat");
    Message.Builder message = Message.newBuilder().addAttachments(cat);
    assertThat(plain(entry().setMessage(message).build()))
        .isEqualTo("📎 image/png, 1.2 MB, 0123456789ab…: cat\\u001b.png (a cat)");
    message.setText("hi").addAttachments(Attachment.newBuilder().setSize(999)).setChangedBySeq(9);
    assertThat(plain(entry().setMessage(message).build()))
        .endsWith("(a cat)\n    📎 , 999 B, …\n    [edited] hi");
    assertThat(json(entry().setMessage(message).build()))
        .startsWith("\"text\":\"hi\",\"attachments\":[{\"sha256\":\"0123456789abcdef\",\"name\":")
        .endsWith("}],\"changed_by_seq\":9");
  }

  @Test
  void textAloneIsThatOfMessages() {
    assertThat(EntryForm.TEXT.shows(MESSAGE)).isTrue();
    assertThat(EntryForm.TEXT.of(EDITED, false)).isEqualTo("hi\u001b");
    assertThat(EntryForm.TEXT.shows(ERASED)).isFalse();
    assertThat(EntryForm.TEXT.shows(EDIT)).isFalse();
    assertThat(EntryForm.TEXT.shows(ERASURE)).isFalse();
  }
}
