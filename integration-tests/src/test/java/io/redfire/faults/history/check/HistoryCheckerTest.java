package io.redfire.faults.history.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.Level;
import io.redfire.faults.history.MayLose;
import io.redfire.faults.history.StartKind;
import io.redfire.faults.history.TextDigest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One small history for each way to break a promise, and some that break none. */
class HistoryCheckerTest {
  private static final String ROOM = Story.ROOM;

  @TempDir Path directory;

  private static Story threeRead() {
    Story story = new Story().follow("x", StartKind.GIVEN, 0);
    story.send("a", "1").send("b", "2").send("a", "3");
    return story.read("x", 0).caughtUp("x");
  }

  private void finds(ViolationKind kind, Story story) {
    CheckReport report = story.check(directory);
    assertThat(report.totals()).as(report.toString()).containsKey(kind);
    assertThat(report.lines()).isNotEmpty();
  }

  private void findsNothing(Story story) {
    CheckReport report = story.check(directory);
    assertThat(report.isSound()).as(report.toString()).isTrue();
  }

  @Test
  void aSoundHistoryIsSound() {
    Story story =
        threeRead().push("by hand").push("{\"seq\":1,\"tag\":\"0123456789abcdef\",\"x\":1}");
    story.read("x", 3).follow("x", StartKind.STALE, 2).read("x", 2);
    CheckReport report = story.healed().finalLog().check(directory);
    assertThat(report.isSound()).as(report.toString()).isTrue();
    assertThat(report.count("Delivered")).isEqualTo(8);
    assertThat(report.count("Acked")).isEqualTo(3);
  }

  @Test
  void aRewoundHistoryWithALaterAcknowledgementIsSound() {
    Story story = threeRead().begin("failover", MayLose.upTo(0)).lose(1).rewind("x", 1);
    story.invoke("a", "again", "3").ack(story.append("a", "3"), Level.ACCEPTED, false);
    findsNothing(story.read("x", 1).over("failover").healed().finalLog());
  }

  @Test
  void aForgedCursorThatIsAnsweredByARewindIsSound() {
    Story story = threeRead();
    story.tell(new HistoryEvent.Followed("x", ROOM, StartKind.FORGED, 3, "0123456789abcdef"));
    findsNothing(story.rewind("x", 0).read("x", 0).healed().finalLog());
  }

  @Test
  void anEntryThatIsSeenJustAfterTheFaultThatTookItIsSound() {
    Story story = new Story().send("a", "1").follow("x", StartKind.GIVEN, 0);
    story.begin("flush", MayLose.ANYTHING).over("flush").read("x", 0).lose(0).rewind("x", 0);
    findsNothing(story.healed().finalLog());
  }

  @Test
  void anEditedLineStillVerifies() {
    Story story = new Story().invoke("a", "l", "1");
    Story.Kept kept = story.append("a", "1");
    story.ack(kept, Level.ON_DISK, false);
    String body = "{" + kept.line().substring(kept.line().indexOf("\"id\""));
    String was = TextDigest.sha1(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String line =
        kept.line()
            .replace("\"id\"", "\"was\":\"" + was + "\",\"changed\":2,\"id\"")
            .replace("text 1", "other words");
    story.log.set(0, new Story.Kept(1, kept.tag(), "1", "a", "", line));
    story.send("a", "2");
    findsNothing(story.healed().finalLog());
  }

  private static Story talk() {
    Story story = new Story().send("a", "1").does("b", "2", "\"react\":1,\"emoji\":\"👍\"");
    return story.does("c", "3", "\"pin\":1").does("d", "4", "\"text\":\"in it\",\"thread\":1");
  }

  @Test
  void aMessageThatShowsWhatWasDoneAboutItIsSound() {
    Story story =
        talk()
            .shows(
                1,
                "\"replies\":1,\"replied\":4,\"reactions\":{\"👍\":[\"x\",\"b\"]},\"reacted\":2,"
                    + "\"pinned\":3");
    findsNothing(story.healed().finalLog());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"replies\":1,\"replied\":4,\"pinned\":3",
        "\"replies\":1,\"replied\":4,\"reactions\":{\"👍\":[\"x\"]},\"reacted\":2,\"pinned\":3",
        "\"replies\":1,\"replied\":4,\"reactions\":{\"❤️\":[\"b\"]},\"reacted\":2,\"pinned\":3",
        "\"replies\":1,\"replied\":4,\"reactions\":{\"👍\":[\"b\"]},\"reacted\":2",
        "\"reactions\":{\"👍\":[\"b\"]},\"reacted\":2,\"pinned\":3"
      })
  void aMessageThatDoesNotShowAllOfThatIsFound(String members) {
    finds(ViolationKind.NOT_SHOWN, talk().shows(1, members).healed().finalLog());
  }

