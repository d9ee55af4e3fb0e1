package io.redfire.server.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import io.redfire.server.limit.BoundedThreads;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HookLookupsTest {
  private static final InetAddress ADDRESS = InetAddresses.forString("1.1.1.1");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch answering = new CountDownLatch(1);
  private final BoundedThreads two = new BoundedThreads(2, 10, task -> new Thread(task, "names"));

  @AfterEach
  void close() {
    answering.countDown();
    two.close();
  }

  /** The name servers of slow.example.com do not answer before they are let. */
  private HookLookups lookups(Duration patience) {
    return new HookLookups(
        new HookAddresses(
            host -> {
              asked.add(host);
              if (host.endsWith("slow.example.com")) {
                awaitAnswering();
              }
              return new InetAddress[] {ADDRESS};
            },
            address -> false,
            false),
        two,
        patience);
  }

  private void awaitAnswering() {
    try {
      answering.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static InetAddress found(CompletableFuture<InetAddress> lookup) throws Exception {
    return lookup.get(50, TimeUnit.SECONDS);
  }

  private static void assertUnanswered(CompletableFuture<InetAddress> lookup) {
    assertThatThrownBy(() -> found(lookup))
        .cause()
        .isInstanceOf(HookFailure.class)
        .hasMessage("the name service does not answer");
  }

  @Test
  void namesOfOneDomainKeepOneThreadAndOthersAreFound() throws Exception {
    HookLookups lookups = lookups(Duration.ofSeconds(40));
    CompletableFuture<InetAddress> first = lookups.find("a.slow.example.com");
    CompletableFuture<InetAddress> second = lookups.find("b.slow.example.com");
    CompletableFuture<InetAddress> third = lookups.find("c.slow.example.com");

    assertThat(found(lookups.find("hooks.example.org"))).isEqualTo(ADDRESS);
    assertThat(found(lookups.find("127.0.0.1"))).isEqualTo(ADDRESS);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(asked)
                    .containsExactlyInAnyOrder(
                        "a.slow.example.com", "hooks.example.org", "127.0.0.1"));

    answering.countDown();
    assertThat(found(first)).isEqualTo(ADDRESS);
    assertThat(found(second)).isEqualTo(ADDRESS);
    assertThat(found(third)).isEqualTo(ADDRESS);
  }

  @Test
  void whatIsNotAnsweredFailsAndTheNextOfItsDomainAtOnceUntilThatIsOver() throws Exception {
    HookLookups lookups = lookups(Duration.ofMillis(100));
    assertUnanswered(lookups.find("a.slow.example.com"));

    CompletableFuture<InetAddress> next = lookups.find("b.slow.example.com");
    assertThat(next).isCompletedExceptionally();
    assertUnanswered(next);

    answering.countDown();
    Awaitility.await()
        .until(
            () ->
                lookups
                    .find("b.slow.example.com")
                    .handle((address, failure) -> failure == null)
                    .get(50, TimeUnit.SECONDS));
  }
}
