package io.redfire.server.limit;

import io.redfire.core.rate.Rate;
import io.redfire.server.wire.Limit;
import java.util.Optional;

/**
 * All limits that are set for a node. Immutable. An empty rate is no limit, and so is a number of
 * 0, but for texts, which always have one.
 *
 * @param connections TCP connections of clients, in all
 * @param connectionsPerAddress TCP connections from one address that is not of this machine
 * @param streamsPerUser open streams of one user on this node
 * @param roomsPerUser rooms that one user is a member of
 * @param textBytes bytes of a text in UTF-8, 1 to {@link Limit#MOST_TEXT_BYTES}
 * @param sendsPerUser messages, edits, erasures and changes of rooms of one user, over all nodes
 * @param sendsPerRoom messages, edits, erasures and changes in one room, over all nodes
 * @param logInsPerAccount tries to log in to one account, and as many to change its password
 * @param logInsPerAddress tries to log in from one address that is not of this machine
 * @param registrationsPerAddress tries to register from one address that is not of this machine
 * @param roomCreationsPerUser rooms that one user creates, and by itself codes that one makes
 * @param typingPerUser signs that one user types
 * @param historyPerUser pages of history and of the list of rooms that one user reads
 * @param attachments what may be uploaded
 */
public record LimitSettings(
    int connections,
    int connectionsPerAddress,
    int streamsPerUser,
    int roomsPerUser,
    int textBytes,
    Optional<Rate> sendsPerUser,
    Optional<Rate> sendsPerRoom,
    Optional<Rate> logInsPerAccount,
    Optional<Rate> logInsPerAddress,
    Optional<Rate> registrationsPerAddress,
    Optional<Rate> roomCreationsPerUser,
    Optional<Rate> typingPerUser,
    Optional<Rate> historyPerUser,
    AttachmentLimits attachments) {
  /** No limits at all, and texts of the usual length. */
  public static final LimitSettings NONE =
      new LimitSettings(
          0,
          0,
          0,
          0,
          Limit.TEXT_BYTES,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Those where nothing is told about attachments. */
  public LimitSettings(
      int connections,
      int connectionsPerAddress,
      int streamsPerUser,
      int roomsPerUser,
      int textBytes,
      Optional<Rate> sendsPerUser,
      Optional<Rate> sendsPerRoom,
      Optional<Rate> logInsPerAccount,
      Optional<Rate> logInsPerAddress,
      Optional<Rate> registrationsPerAddress,
      Optional<Rate> roomCreationsPerUser,
      Optional<Rate> typingPerUser,
      Optional<Rate> historyPerUser) {
    this(
        connections,
        connectionsPerAddress,
        streamsPerUser,
        roomsPerUser,
        textBytes,
        sendsPerUser,
        sendsPerRoom,
        logInsPerAccount,
        logInsPerAddress,
        registrationsPerAddress,
        roomCreationsPerUser,
        typingPerUser,
        historyPerUser,
        AttachmentLimits.NONE);
  }

  /** The same, and these for attachments. */
  public LimitSettings with(AttachmentLimits others) {
    return new LimitSettings(
        connections,
        connectionsPerAddress,
        streamsPerUser,
        roomsPerUser,
        textBytes,
        sendsPerUser,
        sendsPerRoom,
        logInsPerAccount,
        logInsPerAddress,
        registrationsPerAddress,
        roomCreationsPerUser,
        typingPerUser,
        historyPerUser,
        others);
  }
}
