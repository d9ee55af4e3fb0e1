package io.redfire.core.rate;

import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;

/** Whose limit it is, and which one. Immutable. */
public sealed interface RateKey {
  /** The name of the limit, the same on all nodes: small letters and {@code -}. */
  String limit();

  /** A limit for each user. */
  static RateKey ofUser(UserName user, String limit) {
    return new OfUser(user, limit);
  }

  /** A limit for each room. */
  static RateKey ofRoom(RoomName room, String limit) {
    return new OfRoom(room, limit);
  }

  /** A limit for each address that clients come from. */
  static RateKey ofAddress(ClientAddress address, String limit) {
    return new OfAddress(address, limit);
  }

  /** A limit for each user in each room. */
  static RateKey ofMember(RoomName room, UserName user, String limit) {
    return new OfMember(room, user, limit);
  }

  /** A limit for each user. */
  record OfUser(UserName user, String limit) implements RateKey {
    /** Checks the name of the limit. */
    public OfUser {
      check(limit);
    }
  }

  /** A limit for each room. */
  record OfRoom(RoomName room, String limit) implements RateKey {
    /** Checks the name of the limit. */
    public OfRoom {
      check(limit);
    }
  }

  /** A limit for each address that clients come from. */
  record OfAddress(ClientAddress address, String limit) implements RateKey {
    /** Checks the name of the limit. */
    public OfAddress {
      check(limit);
    }
  }

  /** A limit for each user in each room. */
  record OfMember(RoomName room, UserName user, String limit) implements RateKey {
    /** Checks the name of the limit. */
    public OfMember {
      check(limit);
    }
  }

  private static void check(String limit) {
    if (!limit.matches("[a-z][a-z-]*")) {
      throw new IllegalArgumentException(
          "limit: '" + limit + "' (expected: small letters and '-')");
    }
  }
}
