package io.redfire.server.search;

import static io.redfire.server.search.MessageFields.AT;
import static io.redfire.server.search.MessageFields.BY_SEQ;
import static io.redfire.server.search.MessageFields.BY_TIME;
import static io.redfire.server.search.MessageFields.FROM;
import static io.redfire.server.search.MessageFields.ROOM;
import static io.redfire.server.search.MessageFields.SEQ;
import static io.redfire.server.search.MessageFields.all;
import static io.redfire.server.search.MessageFields.holds;
import static io.redfire.server.search.MessageFields.in;
import static io.redfire.server.search.MessageFields.key;
import static io.redfire.server.search.MessageFields.range;
import static io.redfire.server.search.MessageFields.seqs;

import com.google.common.collect.Lists;
import io.redfire.core.log.Entry;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.QueryTimeoutImpl;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.store.Directory;
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
  private static final String VERSION = "3";

  private static final String VERSION_KEY = "version";
  private static final String ROOM_KEY = "room ";
  private static final double BUFFER_MEGABYTES = 24;
  private static final double SEGMENT_MEGABYTES = 512;
  private static final int MOST_PLACES = 40;

  private final IndexFiles files;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final Map<RoomName, RoomProgress> progress;

  private MessageIndex(IndexFiles files) throws IOException {
    this.files = files;
    Map<String, String> committed = committed(files.directory());
    if (!committed.isEmpty() && !VERSION.equals(committed.get(VERSION_KEY))) {
      throw new IOException("it is of another version");
    }
    this.progress = progress(committed);
    this.writer = new IndexWriter(files.directory(), config());
    boolean isOpen = false;
    try {
      removeOthers(progress.keySet());
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

  /**
   * Opens the index in a directory, an empty one where there is none that can be read.
   *
   * @throws IOException where it cannot be written, holds something else, or another server has it
   */
  static MessageIndex open(Path path) throws IOException {
    IndexFiles files = IndexFiles.take(path);
    boolean isOpen = false;
    try {
      MessageIndex index = open(files, path);
      isOpen = true;
      return index;
    } finally {
      if (!isOpen) {
        files.close();
      }
    }
  }

  private static MessageIndex open(IndexFiles files, Path path) throws IOException {
    try {
      return new MessageIndex(files);
    } catch (LockObtainFailedException held) {
      throw held;
    } catch (IOException | RuntimeException unreadable) {
      LOG.warn(
          "The search index in {} cannot be used and is made anew: {}",
          path,
          unreadable.getMessage());
      files.clear();
      return new MessageIndex(files);
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
    writer.addDocument(MessageFields.document(room, message, at));
  }

  /** Puts what a message says now in the place of what it said before. */
  void replace(RoomName room, Entry message, long at) throws IOException {
    writer.updateDocument(key(room, message.seq()), MessageFields.document(room, message, at));
  }

  /** Forgets a message. */
  void remove(RoomName room, long seq) throws IOException {
    writer.deleteDocuments(key(room, seq));
  }

  /** Forgets what comes after that seq. */
  void removeAfter(RoomName room, long seq) throws IOException {
    writer.deleteDocuments(all(in(room), seqs(seq + 1, Long.MAX_VALUE)));
  }

  /** Forgets what comes before that seq, and what stands there. */
  void removeUpTo(RoomName room, long seq) throws IOException {
    writer.deleteDocuments(all(in(room), seqs(0, seq)));
  }

  /** Forgets all of a room. */
  void removeAll(RoomName room) throws IOException {
    writer.deleteDocuments(new Term(ROOM, room.value()));
  }

  /** Forgets all rooms but these: what no commit told of. */
  private void removeOthers(Collection<RoomName> known) throws IOException {
    writer.deleteDocuments(
        new BooleanQuery.Builder()
            .add(new MatchAllDocsQuery(), Occur.FILTER)
            .add(inAny(known), Occur.MUST_NOT)
            .build());
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
      Query before = all(in(room), seqs(0, newest - distance));
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

  /**
   * Messages which show a change that comes after that seq, those with the highest seqs first.
   *
   * @param before seqs from there on are left out
   */
  List<Long> changedAfter(RoomName room, long seq, long before, int limit) throws IOException {
    Query changed = all(in(room), seqs(0, before - 1), MessageFields.changedFrom(seq + 1));
    return Lists.transform(search(changed, BY_SEQ, null, limit, Optional.empty()), Hit::seq);
  }

  /**
   * Finds messages, as of the last {@link #refresh}.
   *
   * @param rooms at least one; where the query names one, the newest are those with the highest
   *     seqs, else those sent last. Which of both it is may not change from page to page, as the
   *     rooms of somebody do
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
    if (query.hasAttachment()) {
      wanted.add(MessageFields.hasAttachment());
    }
    long since = query.since().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
    long until = query.until().map(end -> end.toEpochMilli() - 1).orElse(Long.MAX_VALUE);
    Sort sort = BY_SEQ;
    FieldDoc start = null;
    wanted.add(inAny(rooms));
    if (query.rooms().size() == 1) {
      after.ifPresent(place -> wanted.add(range(SEQ, 0, place.seq() - 1)));
    } else {
      sort = BY_TIME;
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

  private static Query inAny(Collection<RoomName> rooms) {
    return rooms.size() == 1
        ? in(rooms.iterator().next())
        : new TermInSetQuery(ROOM, rooms.stream().map(room -> new BytesRef(room.value())).toList());
  }

  private List<Hit> search(
      Query query, Sort sort, @Nullable FieldDoc after, int limit, Optional<Duration> patience)
      throws IOException {
    IndexSearcher shared = searchers.acquire();
    try {
      IndexSearcher searcher = new IndexSearcher(shared.getIndexReader());
      searcher.setQueryCache(null);
      // Less than none would be for ever.
      patience.ifPresent(
          most -> searcher.setTimeout(new QueryTimeoutImpl(Math.max(0, most.toMillis()))));
      int most = Math.min(limit, Math.max(1, shared.getIndexReader().maxDoc()));
      TopFieldDocs found =
          searcher.search(query, new TopFieldCollectorManager(sort, most, after, 1, false));
      if (searcher.timedOut()) {
        throw new SearchTimeoutException();
      }
      List<Hit> hits = new ArrayList<>();
      for (ScoreDoc each : found.scoreDocs) {
        hits.add(MessageFields.hit(shared.getIndexReader(), each.doc));
      }
      return hits;
    } finally {
      searchers.release(shared);
    }
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

  /** Whether parts of it are being written anew. */
  boolean isMerging() {
    synchronized (writer) {
      return writer.hasPendingMerges() || !writer.getMergingSegments().isEmpty();
    }
  }

  /** How many messages it holds. */
  int documents() {
    return writer.getDocStats().numDocs;
  }

  /** How many of them are of that room, as of the last {@link #refresh}. */
  int documents(RoomName room) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      return searcher.count(in(room));
    } finally {
      searchers.release(searcher);
    }
  }

  /** How large it is on disk. */
  long bytes() throws IOException {
    return files.bytes();
  }

  /** Lets go of the files; what was not committed is lost. */
  @Override
  public void close() throws IOException {
    try {
      release();
    } finally {
      files.close();
    }
  }

  /** Removes it, and lets go of the directory. */
  void discard() throws IOException {
    try {
      release();
    } catch (IOException | RuntimeException broken) {
      LOG.debug("A search index that is thrown away does not close", broken);
    } finally {
      try {
        files.clear();
      } finally {
        files.close();
      }
    }
  }

  private void release() throws IOException {
    try {
      searchers.close();
    } finally {
      writer.rollback();
    }
  }
}
