package io.redfire.server.admin;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of what administrators do: a line in the server's log for each call, before it is
 * done. Thread-safe.
 *
 * <p>It names who, what and whom or which room; never a text, a code or a token.
 */
final class Audit {
  private static final Logger LOG = LoggerFactory.getLogger("audit");

  private Audit() {}

  /** Notes that somebody does something that is about nobody. */
  static void note(Admin who, String what) {
    LOG.info("{}: {}", who.user(), what);
  }

  /**
   * Notes that somebody does something.
   *
   * @param whom a checked name of a user or room, or an id
   */
  static void note(Admin who, String what, Object whom) {
    LOG.info("{}: {} {}", who.user(), what, whom);
  }
}
