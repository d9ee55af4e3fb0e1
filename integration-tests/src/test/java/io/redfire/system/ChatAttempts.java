package io.redfire.system;

import static io.redfire.system.Attempt.ok;
import static java.util.Map.entry;

import io.redfire.chat.v1.EditMessageRequest;
import io.redfire.chat.v1.EraseMessageRequest;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListPinsRequest;
import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.ListRoomsResponse;
import io.redfire.chat.v1.ListThreadRequest;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.MessagePin;
import io.redfire.chat.v1.MessageReaction;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.PinMessageRequest;
import io.redfire.chat.v1.ReactToMessageRequest;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.SendMessageRequest;
import io.redfire.chat.v1.SendTypingRequest;
import io.redfire.chat.v1.SubscribeRequest;
import io.redfire.chat.v1.TypingSign;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The calls of the chat, but for its stream. */
final class ChatAttempts {
  static final Map<String, Attempt> ALL =
      Map.ofEntries(
          entry(
              "SendMessage",
              scene ->
                  ok(
                      scene
                          .chat()
                          .sendMessage(
                              SendMessageRequest.newBuilder()
                                  .setUser(scene.who().told())
                                  .setMessage(message(scene))
                                  .build()))),
          entry("EditMessage (one's own)", scene -> edit(scene, scene.ownMessage())),
          entry("EditMessage (another's)", scene -> edit(scene, scene.othersMessage())),
          entry("EraseMessage (one's own)", scene -> erase(scene, scene.ownMessage())),
          entry("EraseMessage (another's)", scene -> erase(scene, scene.othersMessage())),
          entry("SendMessage (in a thread)", ChatAttempts::reply),
          entry(
              "ListThread",
              scene ->
                  ok(
                      scene
                          .chat()
                          .listThread(
                              ListThreadRequest.newBuilder()
                                  .setRoom(scene.room())
                                  .setThreadSeq(scene.othersMessage())
                                  .build()))),
          entry("PinMessage", ChatAttempts::pin),
          entry(
              "ListPins",
              scene ->
                  ok(
                      scene
                          .chat()
                          .listPins(ListPinsRequest.newBuilder().setRoom(scene.room()).build()))),
          entry("ReactToMessage", ChatAttempts::react),
          entry(
              "SendTyping",
              scene ->
                  ok(
                      scene
                          .chat()
                          .sendTyping(
                              SendTypingRequest.newBuilder()
                                  .setUser(scene.who().told())
                                  .setTyping(typing(scene))
                                  .build()))),
          entry(
              "ListMessages",
              scene ->
                  ok(
                      scene
                          .chat()
                          .listMessages(
                              ListMessagesRequest.newBuilder().setRoom(scene.room()).build()))),
          entry(
              "GetRoom",
              scene ->
                  ok(
                      scene
                          .chat()
                          .getRoom(GetRoomRequest.newBuilder().setRoom(scene.room()).build()))),
          entry("Subscribe", ChatAttempts::subscribe),
          entry("ListRooms", ChatAttempts::listRooms));

  private ChatAttempts() {}

  static OutgoingMessage message(Scene scene) {
    return OutgoingMessage.newBuilder().setRoom(scene.room()).setText("hello").build();
  }

  static MessageEdit editOf(Scene scene, long seq) {
    return MessageEdit.newBuilder().setRoom(scene.room()).setSeq(seq).setText("other").build();
  }

  static MessageErasure erasureOf(Scene scene, long seq) {
    return MessageErasure.newBuilder().setRoom(scene.room()).setSeq(seq).build();
  }

  static MessagePin pinOf(Scene scene, long seq) {
    return MessagePin.newBuilder().setRoom(scene.room()).setSeq(seq).build();
  }

  static MessageReaction reactionTo(Scene scene, long seq) {
    return MessageReaction.newBuilder().setRoom(scene.room()).setSeq(seq).setEmoji("👍").build();
  }

  static TypingSign typing(Scene scene) {
    return TypingSign.newBuilder().setRoom(scene.room()).build();
  }

  private static String edit(Scene scene, long seq) {
    return ok(
        scene
            .chat()
            .editMessage(
                EditMessageRequest.newBuilder()
                    .setUser(scene.who().told())
                    .setEdit(editOf(scene, seq))
                    .build()));
  }

  private static String erase(Scene scene, long seq) {
    return ok(
        scene
            .chat()
            .eraseMessage(
                EraseMessageRequest.newBuilder()
                    .setUser(scene.who().told())
                    .setErasure(erasureOf(scene, seq))
                    .build()));
  }

  private static String reply(Scene scene) {
    return ok(
        scene
            .chat()
            .sendMessage(
                SendMessageRequest.newBuilder()
                    .setUser(scene.who().told())
                    .setMessage(message(scene).toBuilder().setThreadSeq(scene.othersMessage()))
                    .build()));
  }

  private static String pin(Scene scene) {
    return ok(
        scene
            .chat()
            .pinMessage(
                PinMessageRequest.newBuilder()
                    .setUser(scene.who().told())
                    .setPin(pinOf(scene, scene.othersMessage()))
                    .build()));
  }

  private static String react(Scene scene) {
    return ok(
        scene
            .chat()
            .reactToMessage(
                ReactToMessageRequest.newBuilder()
                    .setUser(scene.who().told())
                    .setReaction(reactionTo(scene, scene.othersMessage()))
                    .build()));
  }

  private static String subscribe(Scene scene) {
    List<Object> heard = new ArrayList<>();
    scene
        .chat()
        .subscribe(
            SubscribeRequest.newBuilder()
                .setUser(scene.who().told())
                .setSubscription(Wishes.fromStart(scene.room()))
                .build())
        .forEachRemaining(heard::add);
    return ok(heard);
  }

  private static String listRooms(Scene scene) {
    String room = scene.room();
    ListRoomsRequest.Builder request = ListRoomsRequest.newBuilder().setQuery(room);
    boolean listed;
    ListRoomsResponse page;
    do {
      page = scene.chat().listRooms(request.build());
      listed = page.getRoomsList().stream().map(Room::getName).anyMatch(room::equals);
      request.setPageToken(page.getNextPageToken());
    } while (!listed && !page.getNextPageToken().isEmpty());
    return (listed ? Answer.LISTED : Answer.UNLISTED).word();
  }
}
