package io.redfire.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.io.ByteStreams;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Hello;
import io.redfire.chat.v1.Ping;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that no generated stub would send. */
class UnreadableRequestsTest {
  /** A field number 1 that claims more bytes than there are. */
  private static final byte[] CUT_OFF = {0x0a, 0x7f, 'x'};

  /** A field number 1 with a string that is not UTF-8. */
  private static final byte[] NOT_UTF8 = {0x0a, 2, (byte) 0xc3, (byte) 0x28};

  private static final byte[] NOISE = "\u00ff\u00fe not protobuf at all".getBytes(ISO_8859_1);

  private static <Q, A> MethodDescriptor<byte[], byte[]> raw(MethodDescriptor<Q, A> method) {
    return method.toBuilder(new Bytes(), new Bytes()).build();
  }

  static Stream<Arguments> unreadable() {
    return Stream.of(
            ChatServiceGrpc.getSendMessageMethod(),
            ChatServiceGrpc.getListMessagesMethod(),
            ChatServiceGrpc.getGetRoomMethod(),
            ChatServiceGrpc.getSubscribeMethod())
        .flatMap(
            method ->
                Stream.of(CUT_OFF, NOT_UTF8, NOISE)
                    .map(bytes -> Arguments.of(method.getBareMethodName(), raw(method), bytes)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unreadable")
  void aCallIsRefused(String name, MethodDescriptor<byte[], byte[]> method, byte[] bytes) {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      Refusal refusal =
          Refusal.of(
              catchThrowable(
                  () ->
                      ClientCalls.blockingServerStreamingCall(
                              node.channel(), method, CallOptions.DEFAULT, bytes)
                          .forEachRemaining(response -> {})));
      assertThat(refusal.code()).as(name).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(refusal.reason()).isEqualTo("MALFORMED_REQUEST");
      assertThat(refusal.fields()).containsExactly("request");
    }
  }

  @Test
  void aFrameIsRefusedAndTheStreamGoesOn() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      Recording heard = new Recording();
      StreamObserver<byte[]> stream =
          ClientCalls.asyncBidiStreamingCall(
              nodes
                  .start()
                  .channel()
                  .newCall(raw(ChatServiceGrpc.getConnectMethod()), CallOptions.DEFAULT),
              new Frames(heard));
      // In Hello, a user's name that is not UTF-8; the stream can still begin well.
      stream.onNext(new byte[] {0x12, 4, 0x0a, 2, (byte) 0xc3, (byte) 0x28});
      stream.onNext(
          ConnectRequest.newBuilder()
              .setRequest(1)
              .setHello(Hello.newBuilder().setUser("alice"))
              .build()
              .toByteArray());
      for (byte[] bytes : List.of(CUT_OFF, NOISE)) {
        stream.onNext(bytes);
      }
      stream.onNext(
          ConnectRequest.newBuilder()
              .setRequest(2)
              .setPing(Ping.getDefaultInstance())
              .build()
              .toByteArray());
      var unused = heard.await("the pong", Event::hasPong);
      List<Event> events = heard.events();
      List<Refusal> refusals = events.stream().filter(Event::hasFailed).map(Refusal::of).toList();
      assertThat(refusals).hasSize(3);
      assertThat(refusals).extracting(Refusal::reason).containsOnly("MALFORMED_REQUEST");
      assertThat(refusals).extracting(Refusal::fields).containsOnly(List.of("frame"));
      assertThat(events.stream().filter(Event::hasWelcome)).hasSize(1);
      stream.onCompleted();
      assertThat(heard.awaitEnd()).isEqualTo(Status.OK);
    }
  }

  @Test
  void anUnknownMethodIsUnimplemented() {
    MethodDescriptor<byte[], byte[]> unknown =
        MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(
                MethodDescriptor.generateFullMethodName(ChatServiceGrpc.SERVICE_NAME, "Dance"))
            .build();
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      Throwable thrown =
          catchThrowable(
              () ->
                  ClientCalls.blockingUnaryCall(
                      node.channel(), unknown, CallOptions.DEFAULT, "x".getBytes(UTF_8)));
      Refusal refusal = Refusal.of(thrown);
      assertThat(refusal.code()).isEqualTo(Code.UNIMPLEMENTED);
      assertThat(refusal.reason()).isEqualTo("METHOD_UNKNOWN");
    }
  }

  @Test
  void aRequestOfMoreThanTheLimitEndsOnlyItsOwnCall() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe other = node.connect("other")) {
        Throwable thrown = catchThrowable(() -> node.send("alice", "room", "x".repeat(100_000)));
        assertThat(Status.fromThrowable(thrown).getCode())
            .isIn(Code.RESOURCE_EXHAUSTED, Code.CANCELLED);
        other.ping();
      }
    }
  }

  /** Sends and receives bytes as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return ByteStreams.toByteArray(stream);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private record Frames(Recording heard) implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] frame) {
      try {
        heard.add(ConnectResponse.parseFrom(frame).getEventsList());
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError("a frame that cannot be read", e);
      }
    }

    @Override
    public void onError(Throwable thrown) {
      heard.failed(thrown);
    }

    @Override
    public void onCompleted() {
      heard.completed();
    }
  }
}
