package io.redfire.core.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.member.Part;
import io.redfire.core.room.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PartTextTest {
  private static final Instant AT = Instant.ofEpochMilli(1_800_000_000_123L);

  @ParameterizedTest
  @MethodSource("parts")
  void partComesBack(String text, Part part) {
    assertThat(PartText.of(part)).isEqualTo(text);
    assertThat(PartText.read(text)).isEqualTo(part);
  }

  static Stream<Object[]> parts() {
    return Stream.of(
        new Object[] {"", Part.NONE},
        new Object[] {"read_only", Part.of(Role.READ_ONLY)},
        new Object[] {"- invited", part(Optional.empty(), true, Instant.MIN, Instant.MIN)},
        new Object[] {"- banned=1800000000123", part(Optional.empty(), false, Instant.MIN, AT)},
        new Object[] {
          "member invited muted=lifted banned=lifted",
          part(Optional.of(Role.MEMBER), true, Instant.MAX, Instant.MAX)
        });
  }

  private static Part part(
      Optional<Role> role, boolean invited, Instant mutedUntil, Instant bannedUntil) {
    return new Part(role, invited, mutedUntil, bannedUntil);
  }

  @Test
  void endThatMillisecondsCannotTellIsNone() {
    assertThat(
            PartText.of(
                part(
                    Optional.of(Role.OWNER),
                    false,
                    Instant.MAX.minusSeconds(1),
                    Instant.MIN.plusSeconds(1))))
        .isEqualTo("owner muted=lifted");
  }

  @Test
  void whatIsNotKnownMakesNobodyAMemberAndLiftsNothing() {
    assertThat(PartText.read("emperor muted=soon new=1"))
        .isEqualTo(part(Optional.empty(), false, Instant.MAX, Instant.MIN));
  }
}
