package io.redfire.server.search;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;

/**
 * The documents whose number in a field is in a range, beside other conditions. Immutable.
 *
 * <p>Whole blocks of documents that have none are passed over, by {@link NumberBlocks}; so it is
 * fast for numbers that mostly fall with the documents, as seqs and times do in an index that is
 * sorted by room and newest first, and right for all others. Lucene's own ranges would gather all
 * documents of the range before the first of them is looked at: for a date in the middle of a room
 * that is half of the room, for a page of twenty.
 */
final class NumberRange extends Query {
  /** A look at a number, as Lucene counts. */
  private static final float LOOK = 5;

  private final String field;
  private final long from;
  private final long to;

  /** Both ends are within. */
  NumberRange(String field, long from, long to) {
    this.field = field;
    this.from = from;
    this.to = to;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public Scorer scorer(LeafReaderContext context) throws IOException {
        NumericDocValues numbers = DocValues.getNumeric(context.reader(), field);
        DocIdSetIterator blocks = new Blocks(NumberBlocks.of(context.reader(), field));
        return new ConstantScoreScorer(
            this,
            score(),
            mode,
            new TwoPhaseIterator(blocks) {
              @Override
              public boolean matches() throws IOException {
                return numbers.advanceExact(blocks.docID())
                    && numbers.longValue() >= from
                    && numbers.longValue() <= to;
              }

              @Override
              public float matchCost() {
                return LOOK;
              }
            });
      }

      @Override
      public boolean isCacheable(LeafReaderContext context) {
        return DocValues.isCacheable(context, field);
      }
    };
  }

  /** The documents of all blocks that may have some. */
  private final class Blocks extends DocIdSetIterator {
    private final NumberBlocks blocks;
    private int document = -1;

    Blocks(NumberBlocks blocks) {
      this.blocks = blocks;
    }

    @Override
    public int docID() {
      return document;
    }

    @Override
    public int nextDoc() {
      return advance(document + 1);
    }

    @Override
    public int advance(int target) {
      int next = target < blocks.documents() ? blocks.next(target, from, to) : target;
      document = next < blocks.documents() ? next : NO_MORE_DOCS;
      return document;
    }

    @Override
    public long cost() {
      return blocks.count(from, to);
    }
  }

  @Override
  public void visit(QueryVisitor visitor) {
    if (visitor.acceptField(field)) {
      visitor.visitLeaf(this);
    }
  }

  @Override
  public String toString(String usual) {
    return field + ":[" + from + " TO " + to + "]";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumberRange range
        && range.field.equals(field)
        && range.from == from
        && range.to == to;
  }

  @Override
  public int hashCode() {
    return Objects.hash(field, from, to);
  }
}
