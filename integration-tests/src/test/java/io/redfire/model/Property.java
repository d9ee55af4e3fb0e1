package io.redfire.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold in every state that can be reached. */
enum Property {
  /** A message id stands at most once in the log. */
  ID_ONCE {
    @Override
    @Nullable String broken(State state, World world) {
      String log = state.primary().log();
      boolean once = log.chars().distinct().count() == log.length();
      return once ? null : "the log holds an id twice: " + log;
    }
  },

  /**
   * What a reader shows is the beginning of one history, the present one or one that was replaced:
   * nothing missing, nothing twice, nothing newer above something that was withdrawn.
   */
  ONE_HISTORY {
    @Override
    @Nullable String broken(State state, World world) {
      for (Reader reader : state.readers()) {
        if (state.histories().noneMatch(log -> log.startsWith(reader.shown()))) {
          List<String> histories = state.histories().toList();
          return "shown: " + reader.shown() + ", which is in none of the histories " + histories;
        }
      }
      return null;
    }
  },

  /** A mark that is found in the log has the same past for the log and for whoever holds it. */
  SAME_MARK_SAME_PAST {
    @Override
    @Nullable String broken(State state, World world) {
      String log = state.primary().log();
      for (Reader reader : state.readers()) {
        for (Mark mark : reader.trail()) {
          if (world.cursors().finds(state.primary(), mark)
              && !log.startsWith(reader.shown().substring(0, mark.seq()))) {
            return "shown: " + reader.shown() + ", log: " + log + ", yet both have " + mark;
          }
        }
      }
      return null;
    }
  },

  /**
   * A node that was rung for everything, and has heard it all, is not behind. It may be aside: a
   * late ring of a lost primary fits on the tail where the new log ends at the fork. Then its
   * readers see a little more of the replaced history, until the next ring or look at the head
   * rewinds them.
   */
  NOTHING_MISSED {
    @Override
    @Nullable String broken(State state, World world) {
      for (Node node : state.nodes()) {
        Tail tail = node.tail();
        boolean idle =
            node.subscribed() && node.sure() && node.reading() == null && node.rings().isEmpty();
        if (idle
            && tail != null
            && world.cursors().finds(state.primary(), tail.last())
            && tail.last().seq() < state.primary().length()) {
          String log = state.primary().log();
          return "the tail ends at "
              + tail.last().seq()
              + ", log: "
              + log
              + ", and no ring was lost";
        }
      }
      return null;
    }
  },

  /** Where nobody has anything left to do, every reader shows the log. */
  AT_REST_ALL_SHOWN {
    @Override
    @Nullable String broken(State state, World world) {
      String log = state.primary().log();
      for (Reader reader : state.readers()) {
        if (!reader.shown().equals(log) && isAtRest(state, world)) {
          return "shown: " + reader.shown() + ", log: " + log + ", and nobody sees a difference";
        }
      }
      return null;
    }
  };

  /** What is wrong with the state, in words; null where nothing is. */
  abstract @Nullable String broken(State state, World world);

  private static boolean isAtRest(State state, World world) {
    for (Action action : world.actions()) {
      if (action.isRepair() && !action.on(state, world).equals(state)) {
        return false;
      }
    }
    return true;
  }
}
