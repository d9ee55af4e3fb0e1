package io.redfire.planted;

import static io.redfire.planted.SourceEdit.java;
import static io.redfire.planted.SourceEdit.lua;

import java.util.List;

/**
 * A bug that somebody could make, and the tests that must fail with it.
 *
 * <p>It is planted into a copy of the product's sources ({@link PlantedProduct}), so the product
 * has no switch for it. A plant that no longer finds its place fails {@link PlantedBugsIT}: then
 * whoever changed that place plants the bug anew.
 */
@SuppressWarnings("ImmutableEnumChecker") // Both lists are made by List.of.
enum PlantedBug {
  /** The tag of a cursor is ignored when its reader resumes. */
  SEQ_ONLY_CURSOR(
      List.of(
          java(
              "chat-server",
              "io.redfire.server.session.Start",
              "Position newest = log.newestInLog(room, known).orElse(Position.ORIGIN);",
              """
              if (known.get(0).seq() <= bounds.head().seq()) {
                return at(log, room, bounds, known.get(0).seq());
              }
              Position newest = log.newestInLog(room, known).orElse(Position.ORIGIN);
              """)),
      "io.redfire.system.ResumeTest#aCursorOfAReplacedHistoryHearsSoBeforeAnythingNewer()"),

  /** An id that was accepted is appended again. */
  NO_DEDUPE(
      List.of(
          lua(
              "append.lua",
              "known[field] = accepted(s, KEYS[tonumber(ARGV[i])], field)",
              "accepted(s, KEYS[tonumber(ARGV[i])], field)")),
      "io.redfire.system.RetryTest#anAcknowledgedIdSentAgainOnAnotherNodeGetsTheSameAnswer()"),

  /** A line is published before it stands in the list, and so also where Redis refuses it then. */
  PUBLISH_BEFORE_RPUSH(
      List.of(
          lua(
              "write.lua",
              """
              save(s)
              for _, line in ipairs(lines) do redis.call(RING, CHANNEL, line) end
              """,
              "save(s)\n"),
          lua(
              "write.lua",
              "redis.call('RPUSH', LOG, unpack(lines))",
              """
              for _, line in ipairs(lines) do redis.call(RING, CHANNEL, line) end
              redis.call('RPUSH', LOG, unpack(lines))
              """)),
      "io.redfire.system.StoreFailuresTest#whatAFullRedisRefusesIsHeardByNobody()"),

  /** The tail takes any line with the next seq, whatever its past is. */
  NO_TAIL_CHECK(
      List.of(
          java(
              "chat-server",
              "io.redfire.server.room.LiveRoom",
              """
              Entry entry = EntryCodec.decode(last, line);
              if (!entry.position().equals(claimed)) {
                return false;
              }
              """,
              """
              Entry next = EntryCodec.decode(new Position(last.seq(), Position.UNKNOWN_TAG), line);
              Entry entry =
                  new Entry(
                      last.tag(), claimed, next.id(), next.from(), next.at(), next.content());
              """)),
      "io.redfire.system.RewindTest#whatFollowsOnAnotherHistoryIsNotTakenForTheNextEntry()"),

  /** A reader gets what it hears live while the page of what is below it is still being read. */
  LIVE_BEFORE_FILL(
      List.of(
          java(
              "chat-server",
              "io.redfire.server.session.Cursor",
              "private boolean rung;",
              "private boolean rung; private long shownLive;"),
          java(
              "chat-server",
              "io.redfire.server.session.Cursor",
              """
              if (waiting) {
                return null;
              }
              """,
              """
              if (waiting) {
                WireEntry live = room.get(room.last().seq());
                if (live == null || live.position().seq() <= shownLive) {
                  return null;
                }
                shownLive = live.position().seq();
                return live.event();
              }
              """)),
      "io.redfire.system.JoinTest#whoReadsABusyRoomFromItsStartMissesAndRepeatsNothing()"),

  /** A room that opens reads its log without waiting for its subscription. */
  READ_BEFORE_SUBSCRIBE(
      List.of(
          java(
              "chat-server",
              "io.redfire.server.room.LiveRooms",
              ".thenCompose(found -> listen(room))",
              ".thenCompose(found -> { var early = room.refresh(); listen(room); return early; })")),
      "io.redfire.system.JoinTest#nobodyFollowsARoomBeforeItsBellIsHeard()"),

  /** After a lost connection the log is read before the rooms are subscribed anew. */
  READ_BEFORE_RESUBSCRIBE(
      List.of(
          java(
              "chat-core",
              "io.redfire.core.redis.bus.RedisMessageBus",
              "channels.values().forEach(this::send);",
              """
              channels.values().stream()
                  .filter(channel -> channel.confirmed.isDone())
                  .forEach(channel -> guard(channel.listener::onRestored));
              channels.values().forEach(this::send);
              """),
          java(
              "chat-core",
              "io.redfire.core.redis.bus.RedisMessageBus",
              """
              if (!channel.confirmed.complete(null)) {
                guard(channel.listener::onRestored);
              }
              """,
              "channel.confirmed.complete(null);")),
      "io.redfire.core.redis.bus.RedisMessageBusTest"
          + "#listenerIsToldOfANewConnectionOnlyWhenItHearsAgain()"),

