package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.BotServiceGrpc;
import io.redfire.chat.v1.BotServiceGrpc.BotServiceBlockingStub;
import io.redfire.chat.v1.CommandAccepted;
import io.redfire.chat.v1.CommandRun;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.LeaveRoomRequest;
import io.redfire.chat.v1.ListCommandsRequest;
import io.redfire.chat.v1.RegisterCommandRequest;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.RunCommandRequest;
import io.redfire.chat.v1.SetRoleRequest;
import io.redfire.chat.v1.SlashCommand;
import io.redfire.chat.v1.UnregisterCommandRequest;
import io.redfire.chat.v1.UpdateAccountRequest;
import io.redfire.chat.v1.UpdateRoomRequest;
import io.redfire.core.log.MessageId;
import io.redfire.core.rate.Rate;
import io.redfire.server.limit.LimitSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slash commands from those who run them to the bots that answer, on two nodes. */
@Timeout(120)
class SlashCommandTest {
  private static final String DEN = "den";
  private static final int FEW = 9;

  private final Nodes nodes = Nodes.onSharedRedis();
  private final TestNode one = nodes.start();
  private final TestNode two = nodes.start();
  private final SignedIn root = SignedIn.register(one, "root", one.firstAdminCode());
  private final SignedIn olga = SignedIn.register(one, "olga");
  private final SignedIn alice = SignedIn.register(one, "alice");
  private final SignedIn dice = SignedIn.register(one, "dice");

  @BeforeEach
  void createRoom() {
    var unused =
        olga.rooms(one)
            .createRoom(
                CreateRoomRequest.newBuilder()
                    .setRoom(DEN)
                    .setRules(RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PUBLIC))
                    .build());
    join(alice);
    join(dice);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private void join(SignedIn user) {
    var unused = user.rooms(one).joinRoom(JoinRoomRequest.newBuilder().setRoom(DEN).build());
  }

  private static BotServiceBlockingStub bots(SignedIn user, TestNode node) {
    return BotServiceGrpc.newBlockingStub(user.at(node)).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static SlashCommand register(SignedIn bot, TestNode node, String name) {
    return bots(bot, node)
        .registerCommand(
            RegisterCommandRequest.newBuilder()
                .setRoom(DEN)
                .setName(name)
                .setDescription("Throws dice")
                .setUsage("2d6")
                .build())
        .getCommand();
  }

  private static void unregister(SignedIn user, TestNode node, String name) {
    var unused =
        bots(user, node)
            .unregisterCommand(
                UnregisterCommandRequest.newBuilder().setRoom(DEN).setName(name).build());
  }

  private static CommandRun roll(String id, String text) {
    return CommandRun.newBuilder().setRoom(DEN).setName("roll").setId(id).setText(text).build();
  }

  private static CommandAccepted run(SignedIn user, TestNode node, CommandRun run) {
    return bots(user, node)
        .runCommand(RunCommandRequest.newBuilder().setRun(run).build())
        .getAccepted();
  }

  private static String refusal(Runnable call) {
    String[] reason = {""};
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, refused -> reason[0] = Refusal.of(refused).reason());
    return reason[0];
  }

  private List<SlashCommand> commands(SignedIn user) {
    return bots(user, two)
        .listCommands(ListCommandsRequest.newBuilder().setRoom(DEN).build())
        .getCommandsList();
  }

