package io.redfire.server.admin;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.ImportRoomRequest;
import io.redfire.chat.v1.ImportRoomResponse;
import io.redfire.core.account.Accounts;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.transfer.RoomTransfer;
import io.redfire.server.attach.RoomFiles;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code ImportRoom}: cuts what comes into lines. Belongs to its call's callbacks,
 * which may block; a further request is read only when the one before is done.
 */
final class RoomUpload implements StreamObserver<ImportRoomRequest> {
  private final Admin admin;
  private final RoomTransfer transfer;
  private final RoomMembers members;
  private final Accounts accounts;
  private final MessageLog log;
  private final AdminRooms rooms;
  private final RoomFiles files;
  private final ServerCallStreamObserver<ImportRoomResponse> response;
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
  private @Nullable RoomImport started;
  private @Nullable RoomName room;

  RoomUpload(
      Admin admin,
      RoomTransfer transfer,
      RoomMembers members,
      Accounts accounts,
      MessageLog log,
      AdminRooms rooms,
      RoomFiles files,
      ServerCallStreamObserver<ImportRoomResponse> response) {
    this.admin = admin;
    this.transfer = transfer;
    this.members = members;
    this.accounts = accounts;
    this.log = log;
    this.rooms = rooms;
    this.files = files;
    this.response = response;
    response.disableAutoRequest();
    response.setOnCancelHandler(this::discard);
    response.request(1);
  }

  @Override
  public void onNext(ImportRoomRequest request) {
    try {
      RoomImport target = started == null ? begin(request.getRoom()) : started;
      admin.verify();
      take(target, request.getLines());
    } catch (RuntimeException failure) {
      discard();
      throw failure;
    }
    response.request(1);
  }

  private RoomImport begin(String name) {
    RoomName wanted = Requests.room(name);
    if (wanted.owner().isPresent()) {
      throw Problem.of(
          Reason.FIELD_INVALID, "room", "a user's own log (expected: the name of a room)");
    }
    Audit.note(admin, "imports", wanted);
    room = wanted;
    RoomImport begun =
        new RoomImport(
            transfer,
            members,
            user -> accounts.find(user).isPresent(),
            target -> files.intake(admin.user(), wanted, target),
            wanted);
    started = begun;
    return begun;
  }

  private void take(RoomImport target, ByteString lines) {
    int from = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.byteAt(i) == '\n') {
        rest.writeBytes(lines.substring(from, i).toByteArray());
        from = i + 1;
        byte[] line = rest.toByteArray();
        rest.reset();
        target.line(line);
      }
    }
    rest.writeBytes(lines.substring(from).toByteArray());
    if (rest.size() > Limit.REQUEST_BYTES) {
      throw Problem.of(
          Reason.FIELD_INVALID,
          "lines",
          "a line of more than " + Limit.REQUEST_BYTES + " bytes (expected: those of an export)");
    }
  }

  @Override
  public void onCompleted() {
    try {
      RoomImport target = started;
      RoomName named = room;
      if (target == null || named == null) {
        throw Problem.of(Reason.FIELD_INVALID, "room", "none (expected: in the first request)");
      }
      if (rest.size() > 0) {
        target.line(rest.toByteArray());
      }
      // Nothing of it was there for anybody so far; from here on it is.
      admin.verify();
      Imported made = target.finish();
      log.note(named);
      response.onNext(
          ImportRoomResponse.newBuilder()
              .setRoom(rooms.room(named))
              .setEntries(made.entries())
              .addAllUsersWithoutAccount(made.strangers().stream().map(UserName::value).toList())
              .setMoreUsersWithoutAccount(made.moreStrangers())
              .setMissingAttachments(made.missingFiles())
              .build());
      response.onCompleted();
    } finally {
      discard();
    }
  }

  @Override
  public void onError(Throwable gone) {
    discard();
  }

  private void discard() {
    if (started != null) {
      started.close();
    }
  }
}
