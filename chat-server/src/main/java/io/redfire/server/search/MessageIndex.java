package io.redfire.server.search;

import com.google.common.collect.Lists;
import io.redfire.core.log.Content;
import io.redfire.core.log.Entry;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.QueryTimeoutImpl;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of all rooms on disk, by Lucene. Thread-safe; it blocks on files.
 *
 * <p>A document is a message: its terms, who sent it and when, its seq and tag; never its text. An
 * erased one keeps seq and tag only, so that a rewind finds it. Documents are sorted by room and
 * then newest first, so that a search in one room ends as soon as it has enough.
 *
 * <p>Each commit holds how far each room was indexed at least. What the index holds beyond that is
 * thrown away when it is opened, so it never has a message twice. An index that cannot be read, or
 * of another version, is thrown away as a whole.
 */
final class MessageIndex implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MessageIndex.class);

  /** To be raised whenever the same messages would give another index. */
  private static final String VERSION = "1";

  private static final String VERSION_KEY = "version";
  private static final String ROOM_KEY = "room ";
  private static final double BUFFER_MEGABYTES = 24;
  private static final double SEGMENT_MEGABYTES = 512;
  private static final int MOST_PLACES = 40;

  private static final String ROOM = "room";
  private static final String SEQ = "seq";
  private static final String KEY = "key";
  private static final String TAG = "tag";
  private static final String FROM = "from";
  private static final String AT = "at";
  private static final String CHANGED = "changed";
  private static final String WORDS = "words";
  private static final FieldType WORDS_TYPE = wordsType();
  private static final Sort BY_SEQ =
      new Sort(
          new SortField(ROOM, SortField.Type.STRING),
          new SortField(SEQ, SortField.Type.LONG, true));
  private static final Sort BY_TIME =
      new Sort(
          new SortField(AT, SortField.Type.LONG, true),
          new SortField(ROOM, SortField.Type.STRING),
          new SortField(SEQ, SortField.Type.LONG, true));

  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final Map<RoomName, RoomProgress> progress;

  private MessageIndex(Directory directory) throws IOException {
    this.directory = directory;
    Map<String, String> committed = committed(directory);
    if (!committed.isEmpty() && !VERSION.equals(committed.get(VERSION_KEY))) {
      throw new IOException("it is of another version");
    }
    this.progress = progress(committed);
    this.writer = new IndexWriter(directory, config());
    boolean isOpen = false;
    try {
      for (Map.Entry<RoomName, RoomProgress> room : progress.entrySet()) {
        removeAfter(room.getKey(), room.getValue().position().seq());
      }
      this.searchers = new SearcherManager(writer, new SearcherFactory());
      isOpen = true;
    } finally {
      if (!isOpen) {
        writer.rollback();
      }
    }
  }

  private static FieldType wordsType() {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    type.setTokenized(true);
    type.setOmitNorms(true);
    type.freeze();
    return type;
  }

  /**
   * Opens the index in a directory, an empty one where there is none that can be read.
   *
   * @param path holds nothing else
   * @throws IOException where it cannot be written, or another process has it
   */
  static MessageIndex open(Path path) throws IOException {
    make(path);
    Directory directory = FSDirectory.open(path);
    try {
      return new MessageIndex(directory);
    } catch (LockObtainFailedException held) {
      directory.close();
      throw new IOException("another server has it", held);
    } catch (IOException | RuntimeException unreadable) {
      directory.close();
      LOG.warn(
          "The search index in {} cannot be used and is made anew: {}",
          path,
          unreadable.getMessage());
      wipe(path);
      return new MessageIndex(FSDirectory.open(path));
    }
  }

  /** For the owner only: it holds the words of rooms that others may not read. */
  private static void make(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (Files.isDirectory(path)) {
      return;
    }
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(path);
    }
  }

  /** Removes the files of an index that nobody has open. */
  static void wipe(Path path) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(path)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  /** Whether there is an index. */
  static boolean isIn(Path path) {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Directory directory = FSDirectory.open(path)) {
      return DirectoryReader.indexExists(directory);
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static Map<String, String> committed(Directory directory) throws IOException {
    return DirectoryReader.indexExists(directory)
        ? SegmentInfos.readLatestCommit(directory).getUserData()
        : Map.of();
  }

  private static Map<RoomName, RoomProgress> progress(Map<String, String> committed)
      throws IOException {
    Map<RoomName, RoomProgress> progress = new HashMap<>();
    for (Map.Entry<String, String> pair : committed.entrySet()) {
      if (pair.getKey().startsWith(ROOM_KEY)) {
        try {
          RoomName room = new RoomName(pair.getKey().substring(ROOM_KEY.length()));
          progress.put(
              room,
              RoomProgress.parse(pair.getValue())
                  .orElseThrow(() -> new IOException("it tells no place of room " + room)));
        } catch (InvalidName notOurs) {
          throw new IOException("it names no room", notOurs);
        }
      }
    }
    return progress;
  }

  private static IndexWriterConfig config() {
    ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
    merges.setMaxMergesAndThreads(6, 1);
    return new IndexWriterConfig(MessageWords.analyzer())
        .setIndexSort(BY_SEQ)
        .setRAMBufferSizeMB(BUFFER_MEGABYTES)
        .setMergeScheduler(merges)
        .setCommitOnClose(false)
        .setMergePolicy(
            new TieredMergePolicy()
                .setMaxMergedSegmentMB(SEGMENT_MEGABYTES)
                .setSegmentsPerTier(8)
                // Where one message of many is erased, its words have to go too.
                .setForceMergeDeletesPctAllowed(0));
  }

  /** How far each room was indexed when it was opened. */
  Map<RoomName, RoomProgress> progress() {
    return Map.copyOf(progress);
  }

  /** Adds a message that is not in it. */
  void add(RoomName room, Entry message, long at) throws IOException {
    writer.addDocument(document(room, message, at));
  }

  /** Puts what a message says now in the place of what it said before. */
  void replace(RoomName room, Entry message, long at) throws IOException {
    writer.updateDocument(key(room, message.seq()), document(room, message, at));
  }

  /** Forgets a message. */
  void remove(RoomName room, long seq) throws IOException {
    writer.deleteDocuments(key(room, seq));
  }

  /** Forgets what comes after that seq. */
  void removeAfter(RoomName room, long seq) throws IOException {
    writer.deleteDocuments(all(in(room), LongPoint.newRangeQuery(SEQ, seq + 1, Long.MAX_VALUE)));
  }

  /** Forgets what comes before that seq, and what stands there. */
  void removeUpTo(RoomName room, long seq) throws IOException {
    writer.deleteDocuments(all(in(room), LongPoint.newRangeQuery(SEQ, 0, seq)));
  }

  /** Forgets all of a room. */
  void removeAll(RoomName room) throws IOException {
    writer.deleteDocuments(new Term(ROOM, room.value()));
  }

  private static Term key(RoomName room, long seq) {
    // No name of a room holds a colon.
    return new Term(KEY, room + ":" + seq);
  }

  private static Document document(RoomName room, Entry message, long at) {
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
    if (message.content().change() != null) {
      document.add(new LongPoint(CHANGED, message.content().change().seq()));
    }
    if (message.content() instanceof Content.Text text) {
      document.add(new StringField(FROM, message.from(), Store.NO));
      document.add(new LongPoint(AT, at));
      document.add(new NumericDocValuesField(AT, at));
      document.add(new Field(WORDS, MessageWords.folded(text.text()), WORDS_TYPE));
    }
    return document;
  }

  /** Lets searches see what was done until now. */
  void refresh() throws IOException {
    searchers.maybeRefreshBlocking();
  }

  /**
   * Places of a room's messages, newest first, at doubling distances: enough to find a fork by.
   *
   * @param newest the seq to go back from
   */
  List<Position> places(RoomName room, long newest) throws IOException {
    List<Position> places = new ArrayList<>();
    long distance = 0;
    for (int i = 0; i < MOST_PLACES && newest - distance > 0; i++) {
      Query before = all(in(room), LongPoint.newRangeQuery(SEQ, 0, newest - distance));
      List<Hit> hits = search(before, BY_SEQ, null, 1, Optional.empty());
      if (hits.isEmpty()) {
        break;
      }
      Hit hit = hits.get(0);
      if (!hit.tag().equals(Position.UNKNOWN_TAG)) {
        places.add(new Position(hit.seq(), hit.tag()));
      }
      distance = Math.max(2 * distance, newest - hit.seq() + 1);
    }
    return places;
  }

  /** The messages up to that seq which show a change that comes after it. */
  List<Long> changedAfter(RoomName room, long seq) throws IOException {
    Query changed =
        all(
            in(room),
            LongPoint.newRangeQuery(SEQ, 0, seq),
            LongPoint.newRangeQuery(CHANGED, seq + 1, Long.MAX_VALUE));
    return Lists.transform(
        search(changed, BY_SEQ, null, Integer.MAX_VALUE, Optional.empty()), Hit::seq);
  }

  /**
   * Finds messages, as of the last {@link #refresh}.
   *
   * @param rooms at least one; in one room the newest are those with the highest seqs, in several
   *     those sent last
   * @param after where to go on; empty for the newest of all
   * @throws SearchTimeoutException where it takes longer than that
   */
  List<Hit> find(
      SearchQuery query,
      List<RoomName> rooms,
      Optional<SearchPlace> after,
      int limit,
      Duration patience)
      throws IOException {
    List<Query> wanted = new ArrayList<>();
    query.phrases().forEach(phrase -> wanted.add(holds(phrase)));
    query.from().ifPresent(from -> wanted.add(new TermQuery(new Term(FROM, from))));
    long since = query.since().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
    long until = query.until().map(end -> end.toEpochMilli() - 1).orElse(Long.MAX_VALUE);
    Sort sort = BY_SEQ;
    FieldDoc start = null;
    if (rooms.size() == 1) {
      wanted.add(in(rooms.get(0)));
      after.ifPresent(place -> wanted.add(range(SEQ, 0, place.seq() - 1)));
    } else {
      sort = BY_TIME;
      wanted.add(
          new TermInSetQuery(
              ROOM, rooms.stream().map(room -> new BytesRef(room.value())).toList()));
      if (after.isPresent()) {
        SearchPlace place = after.get();
        until = Math.min(until, place.at());
        start =
            new FieldDoc(
                Integer.MAX_VALUE,
                Float.NaN,
                new Object[] {place.at(), new BytesRef(place.room().value()), place.seq()});
      }
    }
    if (since != Long.MIN_VALUE || until != Long.MAX_VALUE) {
      wanted.add(range(AT, since, until));
    }
    return search(all(wanted.toArray(Query[]::new)), sort, start, limit, Optional.of(patience));
  }

  private static Query in(RoomName room) {
    return new TermQuery(new Term(ROOM, room.value()));
  }

  private static Query range(String field, long from, long to) {
    return new IndexOrDocValuesQuery(
        LongPoint.newRangeQuery(field, from, to),
        NumericDocValuesField.newSlowRangeQuery(field, from, to));
  }

  private static Query holds(List<PlacedTerm> phrase) {
    if (phrase.size() == 1) {
      return new TermQuery(new Term(WORDS, phrase.get(0).term()));
    }
    PhraseQuery.Builder builder = new PhraseQuery.Builder();
    phrase.forEach(term -> builder.add(new Term(WORDS, term.term()), term.place()));
    return builder.build();
  }

  private static Query all(Query... queries) {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    for (Query query : queries) {
      builder.add(query, Occur.FILTER);
    }
    return builder.build();
  }

  private List<Hit> search(
      Query query, Sort sort, @Nullable FieldDoc after, int limit, Optional<Duration> patience)
      throws IOException {
    IndexSearcher shared = searchers.acquire();
    try {
      IndexSearcher searcher = new IndexSearcher(shared.getIndexReader());
      searcher.setQueryCache(null);
      patience.ifPresent(most -> searcher.setTimeout(new QueryTimeoutImpl(most.toMillis())));
      int most = Math.min(limit, Math.max(1, shared.getIndexReader().maxDoc()));
      TopFieldDocs found =
          searcher.search(query, new TopFieldCollectorManager(sort, most, after, 1, false));
      if (searcher.timedOut()) {
        throw new SearchTimeoutException();
      }
      List<Hit> hits = new ArrayList<>();
      for (ScoreDoc each : found.scoreDocs) {
        hits.add(hit(shared, each.doc));
      }
      return hits;
    } finally {
      searchers.release(shared);
    }
  }

  private static Hit hit(IndexSearcher searcher, int doc) throws IOException {
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
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
        number(leaf, AT, local).orElse(0L));
  }

  private static Optional<Long> number(LeafReaderContext leaf, String field, int doc)
      throws IOException {
    NumericDocValues values = leaf.reader().getNumericDocValues(field);
    return values != null && values.advanceExact(doc)
        ? Optional.of(values.longValue())
        : Optional.empty();
  }

  /**
   * Writes it to disk.
   *
   * @param rooms how far each was indexed before this call, at least
   */
  void commit(Map<RoomName, RoomProgress> rooms) throws IOException {
    Map<String, String> data = new HashMap<>();
    data.put(VERSION_KEY, VERSION);
    rooms.forEach((room, place) -> data.put(ROOM_KEY + room, place.text()));
    writer.setLiveCommitData(data.entrySet());
    writer.commit();
  }

  /** Whether there is anything to commit. */
  boolean hasChanged() {
    return writer.hasUncommittedChanges();
  }

  /** Begins to write anew every part of it that holds words of what was removed or replaced. */
  void expunge() throws IOException {
    if (writer.hasDeletions()) {
      writer.forceMergeDeletes(false);
    }
  }

  /** How many messages it holds. */
  int documents() {
    return writer.getDocStats().numDocs;
  }

  /** How large it is on disk. */
  long bytes() throws IOException {
    long bytes = 0;
    for (String file : directory.listAll()) {
      try {
        bytes += directory.fileLength(file);
      } catch (IOException gone) {
        // A merge ended meanwhile.
      }
    }
    return bytes;
  }

  /** Lets go of the files; what was not committed is lost. */
  @Override
  public void close() throws IOException {
    try {
      searchers.close();
      writer.rollback();
    } finally {
      directory.close();
    }
  }
}
