package io.redfire.cli;

import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.parser.Parser;

/**
 * A text with its emphasis, code, quotes, lists and links shown as such: the subset of CommonMark
 * in docs/formatting.md. Any thread may use it.
 *
 * <p>The text is made harmless first, and each piece of it once more, since what was written as an
 * entity becomes a character only then. So all escape sequences that come out are those of {@link
 * TextPainter}.
 *
 * <p>Bounded: a text that is longer than {@value #LONGEST} characters is shown as it was written,
 * and so is what is nested deeper than anybody can see.
 */
final class FormattedText implements TextForm {
  static final int LONGEST = 16 * 1024;

  private static final int DEEPEST = 10;

  /** Without one of these a text is nothing but words, whose spaces are to stay as they are. */
  private static final Pattern MARKS = Pattern.compile("[*_`\\[<&\\\\>~]|(?m)^ *([-+]|\\d+[.)]) ");

  private static final Parser PARSER =
      Parser.builder()
          .enabledBlockTypes(Set.of(BlockQuote.class, FencedCodeBlock.class, ListBlock.class))
          .maxOpenBlockParsers(DEEPEST)
          .maxInlineNesting(DEEPEST)
          .build();

  @Override
  public String lines(String text, String indent) {
    String harmless = TerminalText.neutraliseLines(text, "");
    if (harmless.length() > LONGEST || !MARKS.matcher(harmless).find()) {
      return TerminalText.neutraliseLines(text, indent);
    }
    return TextPainter.paint(PARSER.parse(harmless)).replace("\n", "\n" + indent);
  }
}
