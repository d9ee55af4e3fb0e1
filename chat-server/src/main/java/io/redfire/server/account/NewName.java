package io.redfire.server.account;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.IdentifierType;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.UserName;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * The further rule for a name that somebody wants to create, beyond the one for all names: it is
 * the name that it seems to be.
 *
 * <p>It is in NFKC, holds nothing invisible and no mere notation, and mixes scripts only as whole
 * languages do (UTS 39, Highly Restrictive: Latin beside Chinese, Japanese or Korean). Whether it
 * looks like an existing name is for {@link NameSkeleton} to say.
 */
public final class NewName {
  private static final int MOST_MARKS = 4;
  private static final Normalizer2 NFKC = Normalizer2.getNFKCInstance();
  private static final Set<IdentifierType> NOTATION =
      Set.of(IdentifierType.TECHNICAL, IdentifierType.NOT_XID, IdentifierType.DEPRECATED);
  private static final SpoofChecker LOOKS =
      new SpoofChecker.Builder()
          .setChecks(
              SpoofChecker.RESTRICTION_LEVEL
                  | SpoofChecker.MIXED_NUMBERS
                  | SpoofChecker.INVISIBLE
                  | SpoofChecker.HIDDEN_OVERLAY)
          .setRestrictionLevel(SpoofChecker.RestrictionLevel.HIGHLY_RESTRICTIVE)
          .build();

  private NewName() {}

  /**
   * Checks a name that keeps the rule for all names.
   *
   * @param what {@code user} or {@code room}
   * @throws InvalidField where it is not what it seems to be
   */
  public static void check(String what, String name) {
    refuseAny(
        what,
        name,
        NewName::isInvisible,
        "holds %s, which nobody sees (expected: visible letters)");
    checkForm(what, name);
    refuseAny(
        what,
        name,
        NewName::isNotation,
        "holds %s, which belongs to notations (expected: letters and digits of a language)");
    checkMarks(what, name);
    if (name.codePoints().noneMatch(UCharacter::isLetterOrDigit)) {
      throw new InvalidField(what, "holds signs only (expected: at least one letter or digit)");
    }
    checkLooks(what, name);
  }

  private static void refuseAny(String what, String name, IntPredicate bad, String complaint) {
    name.codePoints()
        .filter(bad)
        .findFirst()
        .ifPresent(
            letter -> {
              String shown = String.format(Locale.ROOT, "U+%04X", letter);
              throw new InvalidField(what, String.format(Locale.ROOT, complaint, shown));
            });
  }

  private static boolean isInvisible(int letter) {
    return UCharacter.hasBinaryProperty(letter, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
  }

  private static boolean isNotation(int letter) {
    return NOTATION.stream().anyMatch(type -> UCharacter.hasIdentifierType(letter, type));
  }

  private static void checkForm(String what, String name) {
    String normal = NFKC.normalize(name);
    if (normal.equals(name)) {
      return;
    }
    String right;
    try {
      right = "'" + new UserName(normal) + "'";
    } catch (InvalidName e) {
      right = "letters in their plain form";
    }
    throw new InvalidField(what, "'" + name + "' is not in NFKC (expected: " + right + ")");
  }

  private static void checkMarks(String what, String name) {
    int marks = MOST_MARKS;
    for (int letter : name.codePoints().toArray()) {
      marks = isMark(letter) ? marks + 1 : 0;
      if (marks > MOST_MARKS) {
        throw new InvalidField(
            what,
            String.format(
                Locale.ROOT,
                "U+%04X stands on no letter, or on one with too many marks (expected: at most %d"
                    + " marks after each letter)",
                letter,
                MOST_MARKS));
      }
    }
  }

  private static boolean isMark(int letter) {
    return switch (Character.getType(letter)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
      default -> false;
    };
  }

  private static void checkLooks(String what, String name) {
    SpoofChecker.CheckResult result = new SpoofChecker.CheckResult();
    if (!LOOKS.failsChecks(name, result)) {
      return;
    }
    if ((result.checks & SpoofChecker.RESTRICTION_LEVEL) != 0) {
      throw new InvalidField(
          what,
          "mixes "
              + scripts(name)
              + " letters or digits (expected: one script; Latin may stand beside Chinese,"
              + " Japanese or Korean)");
    }
    if ((result.checks & SpoofChecker.MIXED_NUMBERS) != 0) {
      throw new InvalidField(what, "mixes digits of several kinds (expected: one kind)");
    }
    throw new InvalidField(
        what, "holds a mark that cannot be seen on its letter (expected: visible marks)");
  }

  private static String scripts(String name) {
    return name.codePoints()
        .map(UScript::getScript)
        .filter(script -> script != UScript.COMMON && script != UScript.INHERITED)
        .distinct()
        .mapToObj(UScript::getName)
        .collect(Collectors.joining(" and "));
  }
}