  @Test
  void anAcknowledgedReactionThatIsNotInTheLogIsFound() {
    Story story = new Story().send("a", "1").does("b", "2", "\"react\":1,\"emoji\":\"👍\"");
    finds(ViolationKind.ACKNOWLEDGED_LOST, story.lose(1).healed().finalLog());
  }

  @Test
  void anAcknowledgedMessageThatIsNotInTheLogIsFound() {
    finds(ViolationKind.ACKNOWLEDGED_LOST, new Story().send("a", "1").lose(0).healed().finalLog());
  }

  @Test
  void aReplicatedMessageMayNotBeLostWhereOnlyOthersMay() {
    Story story = new Story().invoke("a", "l", "1");
    story.ack(story.append("a", "1"), Level.REPLICATED, false);
    story.begin("failover", MayLose.upTo(0)).lose(0).over("failover");
    finds(ViolationKind.ACKNOWLEDGED_LOST, story.healed().finalLog());
  }

  @Test
  void aFaultTakesNothingThatWasSentAfterIt() {
    Story story = new Story().begin("flush", MayLose.ANYTHING).over("flush");
    finds(ViolationKind.ACKNOWLEDGED_LOST, story.send("a", "1").lose(0).healed().finalLog());
  }

  @Test
  void aFaultTakesNothingThatIsOlderThanItReachesBack() {
    Story story = new Story().send("a", "1").pass(5000);
    story.begin("failover", MayLose.upTo(0).atMostBack(1000)).lose(0).over("failover");
    finds(ViolationKind.ACKNOWLEDGED_LOST, story.healed().finalLog());
  }

  @Test
  void aWithdrawnMessageOfAClientThatSendsAgainIsMissed() {
    Story story = new Story();
    story.tell(new HistoryEvent.Invoked("a", "l", "a", ROOM, "1", TextDigest.of("text 1"), true));
    story.ack(story.append("a", "1"), Level.ACCEPTED, false);
    story.begin("flush", MayLose.ANYTHING).lose(0).over("flush");
    finds(ViolationKind.NOT_SENT_AGAIN, story.healed().finalLog());
  }

  @Test
  void aMessageThatWasSentAgainMayBeTrimmedAfterwards() {
    Story story = new Story().send("b", "1").send("b", "2");
    story.tell(new HistoryEvent.Invoked("a", "l", "a", ROOM, "3", TextDigest.of("text 3"), true));
    story.ack(story.append("a", "3"), Level.ACCEPTED, false).follow("x", StartKind.GIVEN, 0);
    story.begin("flush", MayLose.ANYTHING).lose(0).over("flush").rewind("x", 0).send("b", "4");
    story.append("a", "3");
    story.send("b", "5").read("x", 0);
    story.log.subList(0, 2).clear();
    findsNothing(story.healed().finalLog());
  }

  @Test
  void anIdWithTwoPlacesIsFound() {
    Story story = new Story().send("a", "1").invoke("a", "l2", "1");
    story.ack(story.append("a", "1"), Level.ACCEPTED, false).healed().finalLog();
    finds(ViolationKind.ACKNOWLEDGED_TWICE, story);
    finds(ViolationKind.STORED_TWICE, story);
  }

  @Test
  void anAcknowledgementOfNothingIsFound() {
    Story story = new Story();
    story.ack(story.append("a", "1"), Level.ACCEPTED, false).healed().finalLog();
    finds(ViolationKind.ACKNOWLEDGED_UNASKED, story);
    finds(ViolationKind.INVENTED, story);
  }

  @Test
  void aLevelThatCannotBeIsFound() {
    Story story = new Story().invoke("a", "l", "1");
    Story.Kept kept = story.append("a", "1");
    story.tell(
        new HistoryEvent.Acked("a", "a", ROOM, "1", 1, kept.tag(), Level.REPLICATED, 2, false));
    finds(ViolationKind.LEVEL_IMPOSSIBLE, story.healed().finalLog());
  }

