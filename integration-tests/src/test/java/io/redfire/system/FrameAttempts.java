package io.redfire.system;

import static io.redfire.system.ChatAttempts.editOf;
import static io.redfire.system.ChatAttempts.erasureOf;
import static io.redfire.system.ChatAttempts.message;
import static io.redfire.system.ChatAttempts.pinOf;
import static io.redfire.system.ChatAttempts.reactionTo;
import static io.redfire.system.ChatAttempts.typing;
import static io.redfire.system.Wishes.fromNow;
import static java.util.Map.entry;

import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.Ping;
import io.redfire.chat.v1.PresenceWatch;
import io.redfire.chat.v1.ReadMark;
import io.redfire.chat.v1.RoomUnsubscription;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The frames of the chat's stream. */
final class FrameAttempts {
  static final Map<String, Attempt> ALL =
      Map.ofEntries(
          entry("Connect.hello", FrameAttempts::hello),
          entry("Connect.subscribe", FrameAttempts::subscribe),
          entry("Connect.unsubscribe", FrameAttempts::unsubscribe),
          entry("Connect.send", scene -> frame(scene, frame -> frame.setSend(message(scene)))),
          entry(
              "Connect.edit (one's own)",
              scene -> frame(scene, frame -> frame.setEdit(editOf(scene, scene.ownMessage())))),
          entry(
              "Connect.edit (another's)",
              scene -> frame(scene, frame -> frame.setEdit(editOf(scene, scene.othersMessage())))),
          entry(
              "Connect.erase (one's own)",
              scene -> frame(scene, frame -> frame.setErase(erasureOf(scene, scene.ownMessage())))),
          entry(
              "Connect.erase (another's)",
              scene ->
                  frame(scene, frame -> frame.setErase(erasureOf(scene, scene.othersMessage())))),
          entry(
              "Connect.react",
              scene ->
                  frame(scene, frame -> frame.setReact(reactionTo(scene, scene.othersMessage())))),
          entry(
              "Connect.pin",
              scene -> frame(scene, frame -> frame.setPin(pinOf(scene, scene.othersMessage())))),
          entry(
              "Connect.mark_read",
              scene ->
                  frame(
                      scene,
                      frame ->
                          frame.setMarkRead(
                              ReadMark.newBuilder().setRoom(scene.room()).setSeq(1)))),
          entry(
              "Connect.typing",
              scene -> unanswered(scene, frame -> frame.setTyping(typing(scene)))),
          entry(
              "Connect.mark_delivered",
              scene ->
                  unanswered(scene, frame -> frame.setMarkDelivered(PresenceAttempts.mark(scene)))),
          entry(
              "Connect.set_presence",
              scene -> unanswered(scene, frame -> frame.setSetPresence(PresenceAttempts.AWAY))),
          entry(
              "Connect.watch_presence",
              scene ->
                  unanswered(
                      scene,
                      frame ->
                          frame.setWatchPresence(PresenceWatch.newBuilder().addUsers(Stage.ROOT)))),
          entry(
              "Connect.run_command",
              scene -> frame(scene, frame -> frame.setRunCommand(BotAttempts.run(scene)))),
          entry(
              "Connect.ping",
              scene -> frame(scene, frame -> frame.setPing(Ping.getDefaultInstance()))));

  private FrameAttempts() {}

  private static String frame(Scene scene, UnaryOperator<ConnectRequest.Builder> frame) {
    StreamProbe stream = scene.stream();
    return word(stream.answer(stream.ask(frame)));
  }

  private static String word(Event answer) {
    if (answer.hasFailed()) {
      throw new Attempt.Refused(Refusal.of(answer));
    }
    return Answer.OK.word();
  }

  /**
   * It is answered only where it is refused, so that the stream must end to show that it is not.
   */
  private static String unanswered(Scene scene, UnaryOperator<ConnectRequest.Builder> sign) {
    StreamProbe stream = StreamProbe.open(scene.channel());
    long number;
    try (stream) {
      var unused =
          stream.ask(frame -> frame.setHello(Hello.newBuilder().setUser(scene.who().told())));
      Stage.awaitWelcome(stream);
      number = stream.ask(sign);
    }
    var end = stream.heard().awaitEnd();
    if (!end.isOk()) {
      throw new AssertionError("the stream ended with " + end);
    }
    return stream.heard().events().stream()
        .filter(event -> event.getRequest() == number)
        .findFirst()
        .map(FrameAttempts::word)
        .orElse(Answer.OK.word());
  }

  private static String hello(Scene scene) {
    try (StreamProbe stream = StreamProbe.open(scene.channel())) {
      var unused =
          stream.ask(
              frame ->
                  frame.setHello(
                      Hello.newBuilder()
                          .setUser(scene.who().told())
                          .addSubscriptions(fromNow(scene.room()))));
      Stage.awaitWelcome(stream);
      return word(
          stream.heard().await("an answer", event -> event.hasSubscribed() || event.hasFailed()));
    }
  }

  private static String subscribe(Scene scene) {
    String word = frame(scene, frame -> frame.setSubscribe(fromNow(scene.room())));
    // A stream follows so many rooms and no more.
    var unused = scene.stream().unfollow(scene.room());
    return word;
  }

  private static String unsubscribe(Scene scene) {
    StreamProbe stream = scene.stream();
    var unused = stream.answer(stream.ask(frame -> frame.setSubscribe(fromNow(scene.room()))));
    return frame(
        scene,
        frame -> frame.setUnsubscribe(RoomUnsubscription.newBuilder().setRoom(scene.room())));
  }
}
