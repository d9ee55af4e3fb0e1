package io.redfire.faults.history.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.Level;
import io.redfire.faults.history.MayLose;
import io.redfire.faults.history.StartKind;
import io.redfire.faults.history.TextDigest;
import io.redfire.faults.history.check.Story.Told;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Long random histories of a simple log, with rewinds, retries and forged cursors, are sound; each
 * is found out when any one event of it is spoilt.
 */
class SpoiltHistoryTest {
  private static final int SEEDS = 10;

  @TempDir Path directory;

  /** A way to spoil the event at a place; which ones it fits, and what it makes of it. */
  enum Spoil {
    DELIVERY_LEFT_OUT(ViolationKind.MISSING, HistoryEvent.Delivered.class) {
      @Override
      void at(List<Told> told, int at) {
        told.remove(at);
      }
    },
    DELIVERY_TWICE(ViolationKind.REPEATED, HistoryEvent.Delivered.class) {
      @Override
      void at(List<Told> told, int at) {
        told.add(at, told.get(at));
      }
    },
    DELIVERY_OF_OTHER_TEXT(ViolationKind.INVENTED, HistoryEvent.Delivered.class) {
      @Override
      void at(List<Told> told, int at) {
        HistoryEvent.Delivered e = (HistoryEvent.Delivered) told.get(at).event();
        String digest = TextDigest.of("never said");
        put(
            told,
            at,
            new HistoryEvent.Delivered(
                e.client(), e.room(), e.seq(), e.tag(), e.id(), e.from(), digest));
      }
    },
    DELIVERY_OF_OTHER_TAG(ViolationKind.SAME_PLACE_DIFFERS, HistoryEvent.Delivered.class) {
      @Override
      boolean fits(List<Told> told, int at) {
        return told.get(at).event() instanceof HistoryEvent.Delivered e
            && at + 1 < told.size()
            && told.get(at + 1).event() instanceof HistoryEvent.Delivered next
            && next.client().equals(e.client());
      }

      @Override
      void at(List<Told> told, int at) {
        HistoryEvent.Delivered e = (HistoryEvent.Delivered) told.get(at).event();
        put(
            told,
            at,
            new HistoryEvent.Delivered(
                e.client(), e.room(), e.seq(), "0123456789abcdef", e.id(), e.from(), e.digest()));
      }
    },
    LINE_WITH_OTHER_WORDS(ViolationKind.CHAIN_BROKEN, HistoryEvent.FinalLine.class) {
      @Override
      void at(List<Told> told, int at) {
        HistoryEvent.FinalLine e = (HistoryEvent.FinalLine) told.get(at).event();
        String line = new String(e.line(), StandardCharsets.UTF_8).replace("text ", "txet ");
        put(told, at, new HistoryEvent.FinalLine(e.room(), line.getBytes(StandardCharsets.UTF_8)));
      }
    },
    NEWEST_LINE_LEFT_OUT(ViolationKind.NOT_CONVERGED, HistoryEvent.FinalLine.class) {
      @Override
      boolean fits(List<Told> told, int at) {
        return at == told.size() - 1;
      }

      @Override
      void at(List<Told> told, int at) {
        told.remove(at);
      }
    },
    SEND_NOT_WRITTEN(ViolationKind.ACKNOWLEDGED_UNASKED, HistoryEvent.Acked.class) {
      @Override
      void at(List<Told> told, int at) {
        HistoryEvent.Acked e = (HistoryEvent.Acked) told.get(at).event();
        told.removeIf(
            one -> one.event() instanceof HistoryEvent.Invoked sent && sent.id().equals(e.id()));
      }
    },
    ACKNOWLEDGED_ELSEWHERE(ViolationKind.ACKNOWLEDGED_LOST, HistoryEvent.Acked.class) {
      @Override
      boolean fits(List<Told> told, int at) {
        return isAfterAllFaults(told, at) && super.fits(told, at);
      }

      @Override
      void at(List<Told> told, int at) {
        HistoryEvent.Acked e = (HistoryEvent.Acked) told.get(at).event();
        put(
            told,
            at,
            new HistoryEvent.Acked(
                e.client(),
                e.user(),
                e.room(),
                e.id(),
                e.seq() + 1000,
                e.tag(),
                e.level(),
                e.replicas(),
                e.duplicate()));
      }
    },
    REWIND_LEFT_OUT(ViolationKind.REPEATED, HistoryEvent.Rewound.class) {
      @Override
      boolean fits(List<Told> told, int at) {
        return told.get(at).event() instanceof HistoryEvent.Rewound e && e.client().equals("deep");
      }

      @Override
      void at(List<Told> told, int at) {
        told.remove(at);
      }
    },
    FAULT_NOT_WRITTEN(ViolationKind.REWIND_NEEDLESS, HistoryEvent.FaultBegan.class) {
      @Override
      void at(List<Told> told, int at) {
        told.removeIf(one -> one.event() instanceof HistoryEvent.FaultBegan);
      }
    };

