package io.redfire.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private static final Password RIGHT = Password.of("correct horse");
  private static final Password WRONG = Password.of("correct horst");

  private final HeldDigest held = new HeldDigest();
  private @Nullable Passwords passwords;

  @AfterEach
  void close() {
    held.gate.countDown();
    if (passwords != null) {
      passwords.close();
    }
  }

  @Test
  void hashedPasswordIsKnownAgainAndNoOther() {
    Passwords real = opened(new Passwords());
    String stored = real.hash(RIGHT).join();
    assertThat(stored)
        .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
    assertThat(real.verify(RIGHT, stored).join()).isTrue();
    assertThat(real.verify(WRONG, stored).join()).isFalse();
    assertThat(real.verify(RIGHT, null).join()).isFalse();
    assertThat(real.hash(RIGHT).join()).isNotEqualTo(stored);
    assertThat(Passwords.needsRehash(stored)).isFalse();
  }

  @Test
  void missingAccountTakesTheSameWork() {
    held.gate.countDown();
    Passwords fake = opened(new Passwords(held, 1, 8));
    String stored = fake.hash(RIGHT).join();
    fake.verify(WRONG, stored).join();
    fake.verify(WRONG, null).join();
    assertThat(held.calls).hasSize(3);
    assertThat(held.calls.get(2)).isEqualTo(held.calls.get(1));
  }

  @Test
  void whatIsBeyondTheQueueIsRefusedAtOnce() {
    Passwords two = opened(new Passwords(held, 2, 3));
    List<CompletableFuture<String>> taken =
        Stream.generate(() -> two.hash(RIGHT)).limit(5).toList();
    CompletableFuture<Boolean> beyond = two.verify(RIGHT, null);
    assertThat(beyond).isCompletedExceptionally();
    assertThatThrownBy(beyond::join)
        .cause()
        .isInstanceOfSatisfying(
            PasswordsBusyException.class, busy -> assertThat(busy.retryAfter()).isPositive());
    assertThat(taken).noneMatch(CompletableFuture::isDone);

    held.gate.countDown();
    taken.forEach(CompletableFuture::join);
    assertThat(two.verify(RIGHT, null).join()).isFalse();
  }

  @Test
  void noMoreRunAtOnceThanThereAreThreads() {
    Passwords two = opened(new Passwords(held, 2, 30));
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(two.hash(RIGHT));
    }
    await().until(() -> held.calls.size() == 2);
    held.gate.countDown();
    all.forEach(CompletableFuture::join);
    assertThat(held.threads).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void cancelledCallIsNotWorkedAt() {
    Passwords one = opened(new Passwords(held, 1, 8));
    CompletableFuture<String> first = one.hash(RIGHT);
    CompletableFuture<String> second = one.hash(RIGHT);
    CompletableFuture<Boolean> third = one.verify(RIGHT, null);
    CompletableFuture<String> last = one.hash(RIGHT);
    second.cancel(false);
    third.cancel(false);
    held.gate.countDown();
    first.join();
    last.join();
    assertThat(held.calls).hasSize(2);
  }

  @Test
  void closeRefusesWhatWaitsAndWhatComesLater() {
    Passwords one = opened(new Passwords(held, 1, 8));
    CompletableFuture<String> underWay = one.hash(RIGHT);
    await().until(() -> held.calls.size() == 1);
    CompletableFuture<String> waiting = one.hash(RIGHT);
    one.close();
    assertThatThrownBy(waiting::join).hasCauseInstanceOf(PasswordsBusyException.class);
    assertThatThrownBy(one.hash(RIGHT)::join).hasCauseInstanceOf(PasswordsBusyException.class);
    held.gate.countDown();
    assertThat(underWay.join()).startsWith("$argon2id$");
  }

  @Test
  void storedTextThatIsNoHashIsAFaultAndNotRepeated() {
    Passwords one = opened(new Passwords(held, 1, 8));
    assertThatThrownBy(one.verify(RIGHT, "$argon2id$v=19$m=4194304,t=2,p=1$a$b")::join)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("a stored password hash cannot be read");
    assertThat(held.calls).isEmpty();
  }

  @Test
  void hashOfOtherCostsNeedsRenewal() {
    String rest = "$c29tZXNhbHRzb21lc2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    assertThat(Passwords.needsRehash("$argon2id$v=19$m=19456,t=2,p=1" + rest)).isFalse();
    assertThat(Passwords.needsRehash("$argon2id$v=19$m=12288,t=3,p=1" + rest)).isTrue();
    assertThat(Passwords.needsRehash("$argon2id$v=19$m=19456,t=3,p=1" + rest)).isTrue();
    assertThat(Passwords.needsRehash("hush")).isTrue();
  }

  private Passwords opened(Passwords fresh) {
    passwords = fresh;
    return fresh;
  }

  /** A digest that costs nothing and waits until it may go on. */
  private static final class HeldDigest implements PasswordDigest {
    final CountDownLatch gate = new CountDownLatch(1);
    final List<List<Object>> calls = new CopyOnWriteArrayList<>();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    @Override
    public byte[] digest(Password password, PasswordHash.Cost cost, byte[] salt, int length) {
      calls.add(List.of(password, cost, salt.length, length));
      threads.add(Thread.currentThread());
      boolean interrupted = false;
      while (true) {
        try {
          gate.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return new byte[length];
    }
  }
}
