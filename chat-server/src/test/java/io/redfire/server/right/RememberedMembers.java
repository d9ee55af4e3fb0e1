package io.redfire.server.right;

import io.redfire.core.log.LogException;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.InboxRow;
import io.redfire.core.member.Invite;
import io.redfire.core.member.Marks;
import io.redfire.core.member.MarksPage;
import io.redfire.core.member.MemberPage;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomRules;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Rooms and members in memory, as far as rights ask for them. Thread-safe. {@link
 * RoomStateContract} holds it to what the real ones do.
 */
public final class RememberedMembers implements RoomMembers {
  private final Map<RoomName, Remembered> rooms = new HashMap<>();
  private final AtomicInteger reads = new AtomicInteger();
  private volatile @Nullable LogException failure;

  /** Changes rules and parts, as an append to the room's log would. */
  public synchronized void govern(NewGovernance change) {
    Remembered room = rooms.computeIfAbsent(change.room(), name -> new Remembered());
    room.version = change.id().value();
    room.rules = change.rules().or(() -> room.rules);
    change
        .parts()
        .forEach(
            part ->
                room.parts.put(
                    part.user(),
                    new Part(part.role(), part.invited(), part.mutedUntil(), part.bannedUntil())));
  }

  /** Fails from now on; null to answer again. */
  void fail(@Nullable LogException with) {
    failure = with;
  }

  /** How often it was asked how a room stands. */
  int reads() {
    return reads.get();
  }

  @Override
  public synchronized RoomState state(RoomName room, Optional<UserName> user) {
    reads.incrementAndGet();
    LogException failing = failure;
    if (failing != null) {
      throw failing;
    }
    Remembered known = rooms.get(room);
    return known == null ? RoomState.OPEN : known.state(user);
  }

  @Override
  public Map<RoomName, RoomState> states(Collection<RoomName> names, Optional<UserName> user) {
    Map<RoomName, RoomState> states = new HashMap<>();
    names.forEach(name -> states.put(name, state(name, user)));
    return states;
  }

  @Override
  public synchronized MemberPage members(RoomName room, String from, int limit) {
    Remembered known = rooms.get(room);
    return new MemberPage(known == null ? Map.of() : Map.copyOf(known.parts), "");
  }

  @Override
  public List<InboxRow> inbox(UserName user, Collection<RoomName> names) {
    return List.of();
  }

  @Override
  public List<RoomName> rooms(UserName user) {
    return List.of();
  }

  @Override
  public boolean addRoom(UserName user, RoomName room) {
    return false;
  }

  @Override
  public boolean removeRoom(UserName user, RoomName room) {
    return false;
  }

  @Override
  public Marks markRead(RoomName room, UserName user, long seq, boolean back) {
    return new Marks(seq, seq);
  }

  @Override
  public Marks markDelivered(RoomName room, UserName user, long seq) {
    return new Marks(seq, 0);
  }

  @Override
  public MarksPage marks(RoomName room, String from, int limit) {
    return new MarksPage(Map.of(), "");
  }

  @Override
  public boolean claimName(RoomName room, Set<String> skeletons) {
    return true;
  }

  @Override
  public Optional<Invite> findInvite(String codeDigest) {
    return Optional.empty();
  }

  @Override
  public void addInvite(String codeDigest, Invite invite) {}

  @Override
  public Optional<Invite> takeInvite(String codeDigest, String taker) {
    return Optional.empty();
  }

  @Override
  public void close() {}

  private static final class Remembered {
    String version = "";
    Optional<RoomRules> rules = Optional.empty();
    final Map<UserName, Part> parts = new HashMap<>();

    RoomState state(Optional<UserName> user) {
      Part part = user.map(name -> parts.getOrDefault(name, Part.NONE)).orElse(Part.NONE);
      List<Role> roles = parts.values().stream().flatMap(each -> each.role().stream()).toList();
      int owners = (int) roles.stream().filter(role -> role == Role.OWNER).count();
      return new RoomState(version, rules, part, owners, roles.size());
    }
  }
}
