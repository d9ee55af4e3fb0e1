package io.redfire.cli;

import io.redfire.chat.v1.MessagePlace;

/**
 * A message as it was named: by its seq, and by its tag where that was given. Immutable.
 *
 * @param tag empty for whatever stands there
 */
record NamedSeq(long seq, String tag) {
  static final NamedSeq NONE = new NamedSeq(0, "");

  MessagePlace in(String room) {
    return MessagePlace.newBuilder().setRoom(room).setSeq(seq).setTag(tag).build();
  }
}
