package io.redfire.server.session;

import io.redfire.core.log.RoomName;

/** Hears what a user's own room tells, on the session's loop; must return at once. */
interface OwnNews {
  /** For a stream on which nobody wants to know. */
  OwnNews UNHEARD =
      new OwnNews() {
        @Override
        public void noticed() {}

        @Override
        public void read(RoomName room) {}

        @Override
        public void readsMissed() {}
      };

  /** Both hear it. */
  default OwnNews and(OwnNews other) {
    OwnNews self = this;
    return new OwnNews() {
      @Override
      public void noticed() {
        self.noticed();
        other.noticed();
      }

      @Override
      public void read(RoomName room) {
        self.read(room);
        other.read(room);
      }

      @Override
      public void readsMissed() {
        self.readsMissed();
        other.readsMissed();
      }
    };
  }

  /** Something was told in the user's own log, or may have been. */
  void noticed();

  /** The user's mark in that room was moved, on whichever device. */
  void read(RoomName room);

  /** The user's mark in any room may have been moved. */
  void readsMissed();
}
