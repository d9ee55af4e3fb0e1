package io.redfire.core.log;

import java.util.List;

/**
 * One way in which users reacted to a message.
 *
 * @param users who, in the order in which they did
 */
public record Reacted(String emoji, List<String> users) {
  /** Copies the list. */
  public Reacted {
    users = List.copyOf(users);
  }
}
