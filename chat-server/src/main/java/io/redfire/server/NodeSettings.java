package io.redfire.server;

import io.redfire.server.attach.BlobSettings;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.search.SearchSettings;

/**
 * How a node serves. Immutable.
 *
 * @param retain how many entries a room keeps; 0 keeps all
 * @param replicas how many replicas are to have a message before it is acknowledged, where its
 *     sender does not say; 0 for none
 * @param limits what clients may take
 * @param entry who is let in
 * @param search whether and where there is an index of messages
 * @param blobs where the bytes of attachments are kept
 */
public record NodeSettings(
    long retain,
    int replicas,
    LimitSettings limits,
    AccountSettings entry,
    SearchSettings search,
    BlobSettings blobs) {
  /**
   * Keeps all, lets everybody in and limits nothing, with an index of this run alone and
   * attachments in Redis.
   */
  public static final NodeSettings OPEN =
      new NodeSettings(
          0,
          0,
          LimitSettings.NONE,
          AccountSettings.OPEN,
          SearchSettings.PASSING,
          BlobSettings.IN_REDIS);

  /** These, with rooms that keep so many entries. */
  public NodeSettings retaining(long entries) {
    return new NodeSettings(entries, replicas, limits, entry, search, blobs);
  }

  /** These, with other limits. */
  public NodeSettings within(LimitSettings others) {
    return new NodeSettings(retain, replicas, others, entry, search, blobs);
  }

  /** These, and others who are let in. */
  public NodeSettings admitting(AccountSettings others) {
    return new NodeSettings(retain, replicas, limits, others, search, blobs);
  }

  /** These, with another index. */
  public NodeSettings searching(SearchSettings other) {
    return new NodeSettings(retain, replicas, limits, entry, other, blobs);
  }

  /** These, with attachments kept elsewhere. */
  public NodeSettings keeping(BlobSettings others) {
    return new NodeSettings(retain, replicas, limits, entry, search, others);
  }
}
