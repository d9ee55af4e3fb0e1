package io.redfire.core.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;
import java.util.Optional;

/** Whatever is published on the channel of a room's signals. */
class SignalCodecFuzzTest {
  @FuzzTarget
  void signalComesBackAndAllElseIsNone(byte[] input) {
    Optional<Signal> signal = SignalCodec.decode(input);
    signal.ifPresent(
        known -> assertThat(SignalCodec.decode(SignalCodec.encode(known))).contains(known));
  }
}
