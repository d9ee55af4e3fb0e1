package io.redfire.core.log;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The words that stand for the values of an enum in Redis: their names in lower case. */
public final class Words {
  private Words() {}

  /** The word for the value. */
  public static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The value that the word stands for; empty for none that this version knows. */
  public static <E extends Enum<E>> Optional<E> find(Class<E> type, @Nullable String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(value -> of(value).equals(word))
        .findFirst();
  }
}
