package io.redfire.core.redis.bot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.bot.SlashCommand;
import io.redfire.core.bot.SlashCommands.Outcome;
import io.redfire.core.log.CommandName;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.TestRedis;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class RedisSlashCommandsTest {
  private static final RoomName DEN = new RoomName("den");
  private static final CommandName ROLL = new CommandName("roll");
  private static final CommandName FLIP = new CommandName("掷");

  private final RedisKeys keys = new RedisKeys(TestRedis.newPrefix());
  private final RedisSlashCommands commands =
      new RedisSlashCommands(TestRedis.shared().connections(), keys, 2);

  @AfterEach
  void close() {
    commands.close();
  }

  private static Optional<SlashCommand> of(CommandName name, String bot) {
    return Optional.of(
        new SlashCommand(
            name, new UserName(bot), "says \"no\"\n", "2d6 骰", Instant.ofEpochMilli(1234)));
  }

  private Outcome change(
      CommandName name, Optional<SlashCommand> known, Optional<SlashCommand> next) {
    return commands.change(DEN, name, known, next, 2);
  }

  @Test
  void whatIsKeptComesBack() {
    assertThat(change(ROLL, Optional.empty(), of(ROLL, "dice"))).isEqualTo(Outcome.DONE);
    assertThat(change(FLIP, Optional.empty(), of(FLIP, "dice"))).isEqualTo(Outcome.DONE);

    assertThat(commands.find(DEN, ROLL)).isEqualTo(of(ROLL, "dice"));
    assertThat(commands.find(new RoomName("other"), ROLL)).isEmpty();
    assertThat(commands.list(DEN))
        .containsExactlyInAnyOrder(of(ROLL, "dice").get(), of(FLIP, "dice").get());
  }

  @Test
  void aChangeIsMadeOnlyToWhatItsCallerKnows() {
    assertThat(change(ROLL, Optional.empty(), of(ROLL, "dice"))).isEqualTo(Outcome.DONE);

    assertThat(change(ROLL, Optional.empty(), of(ROLL, "thief"))).isEqualTo(Outcome.CHANGED);
    assertThat(change(ROLL, of(ROLL, "other"), Optional.empty())).isEqualTo(Outcome.CHANGED);
    assertThat(commands.find(DEN, ROLL)).isEqualTo(of(ROLL, "dice"));
    assertThat(change(ROLL, of(ROLL, "dice"), of(ROLL, "heir"))).isEqualTo(Outcome.DONE);
    assertThat(commands.find(DEN, ROLL)).isEqualTo(of(ROLL, "heir"));
  }

  @Test
  void aChangeThatIsAskedForAgainIsDone() {
    Optional<SlashCommand> dice = of(ROLL, "dice");
    assertThat(change(ROLL, Optional.empty(), dice)).isEqualTo(Outcome.DONE);
    assertThat(change(ROLL, Optional.empty(), dice)).isEqualTo(Outcome.DONE);
    assertThat(change(ROLL, dice, Optional.empty())).isEqualTo(Outcome.DONE);
    assertThat(change(ROLL, dice, Optional.empty())).isEqualTo(Outcome.DONE);
    assertThat(commands.list(DEN)).isEmpty();
  }

  @Test
  void aRoomHasSoManyAndNoMore() {
    CommandName third = new CommandName("third");
    Optional<SlashCommand> roll = of(ROLL, "dice");
    assertThat(change(ROLL, Optional.empty(), roll)).isEqualTo(Outcome.DONE);
    assertThat(change(FLIP, Optional.empty(), of(FLIP, "dice"))).isEqualTo(Outcome.DONE);

    assertThat(change(third, Optional.empty(), of(third, "dice"))).isEqualTo(Outcome.FULL);
    assertThat(change(ROLL, roll, of(ROLL, "heir"))).as("no further one").isEqualTo(Outcome.DONE);
    assertThat(change(ROLL, of(ROLL, "heir"), Optional.empty())).isEqualTo(Outcome.DONE);
    assertThat(change(third, Optional.empty(), of(third, "dice"))).isEqualTo(Outcome.DONE);
  }

  @Test
  void whatSaysMoreThanIsReadIsChangedAllTheSame() {
    Optional<SlashCommand> dice = of(ROLL, "dice");
    assertThat(change(ROLL, Optional.empty(), dice)).isEqualTo(Outcome.DONE);
    try (Jedis redis = new Jedis(TestRedis.shared().connections().open("commands-test"))) {
      byte[] roll = "roll".getBytes(UTF_8);
      String told = new String(redis.hget(keys.commands(DEN), roll), UTF_8);
      redis.hset(keys.commands(DEN), roll, told.replace("{", "{\"icon\":[1], ").getBytes(UTF_8));
    }
    assertThat(commands.find(DEN, ROLL)).isEqualTo(dice);
    assertThat(change(ROLL, of(ROLL, "other"), Optional.empty())).isEqualTo(Outcome.CHANGED);
    assertThat(change(ROLL, dice, Optional.empty())).isEqualTo(Outcome.DONE);
    assertThat(commands.find(DEN, ROLL)).isEmpty();
  }

  @Test
  void whatIsNoCommandCountsAsNone() {
    try (Jedis redis = new Jedis(TestRedis.shared().connections().open("commands-test"))) {
      redis.hset(keys.commands(DEN), "roll".getBytes(UTF_8), "{\"bot\":7".getBytes(UTF_8));
      redis.hset(
          keys.commands(DEN), "Up Per".getBytes(UTF_8), "{\"bot\":\"dice\"}".getBytes(UTF_8));
    }
    assertThat(commands.list(DEN)).isEmpty();
    assertThat(commands.find(DEN, ROLL)).isEmpty();
    assertThat(change(ROLL, Optional.empty(), of(ROLL, "dice"))).isEqualTo(Outcome.DONE);
    assertThat(commands.find(DEN, ROLL)).isEqualTo(of(ROLL, "dice"));
  }
}
