package io.redfire.server.search;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader.CacheHelper;
import org.apache.lucene.index.IndexReader.CacheKey;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;

/**
 * The lowest and the highest number of a field among each {@value #BLOCK} documents of a part of an
 * index. Immutable, as that part is.
 *
 * <p>It is made when it is first asked for, by one pass over the field, which takes some
 * milliseconds for a million documents, and goes with the part: 16 bytes for each block.
 */
final class NumberBlocks {
  static final int BLOCK = 1024;

  /** By the part, and the name of the field. */
  private static final Cache<CacheKey, ConcurrentMap<String, NumberBlocks>> KNOWN =
      CacheBuilder.newBuilder().weakKeys().build();

  private final int documents;
  private final long[] lowest;
  private final long[] highest;

  private NumberBlocks(LeafReader part, String field) throws IOException {
    documents = part.maxDoc();
    int blocks = (documents + BLOCK - 1) / BLOCK;
    lowest = new long[blocks];
    highest = new long[blocks];
    Arrays.fill(lowest, Long.MAX_VALUE);
    Arrays.fill(highest, Long.MIN_VALUE);
    NumericDocValues numbers = DocValues.getNumeric(part, field);
    for (int doc = numbers.nextDoc();
        doc != NumericDocValues.NO_MORE_DOCS;
        doc = numbers.nextDoc()) {
      int block = doc / BLOCK;
      lowest[block] = Math.min(lowest[block], numbers.longValue());
      highest[block] = Math.max(highest[block], numbers.longValue());
    }
  }

  /** Those of a part of an index. */
  static NumberBlocks of(LeafReader part, String field) throws IOException {
    CacheHelper helper = part.getCoreCacheHelper();
    if (helper == null) {
      return new NumberBlocks(part, field);
    }
    ConcurrentMap<String, NumberBlocks> ofPart =
        KNOWN.asMap().computeIfAbsent(helper.getKey(), key -> new ConcurrentHashMap<>());
    NumberBlocks known = ofPart.get(field);
    if (known == null) {
      known = new NumberBlocks(part, field);
      // Two who come at once make the same.
      ofPart.put(field, known);
    }
    return known;
  }

  /** How many documents there are. */
  int documents() {
    return documents;
  }

  /**
   * The first document from that one on in whose block a number may be from one to the other, both
   * within; {@link #documents} where there is none.
   */
  int next(int document, long from, long to) {
    int block = document / BLOCK;
    if (document < documents && meets(block, from, to)) {
      return document;
    }
    do {
      block++;
    } while (block < lowest.length && !meets(block, from, to));
    return block < lowest.length ? block * BLOCK : documents;
  }

  private boolean meets(int block, long from, long to) {
    return lowest[block] <= to && highest[block] >= from;
  }

  /** How many documents are in blocks that {@link #next} does not pass over, at most. */
  long count(long from, long to) {
    long count = 0;
    for (int block = 0; block < lowest.length; block++) {
      count += meets(block, from, to) ? BLOCK : 0;
    }
    return count;
  }
}
