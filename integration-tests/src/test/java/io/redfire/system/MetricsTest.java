package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.redfire.chat.v1.Accepted;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/** What a node tells of itself over HTTP, after something happened to it. */
class MetricsTest {
  private static final String ROOM = "room";

  @Test
  void eachMessageAndEachDeliveryIsCountedOnce() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      TestNode other = nodes.start();
      try (Scraper metrics = Scraper.of(node);
          Scraper elsewhere = Scraper.of(other);
          StreamProbe one = node.connect("one", fromNow(ROOM));
          StreamProbe two = node.connect("two", fromNow(ROOM));
          StreamProbe far = other.connect("far", fromNow(ROOM))) {
        for (int i = 1; i <= 10; i++) {
          var unused = one.say(ROOM, "m" + i);
        }
        Stream.of(one, two, far).forEach(reader -> reader.heard().awaitSeq(ROOM, 10));

        metrics.await("redfire_appends_total{outcome=\"accepted\"}", 10);
        metrics.await("redfire_append_duration_seconds_count", 10);
        metrics.await("redfire_append_batch_messages_sum", 10);
        metrics.await("redfire_deliveries_total", 20);
        metrics.await("redfire_append_queue_messages", 0);
        elsewhere.await("redfire_deliveries_total", 10);
        Scraped told = metrics.scrape();
        assertThat(told.value("redfire_appends_total{outcome=\"duplicate\"}")).isZero();
        assertThat(told.value("redfire_appends_total{outcome=\"failed\"}")).isZero();
        double frames = told.value("redfire_delivery_frames_total");
        assertThat(frames).isBetween(2.0, 20.0);
        assertThat(told.value("redfire_delivery_duration_seconds_count")).isEqualTo(frames);
        assertThat(told.value("redfire_tail_hits_total")).isEqualTo(frames);
        assertThat(told.value("redfire_tail_misses_total")).isZero();
        assertThat(told.value("redfire_gap_fills_total")).isZero();
        assertThat(told.value("redfire_rewinds_total")).isZero();
        assertThat(told.value("redfire_redis_round_trip_seconds_count{call=\"append\"}"))
            .isEqualTo(told.value("redfire_append_batch_messages_count"));
        assertThat(told.value("redfire_redis_round_trip_seconds_count{call=\"page\"}"))
            .isPositive();
        assertThat(elsewhere.scrape().value("redfire_appends_total{outcome=\"accepted\"}"))
            .isZero();
      }
    }
  }

  @Test
  void deliveredBytesAreThoseOfTheEntries() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (Scraper metrics = Scraper.of(node);
          StreamProbe one = node.connect("one", fromNow(ROOM))) {
        var unused = one.say(ROOM, "x".repeat(1000));
        one.heard().awaitSeq(ROOM, 1);
        metrics.await("redfire_deliveries_total", 1);
        assertThat(metrics.scrape().value("redfire_delivered_bytes_total"))
            .isBetween(1000.0, 1200.0);
      }
    }
  }

  @Test
  void aRepeatedIdIsADuplicate() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (Scraper metrics = Scraper.of(node);
          StreamProbe alice = node.connect("alice")) {
        Accepted first = alice.say(ROOM, "once");
        var unused = alice.say(ROOM, first.getId(), "once");
        var unused2 = alice.say(ROOM, first.getId(), "once");

        metrics.await("redfire_appends_total{outcome=\"duplicate\"}", 2);
        metrics.await("redfire_appends_total{outcome=\"accepted\"}", 1);
      }
    }
  }

  @Test
  void whatRedisRefusesHasFailed() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      nodes.redis().set(nodes.key(ROOM), "no log");
      try (Scraper metrics = Scraper.of(node);
          StreamProbe alice = node.connect("alice")) {
        assertThat(Refusal.of(alice.answer(alice.send(ROOM, "", "lost"))).reason())
            .isEqualTo("NOT_A_LOG");

        metrics.await("redfire_appends_total{outcome=\"failed\"}", 1);
        metrics.await("redfire_append_duration_seconds_count", 1);
        assertThat(metrics.scrape().value("redfire_appends_total{outcome=\"accepted\"}")).isZero();
      }
    }
  }

  @Test
  void messagesThatWaitForRedisAreToldWhileTheyWait() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.start();
      try (Scraper metrics = Scraper.of(node);
          StreamProbe alice = node.connect("alice")) {
        var unused = alice.say(ROOM, "before");
        own.kill9();
        List<Long> sent =
            IntStream.rangeClosed(1, 7).mapToObj(i -> alice.send(ROOM, "", "m" + i)).toList();
        metrics.await("redfire_append_queue_messages", 7);

        own.restart();
        sent.forEach(request -> assertThat(alice.answer(request).hasAccepted()).isTrue());
        metrics.await("redfire_append_queue_messages", 0);
        metrics.await("redfire_appends_total{outcome=\"accepted\"}", 8);
      }
    }
  }

  @Test
  void aLostRingIsOneGapFill() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (Scraper metrics = Scraper.of(node);
          StreamProbe reader = node.connect("reader", fromNow(ROOM))) {
        var unused = reader.say(ROOM, "one");
        reader.heard().awaitSeq(ROOM, 1);
        // Pushes two lines and rings for the second only, all at once, as if one ring was lost.
        var unused2 =
            nodes
                .redis()
                .eval(
                    "redis.call('rpush', KEYS[1], 'lost', 'heard') return redis.call('publish',"
                        + " KEYS[1], '{\"seq\":3,\"tag\":\"0123456789abcdef\",\"text\":\"heard\"}')",
                    List.of(nodes.key(ROOM)),
                    List.of());
        reader.heard().awaitSeq(ROOM, 3);

        metrics.await("redfire_gap_fills_total", 1);
        metrics.await("redfire_deliveries_total", 3);
        assertThat(metrics.scrape().value("redfire_rewinds_total")).isZero();
      }
    }
  }

  @Test
  void aTextOfAnotherProgramIsNoGap() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (Scraper metrics = Scraper.of(node);
          StreamProbe reader = node.connect("reader", fromNow(ROOM))) {
        nodes.redis().publish(nodes.key(ROOM), "only published");
        var unused = reader.heard().await("the text", event -> event.hasLiveText());
        assertThat(metrics.scrape().value("redfire_gap_fills_total")).isZero();
        assertThat(metrics.scrape().value("redfire_deliveries_total")).isZero();
      }
    }
  }

  @Test
  void aReaderOfOldHistoryMissesTheTailAndIsNoDelay() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      List<Long> requests = new ArrayList<>();
      try (StreamProbe writer = nodes.start().connect("writer")) {
        for (int i = 1; i <= 300; i++) {
          requests.add(writer.send(ROOM, "", "m" + i));
        }
        requests.forEach(request -> assertThat(writer.answer(request).hasAccepted()).isTrue());
      }
      try (Scraper metrics = Scraper.of(node);
          StreamProbe reader = node.connect("reader", fromStart(ROOM))) {
        reader.heard().awaitSeq(ROOM, 300);

        metrics.await("redfire_deliveries_total", 300);
        Scraped told = metrics.scrape();
        // The tail holds 256: one page of 128 takes the reader into it.
        assertThat(told.value("redfire_tail_misses_total")).isEqualTo(1);
        assertThat(told.value("redfire_tail_hits_total")).isPositive();
        assertThat(told.value("redfire_delivery_duration_seconds_count")).isZero();

        var unused = reader.say(ROOM, "live");
        reader.heard().awaitSeq(ROOM, 301);
        metrics.await("redfire_delivery_duration_seconds_count", 1);
      }
    }
  }

  @Test
  void aReplacedLogIsARewind() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (Scraper metrics = Scraper.of(node);
          StreamProbe reader = node.connect("reader", fromNow(ROOM))) {
        var unused = reader.say(ROOM, "one");
        reader.heard().awaitSeq(ROOM, 1);
        nodes.redis().del(nodes.key(ROOM));
        var unused2 = reader.heard().await("the rewind", event -> event.hasRoomRewound());

        metrics.await("redfire_rewinds_total", 1);
      }
    }
  }

  @Test
  void whoIsHereIsTold() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (Scraper metrics = Scraper.of(node)) {
        try (StreamProbe one = node.connect("one", fromNow("a"), fromNow("b"));
            StreamProbe two = node.connect("two", fromNow("b"))) {
          var unused = one.follow(fromNow("c"));
          metrics.await("redfire_connections", 1);
          metrics.await("redfire_streams", 2);
          metrics.await("redfire_rooms", 3);
          metrics.await("redfire_readers", 4);
          var unused2 = one.unfollow("c");
          metrics.await("redfire_readers", 3);
          metrics.await("redfire_rooms", 2);
          two.ping();
        }
        metrics.await("redfire_streams", 0);
        metrics.await("redfire_readers", 0);
        metrics.await("redfire_rooms", 0);
        node.channel().shutdownNow();
        metrics.await("redfire_connections", 0);
      }
    }
  }

  @Test
  void theLagIsThatOfTheSlowestReader() {
    String filler = "x".repeat(4000);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      ManagedChannel own = node.newChannel();
      try (Scraper metrics = Scraper.of(node);
          StreamProbe writer = node.connect("writer", fromNow(ROOM));
          StreamProbe asleep = StreamProbe.open(own).hello("asleep", fromNow(ROOM))) {
        asleep.stopReading();
        for (int i = 1; i <= 300; i++) {
          var unused = writer.say(ROOM, i + filler);
        }
        writer.heard().awaitSeq(ROOM, 300);
        assertThat(metrics.scrape().value("redfire_cursor_lag_entries")).isBetween(100.0, 300.0);

        asleep.goOnReading();
        asleep.heard().awaitSeq(ROOM, 300);
        metrics.await("redfire_cursor_lag_entries", 0);
        metrics.await("redfire_deliveries_total", 600);
      } finally {
        own.shutdownNow();
      }
    }
  }

  @Test
  void memoryAndProcessorTimeOfTheProcessAreTold() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (Scraper metrics = Scraper.of(node);
          StreamProbe one = node.connect("one", fromNow(ROOM))) {
        var unused = one.say(ROOM, "hello");
        Scraped told = metrics.scrape();
        assertThat(told.value("process_cpu_seconds_total")).isPositive();
        assertThat(told.value("jvm_memory_used_bytes{area=\"heap\"}")).isPositive();
        assertThat(told.value("redfire_netty_memory_bytes{kind=\"direct\"}")).isPositive();
        assertThat(told.value("redfire_build_info{version=\"development\"}")).isEqualTo(1);
      }
    }
  }

  @Test
  void noNameOfARoomOrUserBecomesASeries() {
    String secret = "n" + UUID.randomUUID();
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (Scraper metrics = Scraper.of(node)) {
        List<String> before = metrics.scrape().series();
        try (StreamProbe one = node.connect(secret, fromNow(secret))) {
          var unused = one.say(secret, "hello");
          one.heard().awaitSeq(secret, 1);
          metrics.await("redfire_deliveries_total", 1);
          assertThat(metrics.scrape().text()).doesNotContain(secret);
          assertThat(metrics.scrape().series()).isEqualTo(before);
        }
      }
    }
  }

  @Test
  void onlyTheMetricsAreServedAndOnlyToBeRead() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Scraper metrics = Scraper.of(nodes.start())) {
      HttpResponse<String> page = metrics.ask("GET", "/metrics");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Type"))
          .contains("text/plain; version=0.0.4; charset=utf-8");
      assertThat(metrics.ask("GET", "/metrics?x=y").statusCode()).isEqualTo(200);
      for (String elsewhere : List.of("/", "/metricsx", "/metrics/x", "/-/healthy", "/%2e%2e")) {
        HttpResponse<String> refusal = metrics.ask("GET", elsewhere);
        assertThat(refusal.statusCode()).as(elsewhere).isEqualTo(404);
        assertThat(refusal.body()).isEqualTo("There is nothing here (expected: /metrics)\n");
      }
      for (String method : List.of("POST", "PUT", "DELETE")) {
        HttpResponse<String> refusal = metrics.ask(method, "/metrics");
        assertThat(refusal.statusCode()).as(method).isEqualTo(405);
        assertThat(refusal.headers().firstValue("Allow")).contains("GET");
      }
      assertThat(metrics.ask("HEAD", "/metrics").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void whoeverPrefersAnotherFormatGetsTextToo() {
    try (Nodes nodes = Nodes.onSharedRedis();
        Scraper metrics = Scraper.of(nodes.start())) {
      HttpResponse<String> page =
          metrics.ask(
              "GET",
              "/metrics",
              "Accept",
              "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                  + "encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,"
                  + "text/plain;version=0.0.4;q=0.4");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("redfire_streams 0");
    }
  }

  @Test
  void theNodeTellsOfItselfWhileRedisIsAway() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.start();
      try (Scraper metrics = Scraper.of(node);
          StreamProbe reader = node.connect("reader", fromNow(ROOM))) {
        nodes.command(Protocol.Command.CLIENT, "PAUSE", "2000", "ALL");
        assertThat(metrics.scrape().value("redfire_readers")).isEqualTo(1);
        reader.ping();
        own.kill9();
        assertThat(metrics.scrape().value("redfire_readers")).isEqualTo(1);
        own.restart();
      }
    }
  }
}
