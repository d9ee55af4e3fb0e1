package io.redfire.bench.search;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.redfire.bench.BenchException;
import io.redfire.bench.stream.Joining;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.SearchHit;
import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.chat.v1.SearchMessagesResponse;
import io.redfire.chat.v1.SearchServiceGrpc;
import io.redfire.chat.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/** Searches a long room, one search at a time. For one thread and one run. */
public final class SearchBench {
  private static final int PAGE_BYTES = 16 * 1024 * 1024;
  private static final long PATIENCE_SECONDS = 60;

  private final SearchPlan plan;

  /** For this plan. */
  public SearchBench(SearchPlan plan) {
    this.plan = plan;
  }

  /**
   * Fills the room, waits until it is indexed, and searches. The kinds take turns, so that whatever
   * else the machine does hits them alike.
   *
   * @throws BenchException where it cannot be filled or searched
   */
  public SearchReport run() throws InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(plan.node(), plan.credentials())
            .maxInboundMessageSize(PAGE_BYTES)
            .build();
    try {
      long entries = length(channel);
      if (entries < plan.messages()) {
        new RoomFiller(channel, plan.room()).fill(entries, plan.messages());
        entries = length(channel);
      }
      if (entries < Talk.RARE_EVERY) {
        throw new BenchException(
            Status.Code.FAILED_PRECONDITION,
            "the room " + plan.room() + " is too short (expected: --messages N)");
      }
      return search(channel, entries);
    } catch (StatusRuntimeException e) {
      throw new BenchException(
          e.getStatus().getCode(), "cannot search: " + Joining.describe(e.getStatus(), false));
    } finally {
      channel.shutdownNow();
    }
  }

  private long length(ManagedChannel channel) {
    return ChatServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .getRoom(GetRoomRequest.newBuilder().setRoom(plan.room()).build())
        .getRoom()
        .getBounds()
        .getLastSeq();
  }

  private SearchReport search(ManagedChannel channel, long entries) {
    SearchServiceBlockingStub search = SearchServiceGrpc.newBlockingStub(channel);
    long begun = System.nanoTime();
    SearchMessagesRequest first = request(Talk.rare(0)).build();
    while (!timely(search).searchMessages(first).getComplete()) {
      // Each of these waits on the server.
    }
    Duration indexed = Duration.ofNanos(System.nanoTime() - begun);
    List<Probe> probes = probes(entries, middle(channel, entries));
    Histogram all = new Histogram(3);
    for (int round = -plan.warmUp(); round < plan.searches(); round++) {
      for (Probe probe : probes) {
        probe.search(search, Math.floorMod(round * 7919, 1_000_000), round >= 0, all);
      }
    }
    return new SearchReport(
        plan.room(), entries, indexed, probes.stream().map(Probe::kind).toList(), all);
  }

  /** When the entry in the middle was sent. */
  private Timestamp middle(ManagedChannel channel, long entries) {
    return ChatServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .listMessages(
            ListMessagesRequest.newBuilder()
                .setRoom(plan.room())
                .setAfterSeq(entries / 2)
                .setPageSize(1)
                .build())
        .getEntries(0)
        .getAt();
  }

  private List<Probe> probes(long entries, Timestamp middle) {
    int rares = (int) (entries / Talk.RARE_EVERY);
    return List.of(
        new Probe("rare word", i -> request("rare" + i % rares), entry -> true, true),
        new Probe("common word", i -> request(Talk.word(i % 20)), entry -> true, true),
        new Probe(
            "two common words",
            i -> request(Talk.word(i % 20) + " " + Talk.word(i % 7 + 20)),
            entry -> true,
            true),
        new Probe(
            "phrase",
            i -> request('"' + Talk.word(i % 20) + " " + Talk.word(i % 50) + '"'),
            entry -> true,
            false),
        new Probe("Chinese", i -> request(Talk.chinese(i)), entry -> true, true),
        new Probe(
            "sender and date",
            i -> request(Talk.word(i % 20)).setFrom(Talk.user(i)).setUntil(middle),
            entry -> entry.getAt().getSeconds() <= middle.getSeconds(),
            false),
        new Probe("none has it", i -> request("nobody" + i + "says"), entry -> false, false));
  }

  private SearchMessagesRequest.Builder request(String query) {
    return SearchMessagesRequest.newBuilder().addRooms(plan.room()).setQuery(query);
  }

  private static SearchServiceBlockingStub timely(SearchServiceBlockingStub search) {
    return search.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** One kind of search, and what came of it. */
  private static final class Probe {
    private final String name;
    private final IntFunction<SearchMessagesRequest.Builder> request;
    private final Predicate<Entry> right;
    private final boolean findsSome;
    private final Histogram latencies = new Histogram(3);
    private long wrong;

    Probe(
        String name,
        IntFunction<SearchMessagesRequest.Builder> request,
        Predicate<Entry> right,
        boolean findsSome) {
      this.name = name;
      this.request = request;
      this.right = right;
      this.findsSome = findsSome;
    }

    void search(SearchServiceBlockingStub search, int number, boolean counts, Histogram all) {
      SearchMessagesRequest asked = request.apply(number).build();
      long begin = System.nanoTime();
      SearchMessagesResponse page = timely(search).searchMessages(asked);
      long nanos = System.nanoTime() - begin;
      if (counts) {
        latencies.recordValue(nanos);
        all.recordValue(nanos);
        wrong += isRight(asked, page) ? 0 : 1;
      }
    }

    private boolean isRight(SearchMessagesRequest asked, SearchMessagesResponse page) {
      long before = Long.MAX_VALUE;
      for (SearchHit hit : page.getHitsList()) {
        Entry entry = hit.getEntry();
        if (entry.getSeq() >= before || !holds(asked, entry) || !right.test(entry)) {
          return false;
        }
        before = entry.getSeq();
      }
      return page.getComplete() && (!findsSome || page.getHitsCount() > 0);
    }

    private static boolean holds(SearchMessagesRequest asked, Entry entry) {
      String text = entry.getMessage().getText();
      String query = asked.getQuery();
      boolean isPhrase = query.startsWith("\"");
      String sought = isPhrase ? query.substring(1, query.length() - 1) : query;
      for (String word : isPhrase ? List.of(sought) : List.of(sought.split(" "))) {
        if (!text.contains(word)) {
          return false;
        }
      }
      return asked.getFrom().isEmpty() || asked.getFrom().equals(entry.getFrom());
    }

    SearchReport.Kind kind() {
      return new SearchReport.Kind(name, wrong, latencies);
    }
  }
}
