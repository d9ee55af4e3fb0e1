package io.redfire.server.admin;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.AdminServiceGrpc.AdminServiceImplBase;
import io.redfire.chat.v1.AnnounceRequest;
import io.redfire.chat.v1.AnnounceResponse;
import io.redfire.chat.v1.CreateAccountRequest;
import io.redfire.chat.v1.CreateAccountResponse;
import io.redfire.chat.v1.EraseUserMessagesRequest;
import io.redfire.chat.v1.EraseUserMessagesResponse;
import io.redfire.chat.v1.ExportRoomRequest;
import io.redfire.chat.v1.ExportRoomResponse;
import io.redfire.chat.v1.ImportRoomRequest;
import io.redfire.chat.v1.ImportRoomResponse;
import io.redfire.chat.v1.ListAccountSessionsRequest;
import io.redfire.chat.v1.ListAccountSessionsResponse;
import io.redfire.chat.v1.ListAccountsRequest;
import io.redfire.chat.v1.ListAccountsResponse;
import io.redfire.chat.v1.ListAllRoomsRequest;
import io.redfire.chat.v1.ListAllRoomsResponse;
import io.redfire.chat.v1.ModerateAnyMemberRequest;
import io.redfire.chat.v1.ModerateAnyMemberResponse;
import io.redfire.chat.v1.ResetPasswordRequest;
import io.redfire.chat.v1.ResetPasswordResponse;
import io.redfire.chat.v1.RevokeAccountSessionRequest;
import io.redfire.chat.v1.RevokeAccountSessionResponse;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.UpdateAccountRequest;
import io.redfire.chat.v1.UpdateAccountResponse;
import io.redfire.chat.v1.UpdateAnyRoomRequest;
import io.redfire.chat.v1.UpdateAnyRoomResponse;

/**
 * The methods, behind {@link AdminGate}. Thread-safe. They block, so gRPC calls them on threads of
 * their own; what they throw becomes the call's status.
 */
final class AdminCalls extends AdminServiceImplBase {
  private final AdminAccounts accounts;
  private final AdminRooms rooms;
  private final Announcements announcements;
  private final AdminTransfers transfers;

  AdminCalls(
      AdminAccounts accounts,
      AdminRooms rooms,
      Announcements announcements,
      AdminTransfers transfers) {
    this.accounts = accounts;
    this.rooms = rooms;
    this.announcements = announcements;
    this.transfers = transfers;
  }

  @Override
  public void listAccounts(
      ListAccountsRequest request, StreamObserver<ListAccountsResponse> response) {
    answer(response, accounts.list(Admin.current(), request));
  }

  @Override
  public void createAccount(
      CreateAccountRequest request, StreamObserver<CreateAccountResponse> response) {
    answer(response, accounts.create(Admin.current(), request));
  }

  @Override
  public void updateAccount(
      UpdateAccountRequest request, StreamObserver<UpdateAccountResponse> response) {
    answer(response, accounts.update(Admin.current(), request));
  }

  @Override
  public void resetPassword(
      ResetPasswordRequest request, StreamObserver<ResetPasswordResponse> response) {
    answer(response, accounts.resetPassword(Admin.current(), request));
  }

  @Override
  public void listAccountSessions(
      ListAccountSessionsRequest request, StreamObserver<ListAccountSessionsResponse> response) {
    answer(response, accounts.sessions(Admin.current(), request));
  }

  @Override
  public void revokeAccountSession(
      RevokeAccountSessionRequest request, StreamObserver<RevokeAccountSessionResponse> response) {
    answer(response, accounts.revoke(Admin.current(), request));
  }

  @Override
  public void listAllRooms(
      ListAllRoomsRequest request, StreamObserver<ListAllRoomsResponse> response) {
    answer(response, rooms.list(Admin.current(), request));
  }

  @Override
  public void updateAnyRoom(
      UpdateAnyRoomRequest request, StreamObserver<UpdateAnyRoomResponse> response) {
    Room room = rooms.update(Admin.current(), request.getUpdate());
    answer(response, UpdateAnyRoomResponse.newBuilder().setRoom(room).build());
  }

  @Override
  public void moderateAnyMember(
      ModerateAnyMemberRequest request, StreamObserver<ModerateAnyMemberResponse> response) {
    rooms.moderate(Admin.current(), request.getModeration());
    answer(response, ModerateAnyMemberResponse.getDefaultInstance());
  }

  @Override
  public void announce(AnnounceRequest request, StreamObserver<AnnounceResponse> response) {
    answer(response, announcements.announce(Admin.current(), request));
  }

  @Override
  public void exportRoom(ExportRoomRequest request, StreamObserver<ExportRoomResponse> response) {
    transfers.export(
        Admin.current(), request, (ServerCallStreamObserver<ExportRoomResponse>) response);
  }

  @Override
  public StreamObserver<ImportRoomRequest> importRoom(StreamObserver<ImportRoomResponse> response) {
    return transfers.upload(
        Admin.current(), (ServerCallStreamObserver<ImportRoomResponse>) response);
  }

  @Override
  public void eraseUserMessages(
      EraseUserMessagesRequest request, StreamObserver<EraseUserMessagesResponse> response) {
    transfers.erase(
        Admin.current(), request, (ServerCallStreamObserver<EraseUserMessagesResponse>) response);
  }

  private static <T> void answer(StreamObserver<T> response, T message) {
    response.onNext(message);
    response.onCompleted();
  }
}
