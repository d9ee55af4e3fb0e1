package io.redfire.server.search;

import io.redfire.core.log.RoomName;

/**
 * A message that the index found, where it was when it was indexed.
 *
 * @param tag of the entry; {@link io.redfire.core.log.Position#UNKNOWN_TAG} where nobody knew it
 * @param at when it was sent, in milliseconds
 * @param change the seq of the change whose words it had by then; 0 for those it was sent with
 */
record Hit(RoomName room, long seq, String tag, long at, long change) {}
