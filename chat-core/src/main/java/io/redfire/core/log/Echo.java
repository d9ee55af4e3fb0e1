package io.redfire.core.log;

import java.util.List;

/**
 * What others made of a message since it was sent, as it stands now.
 *
 * @param reactions in the order in which each emoji came first
 * @param reactedBy the seq of the newest entry that changed the reactions; 0 where there is none
 */
public record Echo(List<Reacted> reactions, long reactedBy) {
  /** Of a message of which nobody made anything. */
  public static final Echo NONE = new Echo(List.of(), 0);

  /** Copies the list. */
  public Echo {
    reactions = List.copyOf(reactions);
  }

  /** The seq of the newest entry that it shows; 0 where there is none. */
  long newest() {
    return reactedBy;
  }
}
