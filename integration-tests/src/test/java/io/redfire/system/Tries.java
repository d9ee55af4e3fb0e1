package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.redfire.chat.v1.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** What came of things that a limit may refuse: how many went well, and the refusals. */
final class Tries {
  private final List<Refusal> refusals = new ArrayList<>();
  private int allowed;

  /** Makes so many calls, one after the other, each with its number from 0. */
  static Tries of(int count, IntConsumer call) {
    Tries tries = new Tries();
    for (int i = 0; i < count; i++) {
      tries.make(i, call);
    }
    return tries;
  }

  private void make(int number, IntConsumer call) {
    try {
      call.accept(number);
      allowed++;
    } catch (StatusRuntimeException refused) {
      refusals.add(Refusal.of(refused));
    }
  }

  /** Adds what a frame was answered. */
  void add(Event answer) {
    if (answer.hasFailed()) {
      refusals.add(Refusal.of(answer));
    } else {
      allowed++;
    }
  }

  int allowed() {
    return allowed;
  }

  /** All that was refused, whatever for. */
  List<Refusal> refusals() {
    return refusals;
  }

  /** Shows that so many went well, and that all others are told when to come again. */
  void assertRate(int most) {
    assertThat(allowed).isEqualTo(most);
    assertToldWhenToComeAgain(refusals);
  }

  /** Shows that all of these are refusals of a rate, which say when there is room again. */
  static void assertToldWhenToComeAgain(List<Refusal> refusals) {
    assertThat(refusals)
        .isNotEmpty()
        .allSatisfy(
            refusal -> {
              assertThat(refusal.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
              assertThat(refusal.reason()).isEqualTo("RATE_LIMITED");
              assertThat(refusal.retryIn().orElse(Duration.ZERO)).isPositive();
            });
  }

  /** Shows that so many went well, and that all others are told that they are too many. */
  void assertNumber(int most, String reason) {
    assertThat(allowed).isEqualTo(most);
    assertThat(refusals)
        .isNotEmpty()
        .allSatisfy(
            refusal -> {
              assertThat(refusal.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
              assertThat(refusal.reason()).isEqualTo(reason);
              // Time alone does not help.
              assertThat(refusal.retryIn()).isEqualTo(Optional.empty());
            });
  }
}
