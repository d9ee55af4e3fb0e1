package io.redfire.server.account;

import com.google.common.hash.Hashing;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A digest of passwords that costs nothing, counts its calls, and can be held back. */
final class CountedDigest implements PasswordDigest {
  private final AtomicInteger calls = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  @Override
  public byte[] digest(Password password, PasswordHash.Cost cost, byte[] salt, int length) {
    calls.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts it", e);
    }
    byte[] digest =
        Hashing.sha512().newHasher().putBytes(salt).putBytes(password.bytes()).hash().asBytes();
    return Arrays.copyOf(digest, length);
  }

  int calls() {
    return calls.get();
  }

  /** From now on each call waits. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  void letGo() {
    gate.countDown();
  }
}
