package io.redfire.server.admin;

import io.redfire.server.wire.Limit;

/** How much a page holds. */
final class PageSize {
  private static final int USUAL = 50;

  private PageSize() {}

  /** What is asked for, within bounds; an unsigned number, 0 for the usual. */
  static int of(int wanted) {
    return wanted == 0 ? USUAL : (int) Math.min(Integer.toUnsignedLong(wanted), Limit.PAGE);
  }
}
