package io.redfire.server.outgoing;

import io.redfire.core.account.Accounts;
import io.redfire.core.bot.Deliveries;
import io.redfire.core.log.MessageLog;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.right.Authority;
import io.redfire.server.room.LiveRooms;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What the deliveries of a node share. Immutable.
 *
 * @param turns of the loop
 * @param loop where everything about a delivery happens
 * @param blocking runs what asks Redis
 */
record DeliveryTools(
    MessageLog log,
    LiveRooms rooms,
    Accounts accounts,
    Authority authority,
    Deliveries deliveries,
    HookTransport transport,
    HookLookups lookups,
    HookTimes times,
    PostTurns turns,
    ServerMetrics metrics,
    InstantSource clock,
    Executor loop,
    Executor blocking) {}
