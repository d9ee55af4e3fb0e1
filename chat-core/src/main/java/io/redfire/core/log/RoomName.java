package io.redfire.core.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The name of a room, which is also the key of its list and the name of its channel in Redis.
 *
 * <p>Two kinds of rooms have names that follow from their users, so that they are the same whoever
 * asks: a user's own log is {@code @alice}, the direct room of two users {@code @alice,bob}, in the
 * order of the names' bytes.
 *
 * @param value as {@link NameRule} says, or one of those forms
 */
public record RoomName(String value) implements Comparable<RoomName> {
  /**
   * Checks the name.
   *
   * @throws InvalidName where it breaks {@link NameRule}
   */
  public RoomName {
    if (value.startsWith("@")) {
      checkUsers(value.substring(1));
    } else {
      NameRule.check("room", value);
    }
  }

  private static void checkUsers(String users) {
    String[] names = users.split(",", -1);
    for (String name : names) {
      NameRule.check("room", name);
    }
    if (names.length > 2 || (names.length == 2 && !inOrder(names[0], names[1]))) {
      throw new InvalidName(
          "room: not of one or two users in order (expected: @alice or @alice,bob)");
    }
  }

  private static boolean inOrder(String first, String second) {
    return Arrays.compareUnsigned(
            first.getBytes(StandardCharsets.UTF_8), second.getBytes(StandardCharsets.UTF_8))
        < 0;
  }

  /** The user's own log. */
  public static RoomName ownOf(UserName user) {
    return new RoomName("@" + user);
  }

  /** The direct room of two users, who must differ. */
  public static RoomName directOf(UserName one, UserName other) {
    return inOrder(one.value(), other.value())
        ? new RoomName("@" + one + "," + other)
        : new RoomName("@" + other + "," + one);
  }

  /** The users from whose names this one follows: one, two, or none for all other rooms. */
  public List<UserName> users() {
    return value.startsWith("@")
        ? Arrays.stream(value.substring(1).split(",")).map(UserName::new).toList()
        : List.of();
  }

  /** Whose own log it is; empty for all other rooms. */
  public Optional<UserName> owner() {
    List<UserName> users = users();
    return users.size() == 1 ? Optional.of(users.get(0)) : Optional.empty();
  }

  @Override
  public int compareTo(RoomName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
