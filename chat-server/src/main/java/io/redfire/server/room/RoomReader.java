package io.redfire.server.room;

import io.redfire.core.log.Position;

/** What a room tells each cursor over it. Called from any thread; must return at once. */
public interface RoomReader {
  /** There may be something to read. */
  void ring();

  /** The log no longer holds what comes after the fork. Follows nothing newer of this room. */
  void rewound(Position fork);

  /** Another program published this text without storing it. */
  void heard(String text);
}
