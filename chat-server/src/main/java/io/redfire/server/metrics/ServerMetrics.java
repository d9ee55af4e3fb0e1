package io.redfire.server.metrics;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.redfire.core.redis.log.RedisObserver;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * All metrics of one node. Thread-safe; what is called on the fast path neither blocks nor
 * allocates.
 *
 * <p>No label's value comes from a user: the values are fixed here, so there are as many series in
 * the last year of a node as in its first minute. {@code docs/metrics.md} tells what each means.
 */
public final class ServerMetrics implements RedisObserver {
  private static final double[] SECONDS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };
  private static final double[] MESSAGES = {
    1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096
  };
  private static final double NANOS = 1e-9;

  private final PrometheusRegistry registry = new PrometheusRegistry();

  private final Gauge connections =
      Gauge.builder()
          .name("redfire_connections")
          .help("TCP connections of clients.")
          .withoutExemplars()
          .register(registry);

  private final Counter refusedConnections =
      counter(
              "redfire_connections_refused_total",
              "Connections closed as they came, by the limit that was reached.")
          .labelNames("limit")
          .register(registry);

  private final Counter appends =
      counter("redfire_appends_total", "Messages handed to the log, by what became of them.")
          .labelNames("outcome")
          .register(registry);
  private final Histogram appendDuration =
      histogram(
              "redfire_append_duration_seconds",
              "From handing a message to the log until its outcome.",
              SECONDS)
          .register(registry);
  private final Histogram appendBatch =
      histogram(
              "redfire_append_batch_messages",
              "Messages that left for Redis together in one round.",
              MESSAGES)
          .register(registry);
  private final Histogram roundTrip =
      histogram(
              "redfire_redis_round_trip_seconds",
              "From asking Redis until its answer, by what was asked.",
              SECONDS)
          .labelNames("call")
          .register(registry);

  private final Counter deliveries =
      counter("redfire_deliveries_total", "Entries written to streams.").register(registry);
  private final Counter frames =
      counter("redfire_delivery_frames_total", "Frames with entries written to streams.")
          .register(registry);
  private final Counter deliveredBytes =
      counter("redfire_delivered_bytes_total", "Bytes of the entries written to streams.")
          .register(registry);
  private final Histogram deliveryDuration =
      histogram(
              "redfire_delivery_duration_seconds",
              "From taking an entry onto a tail until handing it to a stream, once per frame, for"
                  + " the oldest live entry in it.",
              SECONDS)
          .register(registry);

  private final Counter tailHits =
      counter("redfire_tail_hits_total", "Runs of entries that a cursor found in its room's tail.")
          .register(registry);
  private final Counter tailMisses =
      counter("redfire_tail_misses_total", "Pages that a cursor asked for, beyond the tail.")
          .register(registry);
  private final Counter gapFills =
      counter(
              "redfire_gap_fills_total",
              "Reads of a room's log because an entry that was heard did not follow the tail.")
          .register(registry);
  private final Counter rewinds =
      counter("redfire_rewinds_total", "Rooms whose log was found replaced after some entry.")
          .register(registry);

  private final Histogram searchDuration =
      histogram(
              "redfire_search_duration_seconds",
              "From a search until its page, with what the index had to read first.",
              SECONDS)
          .register(registry);

  private final Counter attachmentBytes =
      counter(
              "redfire_attachment_bytes_total",
              "Bytes of attachments that clients brought, or got.")
          .labelNames("way")
          .register(registry);

  private final Map<Way, CounterDataPoint> ways = new EnumMap<>(Way.class);
  private final Counter webhookPosts =
      counter("redfire_webhook_posts_total", "Posts to incoming webhooks, by what became of them.")
          .labelNames("outcome")
          .register(registry);

  private final Counter webhookDeliveries =
      counter(
              "redfire_webhook_deliveries_total",
              "Posts of outgoing webhooks, by what became of them.")
          .labelNames("outcome")
          .register(registry);

  private final Map<Delivered, CounterDataPoint> hookDeliveries = new EnumMap<>(Delivered.class);
  private final Map<Post, CounterDataPoint> posts = new EnumMap<>(Post.class);
  private final Map<Door, CounterDataPoint> doors = new EnumMap<>(Door.class);
  private final Map<Outcome, CounterDataPoint> outcomes = new EnumMap<>(Outcome.class);
  private final Map<Call, DistributionDataPoint> calls = new EnumMap<>(Call.class);

  /**
   * The metrics of a node that has done nothing yet.
   *
   * @param version of the server
   */
  public ServerMetrics(String version) {
    for (Door limit : Door.values()) {
      doors.put(limit, refusedConnections.labelValues(label(limit)));
    }
    for (Way way : Way.values()) {
      ways.put(way, attachmentBytes.labelValues(label(way)));
    }
    for (Post outcome : Post.values()) {
      posts.put(outcome, webhookPosts.labelValues(label(outcome)));
    }
    for (Delivered outcome : Delivered.values()) {
      hookDeliveries.put(outcome, webhookDeliveries.labelValues(label(outcome)));
    }
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, appends.labelValues(label(outcome)));
    }
    for (Call call : Call.values()) {
      calls.put(call, roundTrip.labelValues(label(call)));
    }
    Info.builder()
        .name("redfire_build_info")
        .help("The version of the server.")
        .labelNames("version")
        .register(registry)
        .setLabelValues(version);
    NettyMemory.register(registry);
    JvmAndProcess.register(registry);
  }

  /** Adds what is asked when somebody looks. Once, when the node has been put together. */
  public void watch(NodeState node) {
    gauge("redfire_streams", "Chat streams that are open.", node, NodeState::streams);
    gauge("redfire_rooms", "Rooms that are open on this node.", node, NodeState::rooms);
    gauge("redfire_readers", "Cursors over the open rooms.", node, NodeState::readers);
    gauge(
        "redfire_cursor_lag_entries",
        "Entries that the slowest cursor is behind its room.",
        node,
        NodeState::slowestLag);
    gauge(
        "redfire_append_queue_messages",
        "Messages handed to the log that have no outcome yet.",
        node,
        NodeState::waitingAppends);
  }

  /** As the other one, of the search. */
  public void watch(SearchState search) {
    searchGauge(
        "redfire_search_rooms", "Rooms that are indexed on this node.", search, SearchState::rooms);
    searchGauge(
        "redfire_search_messages", "Messages in the search index.", search, SearchState::documents);
    searchGauge(
        "redfire_search_lag_entries",
        "Entries that the search index is behind the room that it is furthest behind.",
        search,
        SearchState::lag);
  }

  private void searchGauge(
      String name, String help, SearchState search, ToDoubleFunction<SearchState> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(gauge -> gauge.call(value.applyAsDouble(search)))
        .register(registry);
  }

  /** The limit that a connection was closed for. */
  public enum Door {
    /** Of one address. */
    ADDRESS,
    /** Of the node. */
    NODE
  }

  /** What became of a post to an incoming webhook. */
  public enum Post {
    /** It stands in the log. */
    ACCEPTED,
    /** It was wrong, or came too often. */
    REFUSED,
    /** It may go well later. */
    FAILED
  }

  /** Something was posted to an incoming webhook. */
  public void webhookPosted(Post outcome) {
    CounterDataPoint point = posts.get(outcome);
    if (point != null) {
      point.inc();
    }
  }

  /** What became of a post of an outgoing webhook. */
  public enum Delivered {
    /** Its receiver took it. */
    DELIVERED,
    /** It did not. */
    FAILED,
    /** With that the webhook was disabled; it counts as failed too. */
    DISABLED
  }

  /** Something became of a post of an outgoing webhook. */
  public void webhookDelivered(Delivered outcome) {
    CounterDataPoint point = hookDeliveries.get(outcome);
    if (point != null) {
      point.inc();
    }
  }

  /** A connection was closed as it came. */
  public void connectionRefused(Door limit) {
    CounterDataPoint point = doors.get(limit);
    if (point != null) {
      point.inc();
    }
  }

  /** Which way an attachment goes. */
  public enum Way {
    /** From a client. */
    UP,
    /** To a client. */
    DOWN
  }

  /** Bytes of an attachment went that way. */
  public void attachment(Way way, int bytes) {
    CounterDataPoint point = ways.get(way);
    if (point != null) {
      point.inc(bytes);
    }
  }

  /** Counts the connections of the server that it is given to. */
  public ServerTransportFilter connections() {
    return new ServerTransportFilter() {
      @Override
      public Attributes transportReady(Attributes transport) {
        connections.inc();
        return transport;
      }

      @Override
      public void transportTerminated(Attributes transport) {
        connections.dec();
      }
    };
  }

  @Override
  public void answered(Call call, long nanos) {
    DistributionDataPoint point = calls.get(call);
    if (point != null) {
      point.observe(nanos * NANOS);
    }
  }

  @Override
  public void leftTogether(int messages) {
    appendBatch.observe(messages);
  }

  @Override
  public void settled(Outcome outcome, long nanos) {
    CounterDataPoint point = outcomes.get(outcome);
    if (point != null) {
      point.inc();
    }
    appendDuration.observe(nanos * NANOS);
  }

  /**
   * A frame with entries was handed to a stream.
   *
   * @param runs how many cursors found what they gave to it in their room's tail
   */
  public void delivered(int entries, int bytes, int runs) {
    frames.inc();
    deliveries.inc(entries);
    deliveredBytes.inc(bytes);
    if (runs > 0) {
      tailHits.inc(runs);
    }
  }

  /** The oldest live entry of a frame was handed to its stream, this long after it was seen. */
  public void deliveredAfter(long nanos) {
    deliveryDuration.observe(nanos * NANOS);
  }

  /** A cursor reads a page of the log. */
  public void tailMissed() {
    tailMisses.inc();
  }

  /** A room reads its log, since an entry that it heard did not follow its tail. */
  public void gapFilled() {
    gapFills.inc();
  }

  /** A room's log was found replaced. */
  public void rewound() {
    rewinds.inc();
  }

  /** A search ended, however it did. */
  public void searched(long nanos) {
    searchDuration.observe(nanos * NANOS);
  }

  PrometheusRegistry registry() {
    return registry;
  }

  private void gauge(String name, String help, NodeState node, ToDoubleFunction<NodeState> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(gauge -> gauge.call(value.applyAsDouble(node)))
        .register(registry);
  }

  private static Counter.Builder counter(String name, String help) {
    return Counter.builder().name(name).help(help).withoutExemplars();
  }

  private static Histogram.Builder histogram(String name, String help, double[] bounds) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .withoutExemplars();
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
