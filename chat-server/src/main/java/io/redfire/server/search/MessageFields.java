package io.redfire.server.search;

import io.redfire.core.log.Change;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * The fields of a message in the index, how it is written and how it is asked for by them.
 *
 * <p>Whoever changes what is written gives {@link MessageIndex} another version.
 */
final class MessageFields {
  static final String ROOM = "room";
  static final String SEQ = "seq";
  static final String FROM = "from";
  static final String AT = "at";
  private static final String KEY = "key";
  private static final String TAG = "tag";
  private static final String CHANGED = "changed";
  private static final String WORDS = "words";
  private static final String HAS = "has";
  private static final String ATTACHMENT = "attachment";
  private static final FieldType WORDS_TYPE = wordsType();

  static final Sort BY_SEQ =
      new Sort(
          new SortField(ROOM, SortField.Type.STRING),
          new SortField(SEQ, SortField.Type.LONG, true));
  static final Sort BY_TIME =
      new Sort(
          new SortField(AT, SortField.Type.LONG, true),
          new SortField(ROOM, SortField.Type.STRING),
          new SortField(SEQ, SortField.Type.LONG, true));

  private MessageFields() {}

  private static FieldType wordsType() {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    type.setTokenized(true);
    type.setOmitNorms(true);
    type.freeze();
    return type;
  }

  /** What names the message. */
  static Term key(RoomName room, long seq) {
    // No name of a room holds a colon.
    return new Term(KEY, room + ":" + seq);
  }

  static Document document(RoomName room, Entry message, long at) {
    Document document = new Document();
    document.add(new StringField(ROOM, room.value(), Store.NO));
    document.add(new SortedDocValuesField(ROOM, new BytesRef(room.value())));
    document.add(new StringField(KEY, key(room, message.seq()).text(), Store.NO));
    document.add(new LongPoint(SEQ, message.seq()));
    document.add(new NumericDocValuesField(SEQ, message.seq()));
    String tag = message.position().tag();
    if (!tag.equals(Position.UNKNOWN_TAG)) {
      document.add(new NumericDocValuesField(TAG, HexFormat.fromHexDigitsToLong(tag)));
    }
    Change change = message.content().change();
    if (change != null) {
      document.add(new LongPoint(CHANGED, change.seq()));
      document.add(new NumericDocValuesField(CHANGED, change.seq()));
    }
    if (message.content() instanceof Content.Text text) {
      document.add(new StringField(FROM, message.from(), Store.NO));
      document.add(new LongPoint(AT, at));
      document.add(new NumericDocValuesField(AT, at));
      document.add(new Field(WORDS, MessageWords.folded(text.text()), WORDS_TYPE));
      if (!text.attachments().isEmpty()) {
        document.add(new StringField(HAS, ATTACHMENT, Store.NO));
      }
    }
    return document;
  }

  static Hit hit(IndexReader reader, int doc) throws IOException {
    List<LeafReaderContext> leaves = reader.leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    int local = doc - leaf.docBase;
    var rooms = leaf.reader().getSortedDocValues(ROOM);
    if (!rooms.advanceExact(local)) {
      throw new IOException("a message of no room");
    }
    Optional<Long> tag = number(leaf, TAG, local);
    return new Hit(
        new RoomName(rooms.lookupOrd(rooms.ordValue()).utf8ToString()),
        number(leaf, SEQ, local).orElse(0L),
        tag.map(digits -> HexFormat.of().toHexDigits(digits)).orElse(Position.UNKNOWN_TAG),
        number(leaf, AT, local).orElse(0L),
        number(leaf, CHANGED, local).orElse(0L));
  }

  private static Optional<Long> number(LeafReaderContext leaf, String field, int doc)
      throws IOException {
    NumericDocValues values = leaf.reader().getNumericDocValues(field);
    return values != null && values.advanceExact(doc)
        ? Optional.of(values.longValue())
        : Optional.empty();
  }

  static Query in(RoomName room) {
    return new TermQuery(new Term(ROOM, room.value()));
  }

  /** Both ends are within. */
  static Query seqs(long from, long to) {
    return LongPoint.newRangeQuery(SEQ, from, to);
  }

  static Query changedFrom(long seq) {
    return LongPoint.newRangeQuery(CHANGED, seq, Long.MAX_VALUE);
  }

  /** Beside other conditions, of a field with a number for each message. Both ends are within. */
  static Query range(String field, long from, long to) {
    return new NumberRange(field, from, to);
  }

  static Query holds(List<PlacedTerm> phrase) {
    if (phrase.size() == 1) {
      return new TermQuery(new Term(WORDS, phrase.get(0).term()));
    }
    PhraseQuery.Builder builder = new PhraseQuery.Builder();
    phrase.forEach(term -> builder.add(new Term(WORDS, term.term()), term.place()));
    return builder.build();
  }

  static Query hasAttachment() {
    return new TermQuery(new Term(HAS, ATTACHMENT));
  }

  static Query all(Query... queries) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    for (Query query : queries) {
      builder.add(query, Occur.FILTER);
    }
    return builder.build();
  }
}
