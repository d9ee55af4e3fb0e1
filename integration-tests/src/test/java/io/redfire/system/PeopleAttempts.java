package io.redfire.system;

import static io.redfire.system.Attempt.ok;
import static java.util.Map.entry;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.AnnounceRequest;
import io.redfire.chat.v1.ChangePasswordRequest;
import io.redfire.chat.v1.CreateAccountRequest;
import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.chat.v1.EraseUserMessagesRequest;
import io.redfire.chat.v1.ExportRoomRequest;
import io.redfire.chat.v1.GetAccountRequest;
import io.redfire.chat.v1.ImportRoomRequest;
import io.redfire.chat.v1.ImportRoomResponse;
import io.redfire.chat.v1.ListAccountSessionsRequest;
import io.redfire.chat.v1.ListAccountsRequest;
import io.redfire.chat.v1.ListAllRoomsRequest;
import io.redfire.chat.v1.ListSessionsRequest;
import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.LogOutRequest;
import io.redfire.chat.v1.ModerateAnyMemberRequest;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.ResetPasswordRequest;
import io.redfire.chat.v1.RevokeAccountSessionRequest;
import io.redfire.chat.v1.RevokeSessionRequest;
import io.redfire.chat.v1.Scope;
import io.redfire.chat.v1.UpdateAccountRequest;
import io.redfire.chat.v1.UpdateAnyRoomRequest;
import io.redfire.chat.v1.UpdateProfileRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The calls about accounts, and those of administrators. */
final class PeopleAttempts {
  static final Map<String, Attempt> ALL =
      Map.ofEntries(
          entry(
              "Register",
              scene ->
                  ok(
                      scene
                          .accounts()
                          .register(
                              RegisterRequest.newBuilder()
                                  .setUser(scene.stage().newName())
                                  .setPassword(Stage.PASSWORD)
                                  .build()))),
          entry(
              "LogIn",
              scene ->
                  ok(
                      scene
                          .accounts()
                          .logIn(
                              LogInRequest.newBuilder()
                                  .setUser("user")
                                  .setPassword(Stage.PASSWORD)
                                  .build()))),
          entry("LogOut", PeopleAttempts::logOut),
          entry(
              "ChangePassword",
              scene ->
                  ok(
                      scene
                          .accounts()
                          .changePassword(
                              ChangePasswordRequest.newBuilder()
                                  .setOldPassword(Stage.PASSWORD)
                                  .setNewPassword(Stage.PASSWORD)
                                  .build()))),
          entry(
              "GetAccount",
              scene -> ok(scene.accounts().getAccount(GetAccountRequest.getDefaultInstance()))),
          entry(
              "UpdateProfile",
              scene ->
                  ok(
                      scene
                          .accounts()
                          .updateProfile(
                              UpdateProfileRequest.newBuilder().setDisplayName("Dan").build()))),
          entry(
              "ListSessions",
              scene -> ok(scene.accounts().listSessions(ListSessionsRequest.getDefaultInstance()))),
          entry(
              "RevokeSession",
              scene ->
                  ok(
                      scene
                          .accounts()
                          .revokeSession(
                              RevokeSessionRequest.newBuilder()
                                  .setSession(anotherSession(scene))
                                  .build()))),
          entry(
              "CreateToken",
              scene ->
                  ok(
                      scene
                          .accounts()
                          .createToken(
                              CreateTokenRequest.newBuilder()
                                  .setName("bot")
                                  .addScopes(Scope.SCOPE_ACCOUNT)
                                  .build()))),
          entry(
              "ListAccounts",
              scene -> ok(scene.admin().listAccounts(ListAccountsRequest.getDefaultInstance()))),
          entry(
              "CreateAccount",
              scene ->
                  ok(
                      scene
                          .admin()
                          .createAccount(
                              CreateAccountRequest.newBuilder()
                                  .setUser(scene.stage().newName())
                                  .build()))),
          entry(
              "UpdateAccount",
              scene ->
                  ok(
                      scene
                          .admin()
                          .updateAccount(
                              UpdateAccountRequest.newBuilder()
                                  .setUser(scene.stage().newAccount())
                                  .setDisabled(true)
                                  .build()))),
          entry(
              "ResetPassword",
              scene ->
                  ok(
                      scene
                          .admin()
                          .resetPassword(
                              ResetPasswordRequest.newBuilder()
                                  .setUser(scene.stage().newAccount())
                                  .setNewPassword(Stage.PASSWORD)
                                  .build()))),
          entry(
              "ListAccountSessions",
              scene ->
                  ok(
                      scene
                          .admin()
                          .listAccountSessions(
                              ListAccountSessionsRequest.newBuilder().setUser("user").build()))),
          entry(
              "RevokeAccountSession",
              scene ->
                  ok(
                      scene
                          .admin()
                          .revokeAccountSession(
                              RevokeAccountSessionRequest.newBuilder()
                                  .setUser(scene.stage().newAccount())
                                  .build()))),
          entry(
              "ListAllRooms",
              scene -> ok(scene.admin().listAllRooms(ListAllRoomsRequest.getDefaultInstance()))),
          entry(
              "UpdateAnyRoom",
              scene ->
                  ok(
                      scene
                          .admin()
                          .updateAnyRoom(
                              UpdateAnyRoomRequest.newBuilder()
                                  .setUpdate(RoomAttempts.title(scene))
                                  .build()))),
          entry(
              "ModerateAnyMember",
              scene ->
                  ok(
                      scene
                          .admin()
                          .moderateAnyMember(
                              ModerateAnyMemberRequest.newBuilder()
                                  .setModeration(RoomAttempts.mute(scene, Stage.TARGET))
                                  .build()))),
          entry(
              "Announce",
              scene ->
                  ok(scene.admin().announce(AnnounceRequest.newBuilder().setText("hear").build()))),
          entry(
              "ExportRoom",
              scene ->
                  all(
                      scene
                          .admin()
                          .exportRoom(
                              ExportRoomRequest.newBuilder().setRoom(scene.room()).build()))),
          entry("ImportRoom", PeopleAttempts::importRoom),
          entry(
              "EraseUserMessages",
              scene ->
                  all(
                      scene
                          .admin()
                          .eraseUserMessages(
                              EraseUserMessagesRequest.newBuilder()
                                  .setUser(Stage.TARGET)
                                  .setRoom(scene.room())
                                  .build()))));

