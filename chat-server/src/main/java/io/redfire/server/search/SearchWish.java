package io.redfire.server.search;

import io.redfire.core.log.RoomName;
import java.util.List;
import java.util.Optional;

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
}
