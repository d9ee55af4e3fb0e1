package io.redfire.bench.load;

import io.grpc.ChannelCredentials;
import io.redfire.bench.check.Stamp;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What load to put on which servers. Immutable.
 *
 * @param nodes the servers, which the streams take in turn
 * @param rooms how many rooms
 * @param members readers of each room
 * @param stalled further readers of each room, which read nothing once they follow it; each has a
 *     connection of its own
 * @param senders writers of each room
 * @param size bytes of a text
 * @param rate sends per second of all senders together; 0 for as fast as acknowledged
 * @param inFlight unanswered sends of a sender, at most
 * @param warmUp load before the measurement
 * @param duration of the measurement
 * @param drain how long to wait for what is still on its way after it
 * @param connections TCP connections for all streams, at least what the server's limit needs;
 *     {@link #EACH} for one per stream
 * @param threads event loops of the tool
 * @param credentials how connections to servers are secured
 */
public record LoadPlan(
    List<InetSocketAddress> nodes,
    int rooms,
    int members,
    int stalled,
    int senders,
    int size,
    double rate,
    int inFlight,
    Duration warmUp,
    Duration duration,
    Duration drain,
    int connections,
    int threads,
    ChannelCredentials credentials) {
  /** One connection for each stream. */
  public static final int EACH = Integer.MAX_VALUE;

  /** The smallest text: it must hold who sent it and when. */
  public static final int LEAST_SIZE = Stamp.LENGTH;

  /** Streams that a server takes on one connection. */
  static final int STREAMS_PER_CONNECTION = 32;

  int streams() {
    return rooms * (members + senders);
  }

  int allSenders() {
    return rooms * senders;
  }

  /** How many connections to one node that carries so many streams. */
  int connections(int streamsOfNode) {
    int needed = ceilDiv(streamsOfNode, STREAMS_PER_CONNECTION);
    int share = connections == EACH ? streamsOfNode : ceilDiv(connections, nodes.size());
    return Math.min(streamsOfNode, Math.max(needed, share));
  }

  private static int ceilDiv(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