  @Test
  void aCommandReachesItsBotFromWhereItLeftOffAndOnce() {
    SlashCommand registered = register(dice, one, "roll");
    assertThat(commands(alice)).containsExactly(registered);
    long before = one.calls().getRoom(room(DEN)).getRoom().getBounds().getLastSeq();

    // The bot is away.
    String id = MessageId.create().value();
    CommandAccepted accepted = run(alice, one, roll(id, "2d6"));
    assertThat(accepted.getBot()).isEqualTo("dice");
    assertThat(accepted.getDuplicate()).isFalse();
    assertThat(run(alice, two, roll(id, "2d6")).getDuplicate()).isTrue();
    try (StreamProbe stream = alice.connect(two)) {
      Event again = stream.answer(stream.ask(frame -> frame.setRunCommand(roll(id, "2d6"))));
      assertThat(again.getCommandAccepted().getDuplicate()).isTrue();
      Event other = stream.answer(stream.ask(frame -> frame.setRunCommand(roll("", "w20"))));
      assertThat(other.getCommandAccepted().getDuplicate()).isFalse();
    }

    String cursor;
    try (StreamProbe bot = dice.connect(two, Wishes.fromStart("@dice"))) {
      Entry first = command(bot, "2d6");
      assertThat(first.getId()).isEqualTo(id);
      assertThat(first.getFrom()).isEqualTo("alice");
      assertThat(first.getCommand().getRoom()).isEqualTo(DEN);
      assertThat(first.getCommand().getName()).isEqualTo("roll");
      cursor = first.getCursor();
      var unused = command(bot, "w20");
      assertThat(bot.heard().entries("@dice").stream().filter(Entry::hasCommand)).hasSize(2);
    }
    try (StreamProbe bot = dice.connect(one, Wishes.resume("@dice", cursor))) {
      var live = run(alice, one, roll("", "live"));
      assertThat(live.getBot()).isEqualTo("dice");
      var unused = command(bot, "live");
      assertThat(bot.heard().entries("@dice"))
          .extracting(entry -> entry.getCommand().getText())
          .containsExactly("w20", "live");
    }
    assertThat(one.calls().getRoom(room(DEN)).getRoom().getBounds().getLastSeq())
        .as("a command is no entry of the room")
        .isEqualTo(before);
  }

  private static io.redfire.chat.v1.GetRoomRequest room(String name) {
    return io.redfire.chat.v1.GetRoomRequest.newBuilder().setRoom(name).build();
  }

  private static Entry command(StreamProbe bot, String text) {
    return bot.heard()
        .await(
            "the command " + text,
            event ->
                event.getEntry().hasCommand()
                    && event.getEntry().getCommand().getText().equals(text))
        .getEntry();
  }

  @Test
  void aNameBelongsToOneBotForAsLongAsThatMayWrite() {
    var unused = register(dice, one, "roll");
    assertThat(refusal(() -> register(alice, two, "roll"))).isEqualTo("COMMAND_TAKEN");
    assertThat(refusal(() -> unregister(alice, two, "roll"))).isEqualTo("NOT_PERMITTED");

    setRole("dice", Role.ROLE_READ_ONLY);
    assertThat(commands(alice)).isEmpty();
    assertThat(refusal(() -> run(alice, two, roll("", "")))).isEqualTo("COMMAND_NOT_FOUND");

    var left = dice.rooms(one).leaveRoom(LeaveRoomRequest.newBuilder().setRoom(DEN).build());
    assertThat(left).isNotNull();
    assertThat(register(alice, two, "roll").getBot()).isEqualTo("alice");
    assertThat(run(olga, one, roll("", "")).getBot()).isEqualTo("alice");
    unregister(olga, one, "roll");
    assertThat(refusal(() -> run(alice, two, roll("", "")))).isEqualTo("COMMAND_NOT_FOUND");
    assertThat(refusal(() -> unregister(olga, two, "roll"))).isEqualTo("COMMAND_NOT_FOUND");
  }

  @Test
  void aRoomHasFiftyCommandsAndThoseOfBotsThatAreGoneMakeRoom() {
    makeModeratorOfDice();
    for (int i = 0; i < 50; i++) {
      var unused = register(dice, i % 2 == 0 ? one : two, "roll" + i);
    }
    for (int i = 0; i < 10 * 50; i += 50) {
      int number = i;
      assertThat(refusal(() -> register(alice, one, "more" + number)))
          .isEqualTo("TOO_MANY_COMMANDS");
    }
    assertThat(commands(alice)).hasSize(50);
    assertThat(register(dice, one, "roll7").getName()).isEqualTo("roll7");

    var left = dice.rooms(one).leaveRoom(LeaveRoomRequest.newBuilder().setRoom(DEN).build());
    assertThat(left).isNotNull();
    assertThat(register(alice, one, "more").getName()).isEqualTo("more");
    assertThat(commands(alice)).hasSize(1);
  }

