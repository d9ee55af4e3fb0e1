package io.redfire.bench.history;

import io.grpc.ChannelCredentials;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Which pages to read. Immutable.
 *
 * @param node the server
 * @param room a room that holds entries already
 * @param places where pages begin, in percent of the room, the oldest entry being at 0
 * @param pages how many to read at each place
 * @param warmUp how many to read at each place before they count
 * @param pageSize entries of a page; more than the server gives is cut to that
 * @param credentials how connections to servers are secured
 */
public record HistoryPlan(
    InetSocketAddress node,
    String room,
    List<Double> places,
    int pages,
    int warmUp,
    int pageSize,
    ChannelCredentials credentials) {}
