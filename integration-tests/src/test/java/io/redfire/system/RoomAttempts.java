package io.redfire.system;

import static io.redfire.system.Attempt.ok;
import static java.util.Map.entry;

import io.redfire.chat.v1.CreateInviteRequest;
import io.redfire.chat.v1.CreateRoomRequest;
import io.redfire.chat.v1.InviteUserRequest;
import io.redfire.chat.v1.JoinRoomRequest;
import io.redfire.chat.v1.LeaveRoomRequest;
import io.redfire.chat.v1.ListInboxRequest;
import io.redfire.chat.v1.ListMembersRequest;
import io.redfire.chat.v1.MarkReadRequest;
import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.OpenDirectRoomRequest;
import io.redfire.chat.v1.ReadMark;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.SetRoleRequest;
import io.redfire.chat.v1.UpdateRoomRequest;
import java.util.Map;

/** The calls about rooms and who is in them. */
final class RoomAttempts {
  static final Map<String, Attempt> ALL =
      Map.ofEntries(
          entry(
              "CreateRoom",
              scene ->
                  ok(
                      scene
                          .rooms()
                          .createRoom(
                              CreateRoomRequest.newBuilder()
                                  .setRoom(scene.room())
                                  .setRules(
                                      RoomRules.newBuilder().setKind(RoomKind.ROOM_KIND_PUBLIC))
                                  .build()))),
          entry(
              "OpenDirectRoom",
              scene ->
                  ok(
                      scene
                          .rooms()
                          .openDirectRoom(
                              OpenDirectRoomRequest.newBuilder().setUser(Stage.NEWCOMER).build()))),
          entry("UpdateRoom (title)", scene -> update(scene, title(scene))),
          entry(
              "UpdateRoom (rules)",
              scene ->
                  update(
                      scene,
                      UpdateRoomRequest.newBuilder()
                          .setRoom(scene.room())
                          .setRetain(1000)
                          .build())),
          entry(
              "JoinRoom", scene -> join(scene, JoinRoomRequest.newBuilder().setRoom(scene.room()))),
          entry(
              "JoinRoom (room and code)",
              scene ->
                  join(
                      scene,
                      JoinRoomRequest.newBuilder()
                          .setRoom(scene.room())
                          .setCode(scene.stage().code(scene.room())))),
          entry(
              "JoinRoom (code alone)",
              scene ->
                  join(
                      scene,
                      JoinRoomRequest.newBuilder().setCode(scene.stage().code(scene.room())))),
          entry(
              "LeaveRoom",
              scene ->
                  ok(
                      scene
                          .rooms()
                          .leaveRoom(LeaveRoomRequest.newBuilder().setRoom(scene.room()).build()))),
          entry(
              "InviteUser",
              scene ->
                  ok(
                      scene
                          .rooms()
                          .inviteUser(
                              InviteUserRequest.newBuilder()
                                  .setRoom(scene.room())
                                  .setUser(Stage.NEWCOMER)
                                  .build()))),
          entry(
              "CreateInvite",
              scene ->
                  ok(
                      scene
                          .rooms()
                          .createInvite(
                              CreateInviteRequest.newBuilder().setRoom(scene.room()).build()))),
          entry(
              "SetRole",
              scene ->
                  ok(
                      scene
                          .rooms()
                          .setRole(
                              SetRoleRequest.newBuilder()
                                  .setRoom(scene.room())
                                  .setUser(Stage.TARGET)
                                  .setRole(Role.ROLE_MODERATOR)
                                  .build()))),
          entry("ModerateMember (a member)", scene -> moderate(scene, Stage.TARGET)),
          entry("ModerateMember (an owner)", scene -> moderate(scene, Stage.ROOT)),
          entry(
              "ListMembers",
              scene ->
                  ok(
                      scene
                          .rooms()
                          .listMembers(
                              ListMembersRequest.newBuilder().setRoom(scene.room()).build()))),
          entry("ListInbox", RoomAttempts::listInbox),
          entry(
              "MarkRead",
              scene ->
                  ok(
                      scene
                          .rooms()
                          .markRead(
                              MarkReadRequest.newBuilder()
                                  .setMark(ReadMark.newBuilder().setRoom(scene.room()).setSeq(1))
                                  .build()))));

  private RoomAttempts() {}

  static UpdateRoomRequest title(Scene scene) {
    return UpdateRoomRequest.newBuilder().setRoom(scene.room()).setTitle("Den").build();
  }

  static ModerateMemberRequest mute(Scene scene, String user) {
    return ModerateMemberRequest.newBuilder()
        .setRoom(scene.room())
        .setUser(user)
        .setAction(MembershipAction.MEMBERSHIP_ACTION_MUTED)
        .build();
  }

  private static String update(Scene scene, UpdateRoomRequest request) {
    return ok(scene.rooms().updateRoom(request));
  }

  private static String join(Scene scene, JoinRoomRequest.Builder request) {
    return ok(scene.rooms().joinRoom(request.build()));
  }

  private static String moderate(Scene scene, String user) {
    return ok(scene.rooms().moderateMember(mute(scene, user)));
  }

  private static String listInbox(Scene scene) {
    if (scene.who().token().isPresent() && scene.who().isLetIn() && !scene.isOwnLog()) {
      scene.stage().note(scene.who().user(), scene.room());
    }
    boolean shown =
        scene.rooms().listInbox(ListInboxRequest.getDefaultInstance()).getRoomsList().stream()
            .anyMatch(row -> row.getRoom().getName().equals(scene.room()));
    return (shown ? Answer.IN : Answer.OUT).word();
  }
}
