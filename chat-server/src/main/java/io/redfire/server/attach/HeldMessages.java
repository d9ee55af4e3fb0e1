package io.redfire.server.attach;

import io.redfire.chat.v1.Attachment;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.server.wire.Events;

/** The contract's word for what a room holds. */
final class HeldMessages {
  private HeldMessages() {}

  static Attachment of(HeldAttachment held) {
    return Events.attachment(new io.redfire.core.log.Attachment(held.hash(), "", "", held.facts()));
  }
}