  /** A message is acknowledged where it will probably stand, before Redis has answered. */
  ACK_BEFORE_SCRIPT(
      List.of(
          java(
              "chat-core",
              "io.redfire.core.redis.log.AppendWriter",
              "link.send(calls);",
              "calls.forEach(call -> foretell(call, link)); link.send(calls);"),
          java(
              "chat-core",
              "io.redfire.core.redis.log.AppendWriter",
              "if (!result.get().isListed()) {",
              """
              ends.put(room.room(), result.get().positions().get(part.size() - 1));
              if (!result.get().isListed()) {
              """),
          java(
              "chat-core",
              "io.redfire.core.redis.log.AppendWriter",
              "private void answered(",
              """
              private final Map<RoomName, io.redfire.core.log.Position> ends =
                  new java.util.HashMap<>();

              private void foretell(AppendCall call, AppendLink link) {
                io.redfire.core.log.Position end = ends.get(call.room());
                if (end == null) {
                  return;
                }
                for (List<PendingAppend> part : call.parts()) {
                  for (PendingAppend pending : part) {
                    String past = end.tag() + sha1(pending.body());
                    String tag = sha1(past.getBytes()).substring(0, 16);
                    end = new io.redfire.core.log.Position(end.seq() + 1, tag);
                    pending.succeed(new Appended(end, false, link.level(), 0));
                  }
                }
              }

              private static String sha1(byte[] bytes) {
                return com.google.common.hash.Hashing.sha1().hashBytes(bytes).toString();
              }

              private void answered(
              """)),
      "io.redfire.system.StoreFailuresTest#aFullRedisIsToldAndReadingGoesOn()"),

  /** As many replicas are told as were asked for, and none is waited for. */
  REPLICATED_WITHOUT_WAIT(
      List.of(
          java(
              "chat-core",
              "io.redfire.core.redis.log.AppendLink",
              "waits = replicas > 0;",
              "waits = false;"),
          java(
              "chat-core",
              "io.redfire.core.redis.log.AppendWriter",
              "replicas = link.replicas();",
              """
              for (Settled each : waitForReplicas) {
                replicas = Math.max(replicas, each.message().replicas());
              }
              """)),
      "io.redfire.system.ReplicatedTest#aFrozenReplicaIsNotCountedThoughItIsStillConnected()"),

  /**
   * The replicas are asked about on a connection of its own, where Redis waits only for what was
   * written before that connection's last command.
   */
  WAIT_ON_ANOTHER_CONNECTION(
      List.of(
          java(
              "chat-core",
              "io.redfire.core.redis.log.AppendLink",
              "private boolean waits;",
              "private boolean waits; private @Nullable Connection asking;"),
          java(
              "chat-core",
              "io.redfire.core.redis.log.AppendLink",
              """
              open.sendCommand(
                  new CommandArguments(Command.WAIT).add(replicas).add(REPLICAS_PATIENCE.toMillis()));
              """,
              ""),
          java(
              "chat-core",
              "io.redfire.core.redis.log.AppendLink",
              "Object reply = connection().getMany(1).get(0);",
              """
              if (asking == null) {
                asking = connections.open(server, "redfire-wait");
              }
              asking.sendCommand(
                  new CommandArguments(Command.WAIT).add(1).add(REPLICAS_PATIENCE.toMillis()));
              Object reply = asking.getOne();
              """)),
      "io.redfire.system.ReplicatedTest#aFrozenReplicaIsNotCountedThoughItIsStillConnected()"),

  /** Frames are written whether the stream is ready for them or not. */
  READINESS_IGNORED(
      List.of(
          java(
              "chat-server",
              "io.redfire.server.session.Session",
              "while (!ended && stream.isReady() && writeFrame()) {}",
              "while (!ended && writeFrame()) {}")),
      "io.redfire.system.StalledReaderTest#hasNothingKeptForItButWhatIsOnTheWay()"),

  /** After a trim the log is believed to begin one entry too early. */
  BASE_OFF_BY_ONE(
      List.of(lua("write.lua", "s.base = s.base + drop", "s.base = s.base + drop - 1")),
      "io.redfire.core.redis.log.AppendScriptTest"
          + "#retentionKeepsTheNewestAndRemembersTheTagBeforeThem()"),

  /** What was trimmed is told to end one entry too early. */
  TRIMMED_OFF_BY_ONE(
      List.of(
          java(
              "chat-server",
              "io.redfire.server.wire.Events",
              ".setLastMissingSeq(base.seq())",
              ".setLastMissingSeq(base.seq() - 1)")),
      "io.redfire.system.ResumeTest#aCursorOlderThanWhatIsKeptHearsTheExactBounds(boolean)");

  private final List<SourceEdit> edits;
  private final List<String> tests;

  PlantedBug(List<SourceEdit> edits, String... tests) {
    this.edits = edits;
    this.tests = List.of(tests);
  }

  /** What somebody did to the product. */
  List<SourceEdit> edits() {
    return edits;
  }

  /** The tests that must fail with it, each as {@code CLASS#METHOD(PARAMETERS)}. */
  List<String> tests() {
    return tests;
  }
}
