package io.redfire.server.admin;

import io.redfire.core.log.UserName;
import java.util.List;

/**
 * What came of an import. Immutable.
 *
 * @param entries how many the room has
 * @param strangers the first users of the room who have no account
 * @param moreStrangers how many more there are
 * @param missingFiles how often a message names a file that did not come
 */
record Imported(long entries, List<UserName> strangers, int moreStrangers, long missingFiles) {
  Imported {
    strangers = List.copyOf(strangers);
  }
}
