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
 * @param searchesPerUser searches of one user, each page by itself
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
    Optional<Rate> searchesPerUser,
    AttachmentLimits attachments) {
  /** No limits at all, and texts of the usual length. */
  public static final LimitSettings NONE = with().done();

  /** Sets some limits, where those that are not set are none, as in {@link #NONE}. */
  public static Builder with() {
    return new Builder();
  }

  /** Limits that are being set. For one thread. */
  public static final class Builder {
    private int connections;
    private int connectionsPerAddress;
    private int streamsPerUser;
    private int roomsPerUser;
    private int textBytes = Limit.TEXT_BYTES;
    private Optional<Rate> sendsPerUser = Optional.empty();
    private Optional<Rate> sendsPerRoom = Optional.empty();
    private Optional<Rate> logInsPerAccount = Optional.empty();
    private Optional<Rate> logInsPerAddress = Optional.empty();
    private Optional<Rate> registrationsPerAddress = Optional.empty();
    private Optional<Rate> roomCreationsPerUser = Optional.empty();
    private Optional<Rate> typingPerUser = Optional.empty();
    private Optional<Rate> historyPerUser = Optional.empty();
    private Optional<Rate> searchesPerUser = Optional.empty();
    private AttachmentLimits attachments = AttachmentLimits.NONE;

    private Builder() {}

    public Builder connections(int most) {
      connections = most;
      return this;
    }

    public Builder connectionsPerAddress(int most) {
      connectionsPerAddress = most;
      return this;
    }

    public Builder streamsPerUser(int most) {
      streamsPerUser = most;
      return this;
    }

    public Builder roomsPerUser(int most) {
      roomsPerUser = most;
      return this;
    }

    public Builder textBytes(int most) {
      textBytes = most;
      return this;
    }

    public Builder sendsPerUser(Optional<Rate> rate) {
      sendsPerUser = rate;
      return this;
    }

    public Builder sendsPerRoom(Optional<Rate> rate) {
      sendsPerRoom = rate;
      return this;
    }

    public Builder logInsPerAccount(Optional<Rate> rate) {
      logInsPerAccount = rate;
      return this;
    }

    public Builder logInsPerAddress(Optional<Rate> rate) {
      logInsPerAddress = rate;
      return this;
    }

    public Builder registrationsPerAddress(Optional<Rate> rate) {
      registrationsPerAddress = rate;
      return this;
    }

    public Builder roomCreationsPerUser(Optional<Rate> rate) {
      roomCreationsPerUser = rate;
      return this;
    }

    public Builder typingPerUser(Optional<Rate> rate) {
      typingPerUser = rate;
      return this;
    }

    public Builder historyPerUser(Optional<Rate> rate) {
      historyPerUser = rate;
      return this;
    }

    public Builder searchesPerUser(Optional<Rate> rate) {
      searchesPerUser = rate;
      return this;
    }

    public Builder attachments(AttachmentLimits most) {
      attachments = most;
      return this;
    }

    /** The limits as they are set by now. */
    public LimitSettings done() {
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
          searchesPerUser,
          attachments);
    }
  }
}
