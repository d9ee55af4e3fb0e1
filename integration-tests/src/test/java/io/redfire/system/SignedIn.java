package io.redfire.system;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.chat.v1.LogInRequest;
import io.redfire.chat.v1.LogOutRequest;
import io.redfire.chat.v1.PresenceServiceGrpc;
import io.redfire.chat.v1.PresenceServiceGrpc.PresenceServiceBlockingStub;
import io.redfire.chat.v1.RegisterRequest;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.chat.v1.RoomServiceGrpc.RoomServiceBlockingStub;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.Scope;
import java.util.concurrent.TimeUnit;

/** A user with an account, who is logged in. Any thread may use it. */
record SignedIn(String name, String token) {
  static final String PASSWORD = "correct horse";

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Makes an account. */
  static SignedIn register(TestNode node, String name) {
    return register(node, name, "");
  }

  /** Makes an account by a code. */
  static SignedIn register(TestNode node, String name, String code) {
    String token =
        AccountServiceGrpc.newBlockingStub(node.channel())
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .register(
                RegisterRequest.newBuilder()
                    .setUser(name)
                    .setPassword(PASSWORD)
                    .setCode(code)
                    .build())
            .getToken();
    return new SignedIn(name, token);
  }

  /** Begins another session of the same user. */
  SignedIn logInAgain(TestNode node) {
    String another =
        AccountServiceGrpc.newBlockingStub(node.channel())
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .logIn(LogInRequest.newBuilder().setUser(name).setPassword(PASSWORD).build())
            .getToken();
    return new SignedIn(name, another);
  }

  /** The same user with a token that is good for this alone. */
  SignedIn token(TestNode node, Scope scope) {
    String made =
        AccountServiceGrpc.newBlockingStub(at(node))
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .createToken(CreateTokenRequest.newBuilder().setName("bot").addScopes(scope).build())
            .getToken();
    return new SignedIn(name, made);
  }

  /** A node as this user sees it. */
  Channel at(TestNode node) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return ClientInterceptors.intercept(
        node.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  ChatServiceBlockingStub calls(TestNode node) {
    return ChatServiceGrpc.newBlockingStub(at(node)).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  /** What is done to rooms and members. */
  RoomServiceBlockingStub rooms(TestNode node) {
    return RoomServiceGrpc.newBlockingStub(at(node)).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  /** Who is there, and who has read what. */
  PresenceServiceBlockingStub presence(TestNode node) {
    return PresenceServiceGrpc.newBlockingStub(at(node)).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  /** Opens a stream, says hello and waits for the welcome. */
  StreamProbe connect(TestNode node, RoomSubscription... rooms) {
    return StreamProbe.open(at(node)).hello("", rooms);
  }

  /** Ends the session. */
  void logOut(TestNode node) {
    var unused =
        AccountServiceGrpc.newBlockingStub(at(node))
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .logOut(LogOutRequest.getDefaultInstance());
  }
}
