package io.redfire.server.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuotaTest {
  @Test
  void tenTimesTheLimitIsCutToTheLimitForEachKey() {
    Quota<String> quota = new Quota<>(3);
    assertThat(IntStream.range(0, 30).filter(i -> quota.acquire("alice").isPresent()).count())
        .isEqualTo(3);
    assertThat(quota.acquire("bob")).isPresent();
  }

  @Test
  void whatIsGivenBackCanBeTakenAgainAndCountsOnce() {
    Quota<String> quota = new Quota<>(1);
    Quota.Lease lease = quota.acquire("alice").orElseThrow();
    lease.close();
    Quota.Lease next = quota.acquire("alice").orElseThrow();
    lease.close();
    assertThat(quota.held("alice")).isEqualTo(1);
    assertThat(quota.acquire("alice")).isEmpty();
    next.close();
    assertThat(quota.keys()).isZero();
  }

  @Test
  void refusalsLeaveNothingBehind() {
    Quota<String> quota = new Quota<>(1);
    try (Quota.Lease lease = quota.acquire("alice").orElseThrow()) {
      assertThat(lease).isNotNull();
      assertThat(quota.acquire("alice")).isEmpty();
    }
    assertThat(quota.keys()).isZero();
  }

  @Test
  void zeroIsNoLimit() {
    Quota<String> quota = new Quota<>(0);
    assertThat(IntStream.range(0, 1000).allMatch(i -> quota.acquire("alice").isPresent())).isTrue();
    assertThatThrownBy(() -> new Quota<>(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void threadsTogetherNeverHoldMoreAndLeaveNothing() {
    Quota<String> quota = new Quota<>(3);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Runnable work =
          () -> {
            for (int i = 0; i < 20_000; i++) {
              Optional<Quota.Lease> lease = quota.acquire("alice");
              if (lease.isPresent()) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                now.decrementAndGet();
                lease.get().close();
              }
            }
          };
      List<CompletableFuture<Void>> all =
          IntStream.range(0, 8).mapToObj(i -> CompletableFuture.runAsync(work, threads)).toList();
      all.forEach(CompletableFuture::join);
    } finally {
      threads.shutdownNow();
    }
    assertThat(most.get()).isBetween(1, 3);
    assertThat(quota.keys()).isZero();
  }
}
