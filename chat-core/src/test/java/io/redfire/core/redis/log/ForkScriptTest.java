package io.redfire.core.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.Position;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForkScriptTest {
  private ScriptRoom chat;

  @BeforeEach
  void open() {
    chat = ScriptRoom.shared();
  }

  @AfterEach
  void close() {
    chat.close();
  }

  @Test
  void newestPlaceOfTheLogIsTold() {
    List<Position> positions = chat.appendMany(5);
    assertThat(chat.fork(positions.get(4), positions.get(2))).containsExactly(1L, 0L);
  }

  @Test
  void placesAfterTheForkAreSkipped() {
    List<Position> positions = chat.appendMany(5);
    chat.redis.ltrim(chat.keys.log(chat.room), 0, 2);
    chat.append(chat.message("other 4"));
    chat.append(chat.message("other 5"));
    assertThat(chat.fork(positions.get(4), positions.get(3), positions.get(2), positions.get(0)))
        .containsExactly(3L, 0L);
  }

  @Test
  void noPlaceIsToldWhereNoneIsInTheLog() {
    List<Position> positions = chat.appendMany(2);
    chat.redis.del(chat.keys.log(chat.room));
    chat.append(chat.message("other"));
    assertThat(chat.fork(positions.get(1), positions.get(0))).containsExactly(0L, 0L);
    assertThat(chat.fork()).containsExactly(0L, 0L);
  }

  @Test
  void originIsInEveryLog() {
    assertThat(chat.fork(Position.ORIGIN)).containsExactly(1L, 0L);
    List<Position> positions = chat.appendMany(2);
    chat.redis.del(chat.keys.log(chat.room));
    assertThat(chat.fork(positions.get(1), Position.ORIGIN)).containsExactly(2L, 0L);
  }

  @Test
  void placeOlderThanWhatIsKeptCounts() {
    List<Position> positions = chat.appendMany(5);
    chat.appendOnce(2, chat.message("6"));
    assertThat(chat.fork(new Position(5, "00000000deadbeef"), positions.get(1)))
        .containsExactly(2L, 0L);
  }

  @Test
  void placeThatIsNotWalkedToYetIsLeftOpen() {
    chat.pushMany(600);
    Position last = chat.before(1L << 50, 0, 1).head();
    assertThat(last.seq()).isEqualTo(512);
    chat.redis.del(chat.keys.head(chat.room));
    assertThat(chat.fork(new Position(600, "00000000deadbeef"))).containsExactly(0L, 1L);
    assertThat(chat.fork(last)).containsExactly(1L, 0L);
  }
}
