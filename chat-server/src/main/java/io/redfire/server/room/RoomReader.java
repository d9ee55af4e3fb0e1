package io.redfire.server.room;

import io.redfire.core.log.Position;
import java.util.concurrent.Executor;

/**
 * What a room tells each cursor over it. Called on the cursor's own loop, where it must return at
 * once.
 */
public interface RoomReader {
  /**
   * The one thread that everything about this reader happens on. The same for the reader's life.
   */
  Executor loop();

  /** The seq of the newest entry that it has taken. Any thread. */
  long seq();

  /** There may be something to read. */
  void ring();

  /** The log no longer holds what comes after the fork. Follows nothing newer of this room. */
  void rewound(Position fork);

  /**
   * Rights in the room may be others than they were, up to the room's newest entry. By then the
   * room's authority knows of it.
   *
   * @param concerned whose; {@link WireEntry#EVERYONE} for everyone's
   */
  void governed(String concerned);

  /** Another program published this text without storing it. */
  void heard(String text);

  /** There are signals, for whoever takes some: {@link LiveRoom#signalsSince}. */
  default void signalled() {}
}