  @Test
  void aRefusedMessageInTheLogIsFound() {
    Story story = new Story().invoke("a", "l", "1");
    story.tell(new HistoryEvent.Refused("a", "a", ROOM, "1", "too long"));
    var unused = story.append("a", "1");
    finds(ViolationKind.REFUSED_BUT_STORED, story.healed().finalLog());
  }

  @Test
  void aLineThatNobodyPushedIsFound() {
    Story story = new Story().push("by hand");
    story.told.remove(0);
    finds(ViolationKind.INVENTED, story.healed().finalLog());
  }

  @Test
  void aBrokenChainIsFound() {
    Story story = threeRead();
    Story.Kept kept = story.log.get(1);
    String line = kept.line().replace("text 2", "other");
    story.log.set(1, new Story.Kept(2, kept.tag(), "2", "b", "", line));
    finds(ViolationKind.CHAIN_BROKEN, story.healed().finalLog());
  }

  @Test
  void aPlaceWithTwoEntriesIsFound() {
    Story story = threeRead();
    Story.Kept kept = story.log.get(2);
    story.follow("y", StartKind.GIVEN, 2);
    story.tell(
        new HistoryEvent.Delivered("y", ROOM, 3, kept.tag(), "2", "b", TextDigest.of("text 2")));
    finds(ViolationKind.SAME_PLACE_DIFFERS, story.healed().finalLog());
  }

  @Test
  void aResumedReaderWithAnotherPastIsFound() {
    Story story = threeRead();
    story.tell(new HistoryEvent.Followed("y", ROOM, StartKind.GIVEN, 2, "0123456789abcdef"));
    finds(ViolationKind.SAME_PLACE_DIFFERS, story.deliver("y", 3).healed().finalLog());
  }

  @Test
  void anEntryGivenAgainIsFound() {
    finds(ViolationKind.REPEATED, threeRead().deliver("x", 3).healed().finalLog());
  }

  @Test
  void anEntryNotGivenIsFound() {
    Story story = threeRead().follow("y", StartKind.GIVEN, 0).deliver("y", 1).deliver("y", 3);
    finds(ViolationKind.MISSING, story.healed().finalLog());
  }

  @Test
  void aReaderThatResumesFurtherThanItStoodIsFound() {
    Story story = threeRead().follow("y", StartKind.GIVEN, 0).deliver("y", 1);
    finds(
        ViolationKind.MISSING,
        story.follow("y", StartKind.OWN, 2).deliver("y", 3).healed().finalLog());
  }

  @Test
  void aReaderThatHasCaughtUpTooEarlyIsFound() {
    Story story = threeRead().follow("y", StartKind.GIVEN, 0).deliver("y", 1).caughtUp("y");
    finds(ViolationKind.MISSING, story.read("y", 1).healed().finalLog());
  }

  @Test
  void aForgedCursorThatIsBelievedIsFound() {
    Story story = threeRead();
    story.tell(new HistoryEvent.Followed("x", ROOM, StartKind.FORGED, 2, "0123456789abcdef"));
    finds(ViolationKind.REWIND_UNSAID, story.deliver("x", 3).healed().finalLog());
  }

  @Test
  void aRewindThatIsNotSaidIsFound() {
    Story story = threeRead().begin("flush", MayLose.ANYTHING).lose(2);
    story.send("b", "4").send("b", "5").over("flush").deliver("x", 4).healed().finalLog();
    finds(ViolationKind.SAME_PLACE_DIFFERS, story);
  }

  @Test
  void aRewindToWhatIsNotThePastIsFound() {
    Story story =
        threeRead().begin("flush", MayLose.ANYTHING).lose(1).send("b", "4").send("b", "5");
    finds(
        ViolationKind.REWIND_WRONG,
        story.over("flush").rewind("x", 2).read("x", 2).healed().finalLog());
  }

  @Test
  void aRewindBeyondTheReaderIsFound() {
    Story story = threeRead().follow("y", StartKind.GIVEN, 1).begin("flush", MayLose.ANYTHING);
    finds(
        ViolationKind.REWIND_WRONG,
        story.rewind("y", 2).read("y", 2).over("flush").healed().finalLog());
  }

