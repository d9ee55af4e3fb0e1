package io.redfire.server.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import java.util.Set;

/**
 * One of the one or two ways in which a name can be seen: names that share a skeleton can be taken
 * for each other. Only good for comparing; it is no name itself, and may change with a new version
 * of Unicode.
 *
 * <p>It is the skeleton of UTS 39, without case. A name with capitals has two: {@code Ian} can be
 * read as {@code ian} by who does not look at the case, and as {@code lan} by who does. To make one
 * of the two would say that {@code hai} and {@code hal} look alike as well.
 *
 * @param value the skeleton; may hold any character, spaces and colons too
 */
public record NameSkeleton(String value) {
  private static final Normalizer2 FOLDED = Normalizer2.getNFKCCasefoldInstance();
  private static final SpoofChecker LOOKS =
      new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();

  /** The one or two skeletons of a name of a user or room. */
  public static Set<NameSkeleton> allOf(String name) {
    NameSkeleton byLetters = seen(FOLDED.normalize(name));
    NameSkeleton byShapes = seen(name);
    return byShapes.equals(byLetters) ? Set.of(byLetters) : Set.of(byLetters, byShapes);
  }

  /** Folds between two passes, since the first makes capitals of some digits. */
  private static NameSkeleton seen(String text) {
    String folded = FOLDED.normalize(LOOKS.getSkeleton(text));
    return new NameSkeleton(FOLDED.normalize(LOOKS.getSkeleton(folded)));
  }

  /** The SHA-256 of the skeleton, 64 hex digits: a short form that can stand in a key. */
  public String digest() {
    return Hashing.sha256().hashString(value, UTF_8).toString();
  }
}
