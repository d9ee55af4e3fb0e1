package io.redfire.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code SEQ} or {@code SEQ:TAG}. Any thread may use it. */
final class NamedSeqs implements ITypeConverter<NamedSeq> {
  private static final Pattern FORM = Pattern.compile("([^:]*)(?::([0-9a-f]{16}))?");

  private final Seqs seqs = new Seqs();

  @Override
  public NamedSeq convert(String given) {
    Matcher parts = FORM.matcher(given);
    if (!parts.matches()) {
      throw new TypeConversionException(
          "'"
              + TerminalText.neutralise(given)
              + "' names no message (expected: SEQ, or SEQ:TAG with the 16 digits of its tag)");
    }
    String tag = parts.group(2);
    return new NamedSeq(seqs.convert(parts.group(1)), tag == null ? "" : tag);
  }
}
