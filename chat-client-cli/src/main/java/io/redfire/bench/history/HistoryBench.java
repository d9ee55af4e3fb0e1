package io.redfire.bench.history;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.redfire.bench.BenchException;
import io.redfire.bench.stream.Joining;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListMessagesResponse;
import io.redfire.chat.v1.RoomBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Reads pages of a room at several places, one at a time. For one thread and one run. */
public final class HistoryBench {
  private static final int PAGE_BYTES = 16 * 1024 * 1024;
  private static final long PATIENCE_SECONDS = 30;

  private final HistoryPlan plan;

  /** For this plan. */
  public HistoryBench(HistoryPlan plan) {
    this.plan = plan;
  }

  /**
   * Runs it. The places take turns, so that whatever else the machine does hits them alike.
   *
   * @throws BenchException where a page cannot be had, or the room is too short
   */
  public HistoryReport run() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(plan.node(), plan.credentials())
            .maxInboundMessageSize(PAGE_BYTES)
            .build();
    try {
      return read(ChatServiceGrpc.newBlockingStub(channel));
    } catch (StatusRuntimeException e) {
      throw new BenchException(
          e.getStatus().getCode(),
          "cannot read the room: " + Joining.describe(e.getStatus(), false));
    } finally {
      channel.shutdownNow();
    }
  }

  private HistoryReport read(ChatServiceBlockingStub chat) {
    RoomBounds bounds =
        timely(chat)
            .getRoom(GetRoomRequest.newBuilder().setRoom(plan.room()).build())
            .getRoom()
            .getBounds();
    long before = bounds.getFirstSeq() - 1;
    long entries = bounds.getLastSeq() - before;
    // A server cuts a page to its own limit: what comes once has to come each time.
    int pageSize = timely(chat).listMessages(page(before)).getEntriesCount();
    if (pageSize == 0) {
      throw new BenchException(
          Status.Code.NOT_FOUND, "the room " + plan.room() + " holds no entries");
    }
    List<Probe> probes = new ArrayList<>();
    for (double percent : plan.places()) {
      long skipped = Math.min((long) (entries * percent / 100), entries - pageSize);
      probes.add(new Probe(percent, before + skipped, pageSize));
    }
    for (int round = -plan.warmUp(); round < plan.pages(); round++) {
      for (Probe probe : probes) {
        probe.read(chat, round >= 0);
      }
    }
    return new HistoryReport(
        plan.room(), entries, pageSize, probes.stream().map(Probe::place).toList());
  }

  private ListMessagesRequest page(long afterSeq) {
    return ListMessagesRequest.newBuilder()
        .setRoom(plan.room())
        .setPageSize(plan.pageSize())
        .setAfterSeq(afterSeq)
        .build();
  }

  private static ChatServiceBlockingStub timely(ChatServiceBlockingStub chat) {
    return chat.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** One place, and what was seen there. */
  private final class Probe {
    private final double percent;
    private final long afterSeq;
    private final int pageSize;
    private final Histogram latencies = new Histogram(3);
    private long wrong;

    Probe(double percent, long afterSeq, int pageSize) {
      this.percent = percent;
      this.afterSeq = afterSeq;
      this.pageSize = pageSize;
    }

    void read(ChatServiceBlockingStub chat, boolean counts) {
      long begin = System.nanoTime();
      ListMessagesResponse page = timely(chat).listMessages(page(afterSeq));
      long nanos = System.nanoTime() - begin;
      if (counts) {
        latencies.recordValue(nanos);
        wrong += isRight(page.getEntriesList()) ? 0 : 1;
      }
    }

    /** A page of long entries may end early, by its bytes. */
    private boolean isRight(List<Entry> entries) {
      long seq = afterSeq;
      for (Entry entry : entries) {
        if (entry.getSeq() != ++seq) {
          return false;
        }
      }
      return !entries.isEmpty() && entries.size() <= pageSize;
    }

    HistoryReport.Place place() {
      return new HistoryReport.Place(percent, afterSeq, wrong, latencies);
    }
  }
}
