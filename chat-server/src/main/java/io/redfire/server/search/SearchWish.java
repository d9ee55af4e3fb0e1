package io.redfire.server.search;

import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.SearchMessagesResponse;
import io.redfire.core.log.RoomName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A page of messages that somebody wants. Immutable. */
public final class SearchWish {
  private final SearchQuery query;
  private final Optional<SearchPlace> after;
  private final int size;

  /**
   * @param after where it begins; empty for the newest messages
   * @param size how many, at most
   */
  SearchWish(SearchQuery query, Optional<SearchPlace> after, int size) {
    this.query = query;
    this.after = after;
    this.size = size;
  }

  /** The rooms that are named; empty for all of the caller's. */
  public List<RoomName> rooms() {
    return query.rooms();
  }

  SearchQuery query() {
    return query;
  }

  Optional<SearchPlace> after() {
    return after;
  }

  int size() {
    return size;
  }

  /** Where a page goes on that ended with that message. */
  SearchPlace place(Hit last) {
    return new SearchPlace(query.digest(), last.at(), last.room(), last.seq());
  }

  /**
   * A page without what is in some rooms. It goes on after the last message that is left in it,
   * since the place where it ended may be in one of those; where none is left, it has to be asked
   * for again.
   */
  public SearchMessagesResponse without(Set<String> rooms, SearchMessagesResponse page) {
    if (rooms.isEmpty()) {
      return page;
    }
    SearchMessagesResponse.Builder kept = page.toBuilder().clearHits().clearIndexing();
    page.getHitsList().stream()
        .filter(hit -> !rooms.contains(hit.getEntry().getRoom()))
        .forEach(kept::addHits);
    page.getIndexingList().stream()
        .filter(room -> !rooms.contains(room.getRoom()))
        .forEach(kept::addIndexing);
    if (page.getNextPageToken().isEmpty()) {
      return kept.build();
    }
    while (kept.getHitsCount() > 0) {
      Entry last = kept.getHits(kept.getHitsCount() - 1).getEntry();
      if (last.hasAt()) {
        return kept.setNextPageToken(place(last).token()).build();
      }
      // Its time is not told with it; it comes with the next page.
      kept.removeHits(kept.getHitsCount() - 1);
    }
    String again = after.map(SearchPlace::token).orElse("");
    return kept.setComplete(false).setNextPageToken(again).build();
  }

  private SearchPlace place(Entry last) {
    long at =
        Instant.ofEpochSecond(last.getAt().getSeconds(), last.getAt().getNanos()).toEpochMilli();
    return new SearchPlace(query.digest(), at, new RoomName(last.getRoom()), last.getSeq());
  }
}