  private PeopleAttempts() {}

  private static String all(Iterator<?> answers) {
    List<Object> heard = new ArrayList<>();
    answers.forEachRemaining(heard::add);
    return ok(heard);
  }

  /** With a session of its own, which is over then. */
  private static String logOut(Scene scene) {
    Who who = scene.who();
    Who leaving =
        who.token().isPresent() && who.isLetIn()
            ? scene.stage().session(who.user(), Set.of(io.redfire.core.account.Scope.READ))
            : who;
    return ok(
        AccountServiceGrpc.newBlockingStub(leaving.at(scene.stage().node()))
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .logOut(LogOutRequest.getDefaultInstance()));
  }

  private static String anotherSession(Scene scene) {
    String user = scene.who().isLetIn() ? scene.who().user() : "user";
    return Stage.sessionId(scene.stage().session(user, Set.of(io.redfire.core.account.Scope.READ)));
  }

  private static String importRoom(Scene scene) {
    CompletableFuture<ImportRoomResponse> outcome = new CompletableFuture<>();
    StreamObserver<ImportRoomRequest> requests =
        AdminServiceGrpc.newStub(scene.channel())
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .importRoom(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ImportRoomResponse answer) {
                    outcome.complete(answer);
                  }

                  @Override
                  public void onError(Throwable thrown) {
                    outcome.completeExceptionally(thrown);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(
        ImportRoomRequest.newBuilder()
            .setRoom(scene.room())
            .setLines(scene.stage().exported())
            .build());
    requests.onCompleted();
    try {
      return ok(outcome.join());
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof StatusRuntimeException refused) {
        throw refused;
      }
      throw failure;
    }
  }
}