  private void setRole(String user, Role role) {
    var unused =
        olga.rooms(one)
            .setRole(SetRoleRequest.newBuilder().setRoom(DEN).setUser(user).setRole(role).build());
  }

  /** Returns once both nodes know. */
  private void makeModeratorOfDice() {
    setRole("dice", Role.ROLE_MODERATOR);
    for (TestNode node : List.of(one, two)) {
      Waiting.patiently()
          .until(() -> refusal(() -> unregister(dice, node, "none")).equals("COMMAND_NOT_FOUND"));
    }
  }

  @Test
  void aMemberTakesTenNamesAndNoMore() {
    for (int i = 0; i < 10; i++) {
      var unused = register(dice, one, "roll" + i);
    }
    assertThat(refusal(() -> register(dice, two, "more"))).isEqualTo("TOO_MANY_COMMANDS");
    assertThat(register(dice, two, "roll7").getName()).isEqualTo("roll7");
    assertThat(register(alice, two, "more").getName()).isEqualTo("more");
    makeModeratorOfDice();
    assertThat(register(dice, two, "most").getName()).isEqualTo("most");
  }

  @Test
  void theCommandsOfADisabledBotAreGoneUntilItIsEnabled() {
    var unused = register(dice, one, "roll");
    disable(true);
    assertThat(commands(alice)).isEmpty();
    assertThat(refusal(() -> run(alice, two, roll("", "")))).isEqualTo("COMMAND_NOT_FOUND");
    disable(false);
    assertThat(run(alice, two, roll("", "")).getBot()).isEqualTo("dice");
  }

  private void disable(boolean disabled) {
    var unused =
        AdminServiceGrpc.newBlockingStub(root.at(one))
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .updateAccount(
                UpdateAccountRequest.newBuilder().setUser("dice").setDisabled(disabled).build());
  }

  @Test
  void oneIdTakesNoSecondTurnInSlowMode() {
    var unused = register(dice, one, "roll");
    var other = register(olga, one, "flip");
    assertThat(other.getBot()).isEqualTo("olga");
    var slow =
        olga.rooms(one)
            .updateRoom(
                UpdateRoomRequest.newBuilder()
                    .setRoom(DEN)
                    .setSlowMode(com.google.protobuf.Duration.newBuilder().setSeconds(3600))
                    .build());
    assertThat(slow.hasRoom()).isTrue();
    String id = MessageId.create().value();
    CommandRun flip = roll(id, "").toBuilder().setName("flip").build();

    Waiting.patiently().until(() -> one.calls().getRoom(room(DEN)).getRoom().hasRules());
    assertThat(run(alice, one, roll(id, "")).getDuplicate()).isFalse();
    assertThat(run(alice, one, roll(id, "")).getDuplicate()).isTrue();
    assertThat(refusal(() -> run(alice, one, flip))).isEqualTo("SLOW_MODE");
  }

  @Test
  void commandsCountAsMessagesOfTheirUser() {
    TestNode strict =
        nodes.start(
            LimitSettings.with()
                .sendsPerUser(Optional.of(new Rate(FEW, Duration.ofDays(1))))
                .done());
    var unused = register(dice, one, "roll");

    Tries tries =
        Tries.of(10 * FEW, i -> assertThat(run(alice, strict, roll("", "" + i))).isNotNull());

    tries.assertRate(FEW);
    assertThat(dice.calls(one).listMessages(all("@dice")).getEntriesList())
        .filteredOn(Entry::hasCommand)
        .hasSize(FEW);
  }

  private static io.redfire.chat.v1.ListMessagesRequest all(String room) {
    return io.redfire.chat.v1.ListMessagesRequest.newBuilder()
        .setRoom(room)
        .setPageSize(200)
        .build();
  }
}
