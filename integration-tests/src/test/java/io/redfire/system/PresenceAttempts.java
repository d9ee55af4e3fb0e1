package io.redfire.system;

import static io.redfire.system.Attempt.ok;
import static java.util.Map.entry;

import io.redfire.chat.v1.DeliveryMark;
import io.redfire.chat.v1.GetPresenceRequest;
import io.redfire.chat.v1.ListReceiptsRequest;
import io.redfire.chat.v1.MarkDeliveredRequest;
import io.redfire.chat.v1.PresenceSetting;
import io.redfire.chat.v1.PresenceState;
import io.redfire.chat.v1.SetPresenceRequest;
import java.util.Map;

/** The calls about who is there, and who has read what. */
final class PresenceAttempts {
  static final PresenceSetting AWAY =
      PresenceSetting.newBuilder().setState(PresenceState.PRESENCE_STATE_AWAY).build();

  static final Map<String, Attempt> ALL =
      Map.ofEntries(
          entry(
              "MarkDelivered",
              scene ->
                  ok(
                      scene
                          .presence()
                          .markDelivered(
                              MarkDeliveredRequest.newBuilder().setMark(mark(scene)).build()))),
          entry(
              "ListReceipts",
              scene ->
                  ok(
                      scene
                          .presence()
                          .listReceipts(
                              ListReceiptsRequest.newBuilder().setRoom(scene.room()).build()))),
          entry(
              "SetPresence",
              scene ->
                  ok(
                      scene
                          .presence()
                          .setPresence(SetPresenceRequest.newBuilder().setSetting(AWAY).build()))),
          entry(
              "GetPresence",
              scene ->
                  ok(
                      scene
                          .presence()
                          .getPresence(
                              GetPresenceRequest.newBuilder().addUsers(Stage.ROOT).build()))));

  private PresenceAttempts() {}

  static DeliveryMark.Builder mark(Scene scene) {
    return DeliveryMark.newBuilder().setRoom(scene.room()).setSeq(1);
  }
}
