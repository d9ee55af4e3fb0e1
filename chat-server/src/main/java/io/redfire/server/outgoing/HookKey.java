package io.redfire.server.outgoing;

import io.redfire.core.log.RoomName;

/** Names a webhook among those of all rooms. Immutable. */
record HookKey(RoomName room, String id) {}
