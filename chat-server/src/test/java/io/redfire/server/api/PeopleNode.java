package io.redfire.server.api;

import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import io.redfire.chat.v1.AdminServiceGrpc.AdminServiceStub;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.chat.v1.RoomServiceGrpc.RoomServiceBlockingStub;
import io.redfire.chat.v1.WebhookServiceGrpc;
import io.redfire.chat.v1.WebhookServiceGrpc.WebhookServiceBlockingStub;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.AccountSettings;
import io.redfire.server.ChatNode;
import io.redfire.server.NodeSettings;
import io.redfire.server.account.OneTimeCode;
import io.redfire.server.http.HookEndpoint;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.outgoing.HookTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A node, and a channel to it, for tests of accounts and administrators. */
public final class PeopleNode implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ChatNode node;
  private final ManagedChannel channel;

  /** Starts it, without limits. */
  public PeopleNode(RedisConnections redis, RedisKeys keys, AccountSettings entry) {
    this(redis, keys, entry, LimitSettings.NONE);
  }

  PeopleNode(RedisConnections redis, RedisKeys keys, AccountSettings entry, LimitSettings limits) {
    InetAddress here = InetAddress.getLoopbackAddress();
    try {
      NodeSettings settings = NodeSettings.OPEN.within(limits).admitting(entry);
      node = new ChatNode(new InetSocketAddress(here, 0), redis, keys, settings).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress(here, node.port()))
            .usePlaintext()
            .build();
  }

  /** Without a token. */
  public AccountServiceBlockingStub guest() {
    return AccountServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  /** With a token. */
  public AccountServiceBlockingStub as(String token) {
    return header("Bearer " + token);
  }

  /** With whatever the metadata says. */
  public AccountServiceBlockingStub header(String authorization) {
    return guest().withCallCredentials(new Header(authorization));
  }

  /** The chat, with a token. */
  public ChatServiceBlockingStub chat(String token) {
    return ChatServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .withCallCredentials(new Header("Bearer " + token));
  }

  /** The administrators' service, with a token. */
  public AdminServiceBlockingStub admin(String token) {
    return AdminServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .withCallCredentials(new Header("Bearer " + token));
  }

  /** As {@link #admin}, for calls that take a stream. */
  public AdminServiceStub adminStream(String token) {
    return AdminServiceGrpc.newStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .withCallCredentials(new Header("Bearer " + token));
  }

  /** The channel itself. */
  public ManagedChannel channel() {
    return channel;
  }

  RoomServiceBlockingStub rooms() {
    return RoomServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  /** The rooms' service, with a token. */
  public RoomServiceBlockingStub rooms(String token) {
    return rooms().withCallCredentials(new Header("Bearer " + token));
  }

  /** The webhooks, with a token. */
  WebhookServiceBlockingStub webhooks(String token) {
    return WebhookServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .withCallCredentials(new Header("Bearer " + token));
  }

  /** Where posts to webhooks are taken from now on. Whoever asks closes it before the node. */
  HookEndpoint listenForHooks() throws IOException {
    return node.listenForHooks(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Has the node post for outgoing webhooks, to this machine too. */
  void deliverHooks() {
    node.deliverHooks(true, HookTimes.USUAL);
  }

  /** The node's code for the first administrator. */
  public Optional<OneTimeCode> firstAdmin() {
    return node.firstAdmin();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    node.close();
  }

  private static final class Header extends CallCredentials {
    private final String value;

    Header(String value) {
      this.value = value;
    }

    @Override
    public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, value);
      applier.apply(headers);
    }
  }
}
