package io.redfire.server.api;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.SubscribeRequest;
import io.redfire.server.session.Sessions;
import io.redfire.server.wire.Frame;
import java.io.InputStream;

/**
 * The service of the contract, bound by hand: the two streams answer with frames of ready bytes,
 * and a frame of {@code Connect} that cannot be read does not end its stream.
 */
public final class ChatService implements BindableService {
  private final Sessions sessions;
  private final UnaryCalls unary;

  /** Serves these sessions, and these calls beside them. */
  public ChatService(Sessions sessions, UnaryCalls unary) {
    this.sessions = sessions;
    this.unary = unary;
  }

  @Override
  public ServerServiceDefinition bindService() {
    MethodDescriptor<ConnectRequest, Frame> connect =
        ChatServiceGrpc.getConnectMethod().toBuilder(
                new LenientMarshaller(ChatServiceGrpc.getConnectMethod().getRequestMarshaller()),
                new Frame.Marshaller())
            .build();
    MethodDescriptor<SubscribeRequest, Frame> subscribe =
        ChatServiceGrpc.getSubscribeMethod().toBuilder(
                ChatServiceGrpc.getSubscribeMethod().getRequestMarshaller(), new Frame.Marshaller())
            .build();
    ServiceDescriptor contract = ChatServiceGrpc.getServiceDescriptor();
    return ServerServiceDefinition.builder(
            ServiceDescriptor.newBuilder(contract.getName())
                .setSchemaDescriptor(contract.getSchemaDescriptor())
                .addMethod(connect)
                .addMethod(subscribe)
                .addMethod(ChatServiceGrpc.getSendMessageMethod())
                .addMethod(ChatServiceGrpc.getEditMessageMethod())
                .addMethod(ChatServiceGrpc.getEraseMessageMethod())
                .addMethod(ChatServiceGrpc.getListThreadMethod())
                .addMethod(ChatServiceGrpc.getReactToMessageMethod())
                .addMethod(ChatServiceGrpc.getPinMessageMethod())
                .addMethod(ChatServiceGrpc.getListPinsMethod())
                .addMethod(ChatServiceGrpc.getSendTypingMethod())
                .addMethod(ChatServiceGrpc.getListMessagesMethod())
                .addMethod(ChatServiceGrpc.getGetRoomMethod())
                .addMethod(ChatServiceGrpc.getListRoomsMethod())
                .build())
        .addMethod(connect, ServerCalls.asyncBidiStreamingCall(this::connect))
        .addMethod(subscribe, ServerCalls.asyncServerStreamingCall(this::subscribe))
        .addMethod(
            ChatServiceGrpc.getSendMessageMethod(), ServerCalls.asyncUnaryCall(unary::sendMessage))
        .addMethod(
            ChatServiceGrpc.getEditMessageMethod(), ServerCalls.asyncUnaryCall(unary::editMessage))
        .addMethod(
            ChatServiceGrpc.getEraseMessageMethod(),
            ServerCalls.asyncUnaryCall(unary::eraseMessage))
        .addMethod(
            ChatServiceGrpc.getListThreadMethod(), ServerCalls.asyncUnaryCall(unary::listThread))
        .addMethod(
            ChatServiceGrpc.getReactToMessageMethod(),
            ServerCalls.asyncUnaryCall(unary::reactToMessage))
        .addMethod(
            ChatServiceGrpc.getPinMessageMethod(), ServerCalls.asyncUnaryCall(unary::pinMessage))
        .addMethod(ChatServiceGrpc.getListPinsMethod(), ServerCalls.asyncUnaryCall(unary::listPins))
        .addMethod(
            ChatServiceGrpc.getSendTypingMethod(), ServerCalls.asyncUnaryCall(unary::sendTyping))
        .addMethod(
            ChatServiceGrpc.getListMessagesMethod(),
            ServerCalls.asyncUnaryCall(unary::listMessages))
        .addMethod(ChatServiceGrpc.getGetRoomMethod(), ServerCalls.asyncUnaryCall(unary::getRoom))
        .addMethod(
            ChatServiceGrpc.getListRoomsMethod(), ServerCalls.asyncUnaryCall(unary::listRooms))
        .build();
  }

  private StreamObserver<ConnectRequest> connect(StreamObserver<Frame> stream) {
    return sessions.connect((ServerCallStreamObserver<Frame>) stream);
  }

  private void subscribe(SubscribeRequest request, StreamObserver<Frame> stream) {
    sessions.subscribe(request, (ServerCallStreamObserver<Frame>) stream);
  }

  /** Reads frames; one that cannot be read becomes one that says so. */
  private record LenientMarshaller(MethodDescriptor.Marshaller<ConnectRequest> strict)
      implements MethodDescriptor.Marshaller<ConnectRequest> {
    @Override
    public InputStream stream(ConnectRequest frame) {
      return strict.stream(frame);
    }

    @Override
    public ConnectRequest parse(InputStream bytes) {
      try {
        return strict.parse(bytes);
      } catch (StatusRuntimeException malformed) {
        return Sessions.malformed();
      }
    }
  }
}
