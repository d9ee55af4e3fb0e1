package io.redfire.server.doctor;

import java.util.List;

/** A look at one thing of one Redis server. Stateless. */
interface Check {

  /** What is looked at, in a word or two. */
  String about();

  /**
   * Looks, and changes nothing.
   *
   * @return at least one finding
   * @throws WithheldException if this user may not look at it
   */
  List<Finding> look(RedisServer server);
}
