package io.redfire.system;

import java.util.Objects;

/** One call with good arguments, by whoever the scene has for a caller. */
interface Attempt {
  /**
   * Makes it.
   *
   * @return a word of {@link Answer}
   * @throws io.grpc.StatusRuntimeException where a call is refused
   * @throws Refused where a frame is
   */
  String make(Scene scene);

  /** The word for an answer that tells nothing else. */
  static String ok(Object answer) {
    Objects.requireNonNull(answer);
    return Answer.OK.word();
  }

  /** The end of an attempt on a stream. */
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    Refused(Refusal refusal) {
      super(refusal.toString());
      this.refusal = refusal;
    }

    Refusal refusal() {
      return refusal;
    }
  }
}
