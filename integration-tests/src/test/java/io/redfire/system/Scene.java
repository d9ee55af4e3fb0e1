package io.redfire.system;

import io.grpc.Channel;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import io.redfire.chat.v1.BotServiceGrpc;
import io.redfire.chat.v1.BotServiceGrpc.BotServiceBlockingStub;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.redfire.chat.v1.PresenceServiceGrpc;
import io.redfire.chat.v1.PresenceServiceGrpc.PresenceServiceBlockingStub;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.chat.v1.RoomServiceGrpc.RoomServiceBlockingStub;
import io.redfire.chat.v1.SearchServiceGrpc;
import io.redfire.chat.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import io.redfire.chat.v1.WebhookServiceGrpc;
import io.redfire.chat.v1.WebhookServiceGrpc.WebhookServiceBlockingStub;
import java.util.concurrent.TimeUnit;

/** A room and somebody who is to try something in it. For the test's own thread. */
final class Scene {
  private final Stage stage;
  private final String kind;
  private final String room;
  private final Who who;
  private long length;

  Scene(Stage stage, String kind, String room, Who who) {
    this.stage = stage;
    this.kind = kind;
    this.room = room;
    this.who = who;
    this.length = stage.length(room);
  }

  Stage stage() {
    return stage;
  }

  String room() {
    return room;
  }

  Who who() {
    return who;
  }

  boolean isOwnLog() {
    return kind.equals("own");
  }

  /** A message of the caller's; somebody else's, where the caller cannot have written any. */
  long ownMessage() {
    return message(who.user().isEmpty() ? Stage.TARGET : who.user());
  }

  /** A message of somebody else. */
  long othersMessage() {
    return message(Stage.TARGET);
  }

  private long message(String user) {
    if (kind.equals("unopened")) {
      return 1;
    }
    length++;
    return stage.say(room, user);
  }

  /** Whether nothing was written since it began. */
  boolean isUntouched() {
    return stage.length(room) == length;
  }

  Channel channel() {
    return who.at(stage.node());
  }

  /** As {@link Stage#stream}. */
  StreamProbe stream() {
    return stage.stream(who);
  }

  ChatServiceBlockingStub chat() {
    return ChatServiceGrpc.newBlockingStub(channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  RoomServiceBlockingStub rooms() {
    return RoomServiceGrpc.newBlockingStub(channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  PresenceServiceBlockingStub presence() {
    return PresenceServiceGrpc.newBlockingStub(channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  SearchServiceBlockingStub search() {
    return SearchServiceGrpc.newBlockingStub(channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  AccountServiceBlockingStub accounts() {
    return AccountServiceGrpc.newBlockingStub(channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  BotServiceBlockingStub bots() {
    return BotServiceGrpc.newBlockingStub(channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  WebhookServiceBlockingStub webhooks() {
    return WebhookServiceGrpc.newBlockingStub(channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  AdminServiceBlockingStub admin() {
    return AdminServiceGrpc.newBlockingStub(channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
  }
}
