package io.redfire.bench.search;

import io.grpc.ChannelCredentials;
import java.net.InetSocketAddress;

/**
 * What to search. Immutable.
 *
 * @param node the server
 * @param room a room of this tool's own messages
 * @param messages up to how many the room is filled first; 0 for none
 * @param searches how many of each kind
 * @param warmUp how many of each kind before they count
 * @param credentials how connections to servers are secured
 */
public record SearchPlan(
    InetSocketAddress node,
    String room,
    long messages,
    int searches,
    int warmUp,
    ChannelCredentials credentials) {}
