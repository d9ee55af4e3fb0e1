package io.redfire.core.redis.log;

import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.Words;
import io.redfire.core.member.Part;
import io.redfire.core.room.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Someone's part in a room as a line of words: first the role, or {@code -} where no member; then
 * what there is of {@code invited}, {@code muted=MS} and {@code banned=MS}, where {@code MS} is
 * milliseconds since 1970, or {@code lifted} for until that. Empty for {@link Part#NONE}.
 */
public final class PartText {
  private static final String NO_MEMBER = "-";
  private static final String INVITED = "invited";
  private static final String MUTED = "muted=";
  private static final String BANNED = "banned=";
  private static final String UNTIL_LIFTED = "lifted";

  /** What ends later than this does not end: milliseconds do not reach to all instants. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private PartText() {}

  static String of(PartChange change) {
    return of(new Part(change.role(), change.invited(), change.mutedUntil(), change.bannedUntil()));
  }

  /** The words for it. */
  public static String of(Part part) {
    if (part.equals(Part.NONE)) {
      return "";
    }
    StringJoiner words = new StringJoiner(" ");
    words.add(part.role().map(Words::of).orElse(NO_MEMBER));
    if (part.invited()) {
      words.add(INVITED);
    }
    if (part.mutedUntil().isAfter(Instant.EPOCH)) {
      words.add(MUTED + end(part.mutedUntil()));
    }
    if (part.bannedUntil().isAfter(Instant.EPOCH)) {
      words.add(BANNED + end(part.bannedUntil()));
    }
    return words.toString();
  }

  private static String end(Instant until) {
    return until.isAfter(LAST) ? UNTIL_LIFTED : Long.toString(until.toEpochMilli());
  }

  /** What the words say; what this version does not know is passed over. */
  public static Part read(String text) {
    Optional<Role> role = Optional.empty();
    boolean invited = false;
    Instant mutedUntil = Instant.MIN;
    Instant bannedUntil = Instant.MIN;
    for (String word : text.split(" ", -1)) {
      if (word.startsWith(MUTED)) {
        mutedUntil = until(word.substring(MUTED.length()));
      } else if (word.startsWith(BANNED)) {
        bannedUntil = until(word.substring(BANNED.length()));
      } else if (word.equals(INVITED)) {
        invited = true;
      } else {
        role = role.or(() -> Words.find(Role.class, word));
      }
    }
    return new Part(role, invited, mutedUntil, bannedUntil);
  }

  private static Instant until(String end) {
    try {
      return end.equals(UNTIL_LIFTED) ? Instant.MAX : Instant.ofEpochMilli(Long.parseLong(end));
    } catch (NumberFormatException unknown) {
      return Instant.MAX;
    }
  }
}
