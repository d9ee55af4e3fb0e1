package io.redfire.core.log;

/**
 * The name of a user.
 *
 * @param value as {@link NameRule} says
 */
public record UserName(String value) {
  /** From whom the lines seem to come that other programs put into a room's list. */
  public static final UserName REDIS = new UserName("redis");

  /**
   * Checks the name.
   *
   * @throws InvalidName where it breaks {@link NameRule}
   */
  public UserName {
    NameRule.check("user", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
