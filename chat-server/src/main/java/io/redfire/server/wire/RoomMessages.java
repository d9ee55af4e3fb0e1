package io.redfire.server.wire;

import com.google.protobuf.Timestamp;
import io.redfire.chat.v1.AccountNotice;
import io.redfire.chat.v1.AccountNoticeKind;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.Member;
import io.redfire.chat.v1.MembershipChange;
import io.redfire.chat.v1.Room;
import io.redfire.core.log.Bounds;
import io.redfire.core.log.Content;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.InboxRow;
import io.redfire.core.member.Part;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.NoticeKind;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import java.time.Instant;
import java.util.Optional;

/** Makes the contract's words for rooms, rules and members out of the model. Thread-safe. */
public final class RoomMessages {
  /** The last moment that the contract's time can tell. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private RoomMessages() {}

  /** A room; without bounds for those who may know of it and not read it. */
  public static Room room(
      RoomName name, RoomKind kind, Optional<RoomRules> rules, Optional<Bounds> bounds) {
    Room.Builder room = Room.newBuilder().setName(name.value());
    bounds.ifPresent(known -> room.setBounds(Events.bounds(known)));
    room.setRules(
        rules
            .map(RoomMessages::rules)
            .orElseGet(io.redfire.chat.v1.RoomRules::getDefaultInstance)
            .toBuilder()
            .setKind(kind(kind)));
    return room.build();
  }

  /** What holds in a room. */
  public static io.redfire.chat.v1.RoomRules rules(RoomRules rules) {
    io.redfire.chat.v1.RoomRules.Builder proto =
        io.redfire.chat.v1.RoomRules.newBuilder()
            .setKind(kind(rules.kind()))
            .setTitle(rules.title())
            .setTopic(rules.topic())
            .setArchived(rules.archived())
            .setRetain(rules.retain());
    if (!rules.slowMode().isZero()) {
      proto.setSlowMode(Events.duration(rules.slowMode()));
    }
    return proto.build();
  }

  /** A room of somebody's inbox, of which there may be many: without what may be long. */
  public static InboxRoom inbox(InboxRow row) {
    InboxRoom.Builder proto =
        InboxRoom.newBuilder()
            .setRoom(withoutTopic(row, Optional.of(row.bounds())))
            .setReadSeq(row.readSeq())
            .setUnread(row.unread())
            .setMentioned(row.mentioned())
            .setMentionCount(row.mentions());
    row.state().part().role().ifPresent(role -> proto.setRole(role(role)));
    row.lastMessage().ifPresent(entry -> setLastMessage(proto, Events.entry(row.room(), entry)));
    return proto.build();
  }

  private static Room withoutTopic(InboxRow row, Optional<Bounds> bounds) {
    Room.Builder room =
        room(row.room(), row.state().kind(), row.state().rules(), bounds).toBuilder();
    room.getRulesBuilder().clearTopic();
    return room.build();
  }

  private static void setLastMessage(InboxRoom.Builder row, Entry whole) {
    String text = whole.getMessage().getText();
    if (text.codePointCount(0, text.length()) <= Limit.INBOX_TEXT) {
      row.setLastMessage(whole);
      return;
    }
    Entry.Builder cut = whole.toBuilder();
    cut.getMessageBuilder()
        .setText(text.substring(0, text.offsetByCodePoints(0, Limit.INBOX_TEXT)));
    row.setLastMessage(cut).setLastMessageCut(true);
  }

  /** A room of the inbox of somebody who is invited: no word of what was said in it. */
  public static InboxRoom invitation(InboxRow row) {
    return InboxRoom.newBuilder().setRoom(withoutTopic(row, Optional.empty())).build();
  }

  /** A room that is in an inbox no more. */
  public static InboxRoom removed(RoomName room) {
    return InboxRoom.newBuilder()
        .setRoom(Room.newBuilder().setName(room.value()))
        .setRemoved(true)
        .build();
  }

  /**
   * Someone's part in a room.
   *
   * @param bans whether whoever asks is told of bans
   */
  public static Member member(UserName user, Part part, boolean bans, Instant now) {
    Member.Builder proto = Member.newBuilder().setUser(user.value()).setInvited(part.invited());
    part.role().ifPresent(role -> proto.setRole(role(role)));
    if (part.isMuted(now)) {
      proto.setMutedUntil(end(part.mutedUntil()));
    }
    if (bans && part.isBanned(now)) {
      proto.setBannedUntil(end(part.bannedUntil()));
    }
    return proto.build();
  }

  private static Timestamp end(Instant end) {
    return Events.timestamp(end.isAfter(LAST) ? LAST : end);
  }

  /** Someone's part changed. */
  static MembershipChange membership(Content.Membership change) {
    MembershipChange.Builder proto =
        MembershipChange.newBuilder()
            .setUser(change.user())
            .setAction(action(change.action()))
            .setReason(change.reason());
    change.role().ifPresent(role -> proto.setRole(role(role)));
    change
        .until()
        .filter(end -> !end.isAfter(LAST))
        .ifPresent(end -> proto.setUntil(Events.timestamp(end)));
    return proto.build();
  }

  /** Something happened to an account. */
  static AccountNotice notice(Content.Notice notice) {
    AccountNotice.Builder proto = AccountNotice.newBuilder().setKind(kind(notice.kind()));
    notice.room().ifPresent(proto::setRoom);
    notice.session().ifPresent(proto::setSession);
    return proto.build();
  }

  /** A role. */
  public static io.redfire.chat.v1.Role role(Role role) {
    return switch (role) {
      case OWNER -> io.redfire.chat.v1.Role.ROLE_OWNER;
      case MODERATOR -> io.redfire.chat.v1.Role.ROLE_MODERATOR;
      case MEMBER -> io.redfire.chat.v1.Role.ROLE_MEMBER;
      case READ_ONLY -> io.redfire.chat.v1.Role.ROLE_READ_ONLY;
    };
  }

  /** The kind of a room. */
  public static io.redfire.chat.v1.RoomKind kind(RoomKind kind) {
    return switch (kind) {
      case OPEN -> io.redfire.chat.v1.RoomKind.ROOM_KIND_OPEN;
      case PUBLIC -> io.redfire.chat.v1.RoomKind.ROOM_KIND_PUBLIC;
      case PRIVATE -> io.redfire.chat.v1.RoomKind.ROOM_KIND_PRIVATE;
      case DIRECT -> io.redfire.chat.v1.RoomKind.ROOM_KIND_DIRECT;
      case ANNOUNCEMENT -> io.redfire.chat.v1.RoomKind.ROOM_KIND_ANNOUNCEMENT;
      case OWN -> io.redfire.chat.v1.RoomKind.ROOM_KIND_OWN;
    };
  }

  private static io.redfire.chat.v1.MembershipAction action(MembershipAction action) {
    return io.redfire.chat.v1.MembershipAction.valueOf("MEMBERSHIP_ACTION_" + action.name());
  }

  private static AccountNoticeKind kind(NoticeKind kind) {
    return AccountNoticeKind.valueOf("ACCOUNT_NOTICE_KIND_" + kind.name());
  }
}
