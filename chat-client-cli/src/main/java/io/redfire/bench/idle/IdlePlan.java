package io.redfire.bench.idle;

import io.grpc.ChannelCredentials;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How many idle clients to put on which servers. Immutable.
 *
 * @param nodes the servers, which the clients take in turn
 * @param connections clients, each with a TCP connection of its own
 * @param rooms over which they are spread
 * @param pace clients that begin in a second, at most; 0 for as fast as they are accepted
 * @param hold how long to leave them alone before the server's metrics are read
 * @param patience how long anything may take: the joining of one, and the last delivery
 * @param threads event loops of the tool
 * @param credentials how connections to servers are secured
 */
public record IdlePlan(
    List<InetSocketAddress> nodes,
    int connections,
    int rooms,
    double pace,
    Duration hold,
    Duration patience,
    int threads,
    ChannelCredentials credentials) {}
