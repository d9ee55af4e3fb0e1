package io.redfire.server.admin;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.EraseUserMessagesRequest;
import io.redfire.chat.v1.EraseUserMessagesResponse;
import io.redfire.chat.v1.ExportRoomRequest;
import io.redfire.chat.v1.ExportRoomResponse;
import io.redfire.chat.v1.ImportRoomRequest;
import io.redfire.chat.v1.ImportRoomResponse;
import io.redfire.core.account.Accounts;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.transfer.RoomTransfer;
import io.redfire.server.attach.RoomFiles;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What administrators do that takes long, as streams. Thread-safe; blocks on Redis. */
final class AdminTransfers {
  private final MessageLog log;
  private final RoomMembers members;
  private final Accounts accounts;
  private final RoomTransfer transfer;
  private final AdminRooms rooms;
  private final RoomFiles files;
  private final Requests requests;

  AdminTransfers(
      MessageLog log,
      RoomMembers members,
      Accounts accounts,
      RoomTransfer transfer,
      AdminRooms rooms,
      RoomFiles files,
      Requests requests) {
    this.log = log;
    this.members = members;
    this.accounts = accounts;
    this.transfer = transfer;
    this.rooms = rooms;
    this.files = files;
    this.requests = requests;
  }

  void export(
      Admin admin,
      ExportRoomRequest request,
      ServerCallStreamObserver<ExportRoomResponse> response) {
    RoomName room = Requests.room(request.getRoom());
    if (room.owner().isPresent()) {
      throw Problem.of(
          Reason.FIELD_INVALID, "room", "a user's own log (expected: the name of a room)");
    }
    Audit.note(admin, "exports", room);
    Optional<RoomFiles> along =
        request.getWithoutAttachments() ? Optional.empty() : Optional.of(files);
    Pump.start(response, new RoomExport(admin, transfer, room, along));
  }

  StreamObserver<ImportRoomRequest> upload(
      Admin admin, ServerCallStreamObserver<ImportRoomResponse> response) {
    return new RoomUpload(admin, transfer, members, accounts, log, rooms, files, response);
  }

  void erase(
      Admin admin,
      EraseUserMessagesRequest request,
      ServerCallStreamObserver<EraseUserMessagesResponse> response) {
    UserName user = Requests.user(request.getUser());
    boolean isOne = !request.getRoom().isEmpty();
    Iterator<RoomName> where =
        isOne
            ? List.of(Requests.room(request.getRoom())).iterator()
            : new RoomsOfUser(log, members, user);
    Audit.note(
        admin,
        isOne ? "erases in " + request.getRoom() + " the messages of" : "erases the messages of",
        user);
    Pump.start(
        response,
        new MessageEraser(admin, log, requests, user, where, isOne, response::isCancelled));
  }
}
