package io.redfire.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The case for tag chains: a search through every interleaving of a small world finds how a cursor
 * by seq, or by seq and an epoch kept in Redis, goes wrong in a lossy failover, and finds nothing
 * against a cursor by seq and tag. The expected traces are the shortest ones and are meant to be
 * read.
 *
 * <p><b>Modelled:</b> an atomic append script that knows accepted ids; authors who repeat
 * themselves at any time; failovers to a replica that lags by anything, which also stand for a
 * flushed Redis and a restored backup; rings that are late, lost, or cut off by a full connection,
 * also those of a primary that is gone; nodes that subscribe, read the list with an answer that
 * takes its time, hold a short tail, and crash; readers that follow the tail, page from the list,
 * change nodes, hold a trail of limited length, and are rewound to the fork.
 *
 * <p><b>Not modelled:</b> retention (nothing is trimmed), plain RPUSH and PUBLISH by other
 * programs, edits in place, a list shortened while its other keys stay, two primaries at once in a
 * partition, collisions of the real hash, acknowledgement levels, and time: the expiry of ids, and
 * how soon anything is repaired. That repairing comes to an end is not shown either, only that all
 * is well where it has. A page holds one entry here; larger ones are several of them with nothing
 * between.
 */
class CursorModelTest {
  private static final World ONE_NODE =
      new World(Cursors.SEQ_AND_TAG, Flaw.NONE, List.of("ab", "x"), 1, 1, 1, 2, 1, 2);
  private static final World TWO_FAILOVERS =
      new World(Cursors.SEQ_AND_TAG, Flaw.NONE, List.of("ab", "x"), 2, 1, 1, 2, 1, 2);
  private static final Set<Property> ALL = EnumSet.allOf(Property.class);

  /** Each row is a world small enough to go through whole, and how many states it has at least. */
  @ParameterizedTest
  @CsvSource({
    // authors, failovers, nodes, readers, trail, window, rings, states
    "ab x, 1, 1, 1, 2, 1, 2, 238000",
    "ab x, 1, 1, 1, 1, 2, 2, 231000",
    "a x,  2, 1, 1, 2, 1, 2,  63000",
    "ab,   2, 1, 1, 2, 2, 2,  40000",
    "a x,  1, 1, 2, 2, 1, 2,  32000",
    "a x,  1, 2, 1, 2, 1, 1, 694000",
  })
  void tagCursorIsSafeInEveryState(
      String authors,
      int failovers,
      int nodes,
      int readers,
      int trail,
      int window,
      int rings,
      int leastStates) {
    World world =
        new World(
            Cursors.SEQ_AND_TAG,
            Flaw.NONE,
            List.of(authors.split(" ")),
            failovers,
            nodes,
            readers,
            trail,
            window,
            rings);

    Search.Result result = Search.walk(world, ALL);

    assertThat(result.violation()).isEmpty();
    assertThat(result.states()).isGreaterThanOrEqualTo(leastStates);
    assertThat(result.happened())
        .as("kinds of action that changed something")
        .hasSize(Action.class.getPermittedSubclasses().length - (nodes == 1 ? 1 : 0));
  }

  @Test
  void seqCursorShowsAMessageTwiceAndAnotherNever() {
    assertFound(
        ONE_NODE.with(Cursors.SEQ_ONLY),
        EnumSet.of(Property.ONE_HISTORY),
        """
        send a
        reader 0 takes from the list
        fail over, writes kept: 0
        send b
        send a
        reader 0 takes from the list
        => shown: aa, which is in none of the histories [a, ba]""");
  }

  @Test
  void seqCursorNeverHearsOfAReplacedMessage() {
    assertFound(
        ONE_NODE.with(Cursors.SEQ_ONLY),
        EnumSet.of(Property.AT_REST_ALL_SHOWN),
        """
        send a
        reader 0 takes from the list
        fail over, writes kept: 0
        send b
        node 0 subscribes
        node 0 reads the list
        node 0 fills its tail
        => shown: a, log: b, and nobody sees a difference""");
  }

  @Test
  void epochKeptInRedisIsLostWithTheData() {
    assertFound(
        TWO_FAILOVERS.with(Cursors.SEQ_AND_EPOCH),
        EnumSet.of(Property.ONE_HISTORY),
        """
        send a
        fail over, writes kept: 1
        reader 0 takes from the list
        fail over, writes kept: 0
        send b
        send a
        reader 0 takes from the list
        => shown: aa, which is in none of the histories [a, ba]""");
  }

