package io.redfire.core.log;

/**
 * The name of a room, which is also the key of its list and the name of its channel in Redis.
 *
 * @param value as {@link NameRule} says
 */
public record RoomName(String value) implements Comparable<RoomName> {
  /**
   * Checks the name.
   *
   * @throws InvalidName where it breaks {@link NameRule}
   */
  public RoomName {
    NameRule.check("room", value);
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