  @Test
  void aRewindWithoutNeedIsFound() {
    finds(
        ViolationKind.REWIND_NEEDLESS, threeRead().rewind("x", 1).read("x", 1).healed().finalLog());
  }

  @Test
  void aTrimOfWhatIsThereIsFound() {
    Story story = threeRead().follow("y", StartKind.GIVEN, 0);
    story.tell(new HistoryEvent.Trimmed("y", ROOM, 1, 2, story.log.get(1).tag()));
    finds(ViolationKind.TRIM_WRONG, story.read("y", 2).healed().finalLog());
  }

  @Test
  void aDeliveredEntryThatIsGoneIsFound() {
    Story story = new Story().follow("x", StartKind.GIVEN, 0).invoke("a", "l", "1");
    var unused = story.append("a", "1");
    finds(ViolationKind.DELIVERED_LOST, story.read("x", 0).lose(0).healed().finalLog());
  }

  @Test
  void anAuthorsMessagesInAnotherOrderAreFound() {
    Story story = new Story().invoke("a", "l", "1").invoke("a", "l", "2");
    Story.Kept second = story.append("a", "2");
    Story.Kept first = story.append("a", "1");
    story.ack(first, Level.ACCEPTED, false).ack(second, Level.ACCEPTED, false);
    finds(ViolationKind.AUTHOR_ORDER, story.healed().finalLog());
  }

  @Test
  void whatWasUnderWayWhenTheLogWasReplacedMayStandLater() {
    Story story = new Story().send("b", "0").follow("a", StartKind.GIVEN, 0).read("a", 0);
    story.begin("failover", MayLose.upTo(0)).tell(resent("1"));
    var unused = story.append("a", "1");
    story.deliver("a", 2).lose(1).rewind("a", 1).tell(resent("2"));
    Story.Kept second = story.append("a", "2");
    Story.Kept first = story.append("a", "1");
    story.read("a", 1).ack(second, Level.ACCEPTED, false).ack(first, Level.ACCEPTED, false);
    findsNothing(story.over("failover").healed().finalLog());
  }

  private static HistoryEvent resent(String id) {
    return new HistoryEvent.Invoked("a", "l", "a", ROOM, id, TextDigest.of("text " + id), true);
  }

  @Test
  void aMessageBeforeOneThatWasAcknowledgedBeforeItIsFound() {
    Story story = new Story().invoke("a", "l", "1");
    Story.Kept second = story.append("b", "2");
    Story.Kept first = story.append("a", "1");
    story.ack(first, Level.ACCEPTED, false).invoke("b", "m", "2");
    finds(
        ViolationKind.REAL_TIME_ORDER,
        story.ack(second, Level.ACCEPTED, false).healed().finalLog());
  }

  @Test
  void aReaderThatStaysBehindIsFound() {
    Story story = threeRead().follow("y", StartKind.GIVEN, 0).deliver("y", 1);
    finds(ViolationKind.NOT_CONVERGED, story.healed().finalLog());
  }

  @Test
  void aReaderThatIsLateIsFound() {
    Story story = threeRead().follow("y", StartKind.GIVEN, 2).healed().pass(10_100);
    finds(ViolationKind.NOT_CONVERGED, story.deliver("y", 3).finalLog());
  }

  @Test
  void aReaderThatLeftNeedNotBeAtTheEnd() {
    Story story = threeRead().follow("y", StartKind.GIVEN, 0).deliver("y", 1);
    findsNothing(story.tell(new HistoryEvent.Left("y", ROOM)).healed().finalLog());
  }

  @Test
  void aHistoryWithoutAFinalLogIsIncomplete() {
    finds(ViolationKind.INCOMPLETE, threeRead().healed());
  }

  @Test
  void theProgramSaysByItsExitCodeWhatItFound() throws Exception {
    String file = directory.resolve("history").toString();
    findsNothing(threeRead().healed().finalLog());
    assertThat(CheckHistory.run(file)).isZero();
    finds(ViolationKind.REPEATED, threeRead().deliver("x", 3).healed().finalLog());
    assertThat(CheckHistory.run(file)).isEqualTo(1);
    Files.writeString(
        directory.resolve("history"), "{\"seed\":1,", java.nio.charset.StandardCharsets.UTF_8);
    assertThat(CheckHistory.run(file)).isEqualTo(2);
  }
}
