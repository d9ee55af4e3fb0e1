package io.redfire.server.session;

import io.redfire.server.right.Caller;
import io.redfire.server.right.Callers;
import io.redfire.server.wire.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ends a stream once its caller would not be let in any more. Belongs to its session's loop.
 *
 * <p>It looks when it is told to, and now and then without: a session's end in time tells nobody,
 * nor does whoever takes a guest's name, and what is told of a revocation may never be written (the
 * node that revoked died in between, or Redis was full).
 */
final class CallerCheck {
  /**
   * Each look is one read of one account in Redis. What is told comes within a second, so this is
   * for the rare end that nobody told of, and ten thousand streams may cost a thousand short reads
   * a second for it, which is a few hundredths of what Redis takes.
   */
  private static final Duration SIGNED_IN = Duration.ofSeconds(10);

  /**
   * As long as a call of the guest's would go by what was found before. A look is up to three short
   * reads, for guests only.
   */
  private static final Duration GUEST = Duration.ofSeconds(3);

  private static final Duration OVERDUE = Duration.ofSeconds(1);

  private final Session session;
  private final Callers callers;
  private final InstantSource clock;
  private boolean asking;
  private boolean askAgain;
  private boolean told;
  private boolean retrying;

  CallerCheck(Session session, Callers callers, InstantSource clock) {
    this.session = session;
    this.callers = callers;
    this.clock = clock;
  }

  /** Looks now and then from here on. */
  void start() {
    // Many streams come at once after a restart, and shall not look at once ever after.
    long first = ThreadLocalRandom.current().nextLong(every().toMillis());
    session.after(atMost(Duration.ofMillis(first)), this::look);
  }

  /** Looks at once; where the store does not answer, until it does. */
  void now() {
    told = true;
    verify();
  }

  private void look() {
    verify();
    session.after(atMost(every()), this::look);
  }

  private Duration every() {
    return session.caller() instanceof Caller.Guest ? GUEST : SIGNED_IN;
  }

  /** The time, or what is left until the caller's token is over. */
  private Duration atMost(Duration time) {
    Duration left = Duration.between(clock.instant(), end());
    if (left.isNegative() || left.isZero()) {
      return OVERDUE;
    }
    // A millisecond more, since what is over at its end is still good at that moment.
    return (left.compareTo(time) < 0 ? left : time).plusMillis(1);
  }

  private Instant end() {
    return session.caller() instanceof Caller.SignedIn caller
        ? caller.identity().session().expiresAt()
        : Instant.MAX;
  }

  private void verify() {
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    askAgain = false;
    session.await(
        callers.reverify(session.caller()),
        caller -> {
          asking = false;
          session.admit(caller);
          if (askAgain) {
            verify();
          } else {
            told = false;
          }
        },
        failure -> {
          asking = false;
          Problem problem = Problem.from(failure);
          if (refuses(problem)) {
            session.fail(problem);
          } else if (told) {
            retryLater();
          }
        });
  }

  /** All else says nothing of the caller: the store is away, say, or denies this server a read. */
  private static boolean refuses(Problem problem) {
    return switch (problem.reason()) {
      case TOKEN_INVALID,
          ACCOUNT_DISABLED,
          LOGIN_REQUIRED,
          NAME_TAKEN,
          NAME_CONFUSABLE,
          NAME_INVALID ->
          true;
      default -> false;
    };
  }

  /** Once, however often it failed: the looks go on meanwhile. */
  private void retryLater() {
    if (!retrying) {
      retrying = true;
      session.later(
          () -> {
            retrying = false;
            verify();
          });
    }
  }
}
