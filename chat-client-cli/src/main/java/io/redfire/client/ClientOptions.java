package io.redfire.client;

import io.redfire.chat.v1.AckTarget;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ChatClientBuilder} has gathered.
 *
 * @param receipts whether servers are told what listeners have heard
 */
record ClientOptions(
    List<ServerAddress> servers,
    String user,
    String program,
    ChannelFactory channels,
    ConnectionListener listener,
    Duration firstBackoff,
    Duration longestBackoff,
    Duration answerTimeout,
    int maxUnanswered,
    AckTarget ack,
    @Nullable InboxListener inbox,
    boolean receipts,
    @Nullable PresenceListener presence) {}