  @Test
  void sameSeqAndEpochNameTwoMessages() {
    assertFound(
        TWO_FAILOVERS.with(Cursors.SEQ_AND_EPOCH),
        EnumSet.of(Property.SAME_MARK_SAME_PAST),
        """
        send a
        fail over, writes kept: 1
        reader 0 takes from the list
        fail over, writes kept: 0
        send b
        => shown: a, log: b, yet both have Mark[seq=1, witness=epoch 1]""");
  }

  @Test
  void findsAScriptThatForgetsAcceptedIds() {
    assertFound(
        ONE_NODE.with(Flaw.NO_DEDUPE),
        ALL,
        """
        send a
        send a
        => the log holds an id twice: aa""");
  }

  @Test
  void findsATailThatDoesNotCheckTags() {
    assertFound(
        ONE_NODE.with(Flaw.TAIL_WITHOUT_TAG_CHECK),
        ALL,
        """
        send a
        reader 0 takes from the list
        node 0 subscribes
        node 0 reads the list
        node 0 fills its tail
        fail over, writes kept: 0
        send b
        node 0 subscribes
        send a
        node 0 hears a ring
        reader 0 takes from the tail
        => shown: aa, which is in none of the histories [a, ba]""");
  }

  @Test
  void findsReadingBeforeSubscribing() {
    assertFound(
        ONE_NODE.with(Flaw.READ_BEFORE_SUBSCRIBE),
        ALL,
        """
        node 0 reads the list
        send a
        node 0 fills its tail
        node 0 subscribes
        => the tail ends at 0, log: a, and no ring was lost""");
  }

  @Test
  void findsRingsDroppedWhileReading() {
    assertFound(
        ONE_NODE.with(Flaw.RINGS_DROPPED_WHILE_READING),
        ALL,
        """
        node 0 subscribes
        node 0 reads the list
        send a
        node 0 hears a ring
        node 0 fills its tail
        => the tail ends at 0, log: a, and no ring was lost""");
  }

  @Test
  void findsAReaderThatIsLiveBeforeItIsFilled() {
    assertFound(
        ONE_NODE.with(Flaw.LIVE_BEFORE_FILL),
        ALL,
        """
        send a
        send b
        node 0 subscribes
        node 0 reads the list
        node 0 fills its tail
        reader 0 takes from the tail
        => shown: b, which is in none of the histories [ab]""");
  }

  @Test
  void findsAReaderPlacedInTheTailBySeqAlone() {
    assertFound(
        ONE_NODE.with(Flaw.READER_PLACED_BY_SEQ),
        ALL,
        """
        send a
        reader 0 takes from the list
        fail over, writes kept: 0
        send b
        node 0 subscribes
        node 0 reads the list
        node 0 fills its tail
        => shown: a, log: b, and nobody sees a difference""");
  }

  @Test
  void findsARewindThatIsNotAnnounced() {
    assertFound(
        ONE_NODE.with(Flaw.SILENT_REWIND),
        ALL,
        """
        send a
        reader 0 takes from the list
        fail over, writes kept: 0
        send b
        reader 0 is rewound
        reader 0 takes from the list
        => shown: ab, which is in none of the histories [a, b]""");
  }

  @ParameterizedTest
  @CsvSource({
    // marks in the trail, shown after the rewind
    "3, a",
    "2, ''",
  })
  void rewindKeepsWhatTheTrailProves(int trail, String shown) {
    World world = new World(Cursors.SEQ_AND_TAG, Flaw.NONE, List.of("abc"), 1, 1, 1, trail, 1, 1);
    State state = world.initial();
    for (Action action :
        List.of(
            new Action.Send("abc", 0),
            new Action.Send("abc", 1),
            new Action.Send("abc", 2),
            new Action.Page(0),
            new Action.Page(0),
            new Action.Page(0),
            new Action.Failover(1),
            new Action.Rewind(0))) {
      state = action.on(state, world);
    }
    assertThat(state.readers().get(0).shown()).isEqualTo(shown);
  }

  /** Asserts that the shortest way to a violation is this one, and that it leads there again. */
  private static void assertFound(World world, Collection<Property> properties, String trace) {
    Search.Violation found = Search.walk(world, properties).violation().orElseThrow();

    assertThat(found).hasToString(trace);
    State state = world.initial();
    for (Action step : found.steps()) {
      assertThat(found.property().broken(state, world)).as("before: %s", step).isNull();
      State next = step.on(state, world);
      assertThat(next).as("after: %s", step).isNotEqualTo(state);
      state = next;
    }
    assertThat(found.property().broken(state, world)).isEqualTo(found.what());
  }
}
