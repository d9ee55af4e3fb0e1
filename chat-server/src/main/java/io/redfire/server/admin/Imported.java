package io.redfire.server.admin;

import io.redfire.core.log.UserName;
import java.util.List;

/**
 * What came of an import. Immutable.
 *
 * @param entries how many the room has
 * @param strangers the first users of the room who have no account
 * @param moreStrangers how many more there are
 */
record Imported(long entries, List<UserName> strangers, int moreStrangers) {
  Imported {
    strangers = List.copyOf(strangers);
  }
}
