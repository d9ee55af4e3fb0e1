package io.redfire.server.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.AckLevel;
import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.CommandAccepted;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.HistoryTrimmed;
import io.redfire.chat.v1.LiveText;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.Receipt;
import io.redfire.chat.v1.RequestFailed;
import io.redfire.chat.v1.RoomBounds;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.chat.v1.Typing;
import io.redfire.core.log.Appended;
import io.redfire.core.log.Attachment;
import io.redfire.core.log.Bounds;
import io.redfire.core.log.Change;
import io.redfire.core.log.Content;
import io.redfire.core.log.ContentFacts;
import io.redfire.core.log.Echo;
import io.redfire.core.log.Entry;
import io.redfire.core.log.Forward;
import io.redfire.core.log.NewCommand;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.Position;
import io.redfire.core.log.Reacted;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.Ties;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Marks;
import io.redfire.core.member.Presence;
import io.redfire.server.room.WireEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes the contract's events out of the model. Thread-safe. */
public final class Events {
  /** For how long a sign that somebody types is good. Clients give one every 3 seconds. */
  private static final Duration TYPING = Duration.ofSeconds(5);

  private Events() {}

  /** An event as an element of a frame. */
  public static byte[] bytes(Event event) {
    int field = ConnectResponse.EVENTS_FIELD_NUMBER;
    byte[] bytes = new byte[CodedOutputStream.computeMessageSize(field, event)];
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    try {
      output.writeMessage(field, event);
      output.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes;
  }

  /** An entry in the form in which it goes to every reader. */
  public static WireEntry wire(RoomName room, Entry entry) {
    return new WireEntry(
        entry.previousTag(),
        entry.position(),
        bytes(Event.newBuilder().setEntry(entry(room, entry)).build()),
        entry.content().changes(),
        entry.content().alsoChanges(),
        entry.content().rewords(),
        entry.content().shows(),
        concerns(entry.content()),
        System.nanoTime());
  }

  private static @Nullable String concerns(Content content) {
    if (content instanceof Content.Membership change) {
      return change.user();
    }
    return content instanceof Content.Rules ? WireEntry.EVERYONE : null;
  }

  /** An entry. */
  public static io.redfire.chat.v1.Entry entry(RoomName room, Entry entry) {
    io.redfire.chat.v1.Entry.Builder proto =
        io.redfire.chat.v1.Entry.newBuilder()
            .setRoom(room.value())
            .setSeq(entry.seq())
            .setTag(entry.position().tag())
            .setCursor(CursorToken.of(entry.position()))
            .setFrom(entry.from());
    if (entry.id() != null) {
      proto.setId(entry.id());
    }
    if (entry.at() != null) {
      proto.setAt(timestamp(entry.at()));
    }
    setContent(proto, entry.content());
    return proto.build();
  }

  private static void setContent(io.redfire.chat.v1.Entry.Builder entry, Content content) {
    if (content instanceof Content.Text text) {
      Message.Builder message =
          entry.getMessageBuilder().setText(text.text()).setVia(text.via().orElse(""));
      text.attachments().forEach(each -> message.addAttachments(attachment(each)));
      setChange(message, text.change());
      setTies(message, text.ties());
      setEcho(message, text.echo());
    } else if (content instanceof Content.Erased erased) {
      Message.Builder message = entry.getMessageBuilder().setErased(true);
      setChange(message, erased.change());
      setTies(message, erased.ties());
      setEcho(message, erased.echo());
    } else if (content instanceof Content.Edit edit) {
      entry.getEditBuilder().setSeq(edit.changes()).setText(edit.text());
    } else if (content instanceof Content.SupersededEdit edit) {
      entry.getEditBuilder().setSeq(edit.changes()).setSupersededBySeq(edit.change().seq());
    } else if (content instanceof Content.Erasure erasure) {
      entry.getErasureBuilder().setSeq(erasure.changes()).setThreadSeq(erasure.thread());
    } else if (content instanceof Content.Reaction reaction) {
      entry
          .getReactionBuilder()
          .setSeq(reaction.changes())
          .setEmoji(reaction.emoji())
          .setRemoved(reaction.removed());
    } else if (content instanceof Content.Pin pin) {
      entry.getPinBuilder().setSeq(pin.changes()).setRemoved(pin.removed());
    } else if (content instanceof Content.Membership change) {
      entry.setMembership(RoomMessages.membership(change));
    } else if (content instanceof Content.Rules change) {
      entry.getRulesBuilder().setRules(RoomMessages.rules(change.rules()));
    } else if (content instanceof Content.Notice notice) {
      entry.setNotice(RoomMessages.notice(notice));
    } else if (content instanceof Content.Command command) {
      entry
          .getCommandBuilder()
          .setRoom(command.room())
          .setName(command.name())
          .setText(command.text());
    }
  }

  /** What a message has beside its words. */
  public static io.redfire.chat.v1.Attachment attachment(Attachment attachment) {
    ContentFacts facts = attachment.facts();
    return io.redfire.chat.v1.Attachment.newBuilder()
        .setSha256(attachment.hash().value())
        .setName(attachment.name())
        .setAlt(attachment.alt())
        .setContentType(facts.type())
        .setSize(facts.size())
        .setWidth(facts.width())
        .setHeight(facts.height())
        .setHasThumbnail(facts.hasThumbnail())
        .build();
  }

  private static void setChange(Message.Builder message, @Nullable Change change) {
    if (change != null) {
      message.setChangedBySeq(change.seq());
      if (change.at() != null) {
        message.setChangedAt(timestamp(change.at()));
      }
    }
  }

  private static void setTies(Message.Builder message, Ties ties) {
    message.setReplyToSeq(ties.replyTo()).setThreadSeq(ties.thread());
    Forward forward = ties.forward();
    if (forward != null) {
      setForward(message.getForwardBuilder(), forward);
    }
  }

  private static void setForward(io.redfire.chat.v1.Forward.Builder proto, Forward forward) {
    proto.setFrom(forward.from());
    if (forward.at() != null) {
      proto.setAt(timestamp(forward.at()));
    }
    if (forward.room() != null) {
      proto.setRoom(forward.room()).setSeq(forward.seq());
    }
  }

  private static void setEcho(Message.Builder message, Echo echo) {
    message.setReplyCount(echo.replies()).setLastReplySeq(echo.lastReply());
    for (Reacted reacted : echo.reactions()) {
      message
          .addReactionsBuilder()
          .setEmoji(reacted.emoji())
          .setCount(reacted.users().size())
          .addAllUsers(reacted.users());
    }
    message.setReactedBySeq(echo.reactedBy()).setRecountedBySeq(echo.recountedBy());
    message.setPinnedBySeq(echo.pinnedBy()).setUnpinnedBySeq(echo.unpinnedBy());
  }

  /** Where a log begins and ends. */
  public static RoomBounds bounds(Bounds bounds) {
    return RoomBounds.newBuilder()
        .setFirstSeq(bounds.firstSeq())
        .setLastSeq(bounds.head().seq())
        .setLastTag(bounds.head().tag())
        .build();
  }

  /** The answer to a message or a change of one. */
  public static Accepted accepted(NewEntry entry, Appended appended) {
    return Accepted.newBuilder()
        .setRoom(entry.room().value())
        .setId(entry.id().value())
        .setSeq(appended.position().seq())
        .setTag(appended.position().tag())
        .setCursor(CursorToken.of(appended.position()))
        .setLevel(level(appended))
        .setReplicas(appended.replicas())
        .setDuplicate(appended.duplicate())
        .build();
  }

  /** The answer to a slash command. */
  public static CommandAccepted commandAccepted(NewCommand command, Appended appended) {
    return CommandAccepted.newBuilder()
        .setRoom(command.about().value())
        .setName(command.name().value())
        .setId(command.id().value())
        .setBot(command.room().owner().orElseThrow().value())
        .setLevel(level(appended))
        .setDuplicate(appended.duplicate())
        .build();
  }

  private static AckLevel level(Appended appended) {
    return switch (appended.level()) {
      case ACCEPTED -> AckLevel.ACK_LEVEL_ACCEPTED;
      case ON_DISK -> AckLevel.ACK_LEVEL_ON_DISK;
      case REPLICATED -> AckLevel.ACK_LEVEL_REPLICATED;
    };
  }

  /** The answer to a request that was refused or failed. */
  public static Event failed(long request, Problem problem) {
    return Event.newBuilder()
        .setRequest(request)
        .setFailed(RequestFailed.newBuilder().setStatus(problem.status()))
        .build();
  }

  /** The log was replaced after the fork. */
  public static RoomRewound rewound(RoomName room, Position fork) {
    return RoomRewound.newBuilder()
        .setRoom(room.value())
        .setForkSeq(fork.seq())
        .setCursor(CursorToken.of(fork))
        .build();
  }

  /** What follows {@code before}, up to the base, is no longer kept. */
  public static HistoryTrimmed trimmed(RoomName room, long before, Position base) {
    return HistoryTrimmed.newBuilder()
        .setRoom(room.value())
        .setFirstMissingSeq(before + 1)
        .setLastMissingSeq(base.seq())
        .setCursor(CursorToken.of(base))
        .build();
  }

  /** The reader has all that there was. */
  public static CaughtUp caughtUp(RoomName room, Position at) {
    return CaughtUp.newBuilder()
        .setRoom(room.value())
        .setSeq(at.seq())
        .setCursor(CursorToken.of(at))
        .build();
  }

  /** A text that was published only. */
  public static LiveText liveText(RoomName room, String text) {
    return LiveText.newBuilder().setRoom(room.value()).setText(text).build();
  }

  /** A user types. */
  public static Typing typing(RoomName room, UserName user) {
    return Typing.newBuilder()
        .setRoom(room.value())
        .setUser(user.value())
        .setExpiresAfter(duration(TYPING))
        .build();
  }

  /** How far a user has read a room. */
  public static Receipt receipt(RoomName room, UserName user, Marks marks) {
    return Receipt.newBuilder()
        .setRoom(room.value())
        .setUser(user.value())
        .setDeliveredSeq(marks.delivered())
        .setReadSeq(marks.read())
        .build();
  }

  /** How a user is seen. */
  public static io.redfire.chat.v1.Presence presence(UserName user, Presence presence) {
    io.redfire.chat.v1.Presence.Builder proto =
        io.redfire.chat.v1.Presence.newBuilder()
            .setUser(user.value())
            .setState(
                switch (presence.state()) {
                  case ONLINE -> io.redfire.chat.v1.PresenceState.PRESENCE_STATE_ONLINE;
                  case AWAY -> io.redfire.chat.v1.PresenceState.PRESENCE_STATE_AWAY;
                  case OFFLINE -> io.redfire.chat.v1.PresenceState.PRESENCE_STATE_OFFLINE;
                });
    presence.since().ifPresent(since -> proto.setSince(timestamp(since)));
    return proto.build();
  }

  /** A moment. */
  public static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  /** A length of time. */
  public static com.google.protobuf.Duration duration(Duration length) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(length.toSeconds())
        .setNanos(length.toNanosPart())
        .build();
  }
}
