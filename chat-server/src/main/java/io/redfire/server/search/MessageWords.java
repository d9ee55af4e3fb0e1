package io.redfire.server.search;

import com.ibm.icu.text.Normalizer2;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/**
 * How texts become terms: words as Unicode parts them, whatever their case, width and accents; of
 * Chinese, Japanese and Korean, which have no spaces, every character and every two that stand
 * together. Thread-safe.
 *
 * <p>Whoever changes what comes out of it gives {@link MessageIndex} another version.
 */
final class MessageWords {
  private static final int CJK =
      CJKBigramFilter.HAN
          | CJKBigramFilter.HIRAGANA
          | CJKBigramFilter.KATAKANA
          | CJKBigramFilter.HANGUL;

  private static final Analyzer ANALYZER =
      new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String field) {
          StandardTokenizer words = new StandardTokenizer();
          return new TokenStreamComponents(
              words, new CJKBigramFilter(new ASCIIFoldingFilter(words), CJK, true));
        }
      };

  private MessageWords() {}

  /** Takes texts that were {@link #folded}. */
  static Analyzer analyzer() {
    return ANALYZER;
  }

  /** A text without what makes no difference: case, width, compatibility forms. */
  static String folded(String text) {
    return Normalizer2.getNFKCCasefoldInstance().normalize(text);
  }

  /**
   * What has to stand in a text for the phrase to be in it; empty where the phrase has no words.
   *
   * <p>Of characters that come in twos, only the twos: they are rarer than the characters, and each
   * holds both of its own.
   */
  static List<PlacedTerm> phrase(String text) {
    List<PlacedTerm> terms = new ArrayList<>();
    try (TokenStream stream = ANALYZER.tokenStream("", folded(text))) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      TypeAttribute type = stream.addAttribute(TypeAttribute.class);
      PositionIncrementAttribute step = stream.addAttribute(PositionIncrementAttribute.class);
      stream.reset();
      int place = -1;
      int lastTwo = Integer.MIN_VALUE;
      while (stream.incrementToken()) {
        place += step.getPositionIncrement();
        boolean isTwo = type.type().equals(CJKBigramFilter.DOUBLE_TYPE);
        boolean isOne = type.type().equals(CJKBigramFilter.SINGLE_TYPE);
        if (isTwo) {
          removeAt(place, terms);
          lastTwo = place;
        }
        if (!isOne || lastTwo < place - 1) {
          terms.add(new PlacedTerm(term.toString(), place));
        }
      }
      stream.end();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    return List.copyOf(terms);
  }

  private static void removeAt(int place, List<PlacedTerm> terms) {
    terms.removeIf(term -> term.place() == place);
  }
}
