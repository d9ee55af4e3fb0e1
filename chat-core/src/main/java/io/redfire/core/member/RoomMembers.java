package io.redfire.core.member;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who is in which room, what holds there, and how far each has read. Thread-safe; every method
 * blocks until the store has answered and throws {@link io.redfire.core.log.LogException} where it
 * does not.
 *
 * <p>Rules and members change only by an append of {@link io.redfire.core.log.NewGovernance} to the
 * room's log, in the same moment; what is here reads them.
 */
public interface RoomMembers extends AutoCloseable {
  /** What holds in the room, and the part of that user in it. */
  RoomState state(RoomName room, Optional<UserName> user);

  /** As {@link #state} of each of them, in one go; rooms that cannot be asked are left out. */
  Map<RoomName, RoomState> states(Collection<RoomName> rooms, Optional<UserName> user);

  /**
   * Some of the users whom the room knows, those who are only invited or banned among them.
   *
   * @param from {@link MemberPage#next} of the page before; empty text for the first one
   * @param limit about how many
   */
  MemberPage members(RoomName room, String from, int limit);

  /** How the rooms stand for the user, in one go; rooms that cannot be asked are left out. */
  List<InboxRow> inbox(UserName user, Collection<RoomName> rooms);

  /**
   * The rooms that were noted for the user. It only helps to find them: the room itself decides.
   */
  List<RoomName> rooms(UserName user);

  /**
   * Notes a room for a user.
   *
   * @return false where it was noted before
   */
  boolean addRoom(UserName user, RoomName room);

  /**
   * Forgets that a room was noted for a user.
   *
   * @return false where it was not
   */
  boolean removeRoom(UserName user, RoomName room);

  /**
   * Tells how far a user has read; before where that is known to be, only if {@code back}.
   *
   * @return where the user's marks are now; at most the newest entry
   */
  Marks markRead(RoomName room, UserName user, long seq, boolean back);

  /**
   * Tells how far a room was delivered to a user; it does not go back.
   *
   * @return where the user's marks are now; at most the newest entry
   */
  Marks markDelivered(RoomName room, UserName user, long seq);

  /**
   * How far some of the members have read. What a log that lost its end no longer holds is not
   * taken off.
   *
   * @param from {@link MarksPage#next} of the page before; empty text for the first one
   * @param limit about how many
   */
  MarksPage marks(RoomName room, String from, int limit);

  /**
   * Claims the name of a room that is to be created, for good: a room of another name that has one
   * of the skeletons is refused from then on.
   *
   * @param skeletons what names that look like this one have in common with it
   * @return false where another room has one of them, and claimed it before
   */
  boolean claimName(RoomName room, Set<String> skeletons);

  /** Keeps what a code is for until it expires. */
  void addInvite(String codeDigest, Invite invite);

  /** What a code is for, and how many uses are left, perhaps none; empty for no such code. */
  Optional<Invite> findInvite(String codeDigest);

  /** Takes one use of a code; empty where there is no such code or none is left. */
  default Optional<Invite> takeInvite(String codeDigest) {
    return takeInvite(codeDigest, UUID.randomUUID().toString());
  }

  /**
   * As {@link #takeInvite(String)}; whoever took a use and asks again takes no second one.
   *
   * @param taker what the one who asks calls itself
   */
  Optional<Invite> takeInvite(String codeDigest, String taker);

  @Override
  void close();
}