    private final ViolationKind expected;
    private final Class<? extends HistoryEvent> kind;

    Spoil(ViolationKind expected, Class<? extends HistoryEvent> kind) {
      this.expected = expected;
      this.kind = kind;
    }

    abstract void at(List<Told> told, int at);

    boolean fits(List<Told> told, int at) {
      return kind.isInstance(told.get(at).event());
    }

    /** Where a fault comes later, it may have taken the entry. */
    boolean isAfterAllFaults(List<Told> told, int at) {
      return IntStream.range(at, told.size())
          .noneMatch(i -> told.get(i).event() instanceof HistoryEvent.FaultEnded);
    }

    private static void put(List<Told> told, int at, HistoryEvent event) {
      told.set(at, new Told(told.get(at).millis(), event));
    }
  }

  /** The reader "deep" has all there is before each rewind, the others lag at random. */
  private static List<Told> soundHistory(long seed) {
    Random random = new Random(seed);
    Story story = new Story();
    Map<String, Long> at = new HashMap<>();
    for (String reader : List.of("deep", "x", "y", "z")) {
      story.follow(reader, StartKind.GIVEN, 0);
      at.put(reader, 0L);
    }
    int ids = 0;
    for (int step = 0; step < 300; step++) {
      String reader = List.of("x", "y", "z").get(random.nextInt(3));
      long stands = at.getOrDefault(reader, 0L);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> story.send("user" + random.nextInt(3), "id" + ids++);
        case 3 -> retry(story, random);
        case 4, 5 -> {
          long to = Math.min(story.end(), stands + random.nextInt(6));
          for (long seq = stands + 1; seq <= to; seq++) {
            story.deliver(reader, seq);
          }
          at.put(reader, to);
        }
        case 6 -> {
          if (random.nextInt(4) == 0) {
            story.tell(
                new HistoryEvent.Followed(
                    reader, Story.ROOM, StartKind.FORGED, stands + 1, "fedcba9876543210"));
            story.rewind(reader, 0);
            at.put(reader, 0L);
          } else {
            story.follow(reader, StartKind.OWN, stands);
          }
        }
        default -> {
          if (random.nextInt(12) == 0 && step < 250) {
            failOver(story, random, at, step);
          }
        }
      }
    }
    failOver(story, random, at, 1000);
    for (int i = 0; i < 10; i++) {
      story.send("last", "last" + i);
    }
    at.forEach((reader, seq) -> story.read(reader, seq).caughtUp(reader));
    return story.healed().finalLog().told;
  }

  private static void retry(Story story, Random random) {
    if (story.end() > 0) {
      Story.Kept kept = story.log.get(random.nextInt(story.log.size()));
      story.invoke(kept.user(), "retries", kept.id()).ack(kept, Level.ACCEPTED, true);
    }
  }

  private static void failOver(Story story, Random random, Map<String, Long> at, int step) {
    for (int i = 0; i < 3; i++) {
      story.send("early", "early" + step + "-" + i);
    }
    story.read("deep", at.getOrDefault("deep", 0L));
    long fork = Math.max(0, story.end() - 1 - random.nextInt(10));
    story.begin("failover" + step, MayLose.upTo(0)).lose(fork);
    for (Map.Entry<String, Long> one : new ArrayList<>(at.entrySet())) {
      if (one.getValue() > fork || one.getKey().equals("deep")) {
        story.rewind(one.getKey(), fork);
        at.put(one.getKey(), fork);
      }
    }
    story.send("late", "late" + step).read("deep", fork);
    at.put("deep", story.end());
    story.over("failover" + step);
  }

  @ParameterizedTest
  @EnumSource
  void isFoundOut(Spoil spoil) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      List<Told> told = soundHistory(seed);
      CheckReport sound = Story.check(directory, told);
      assertThat(sound.isSound()).as("seed %s: %s", seed, sound).isTrue();

      int[] places = IntStream.range(0, told.size()).filter(i -> spoil.fits(told, i)).toArray();
      assertThat(places).as("seed %s", seed).isNotEmpty();
      int place = places[new Random(seed).nextInt(places.length)];
      spoil.at(told, place);
      CheckReport report = Story.check(directory, told);
      assertThat(report.totals().keySet())
          .as("seed %s, event %s: %s", seed, place, report)
          .contains(spoil.expected);
    }
  }
}
