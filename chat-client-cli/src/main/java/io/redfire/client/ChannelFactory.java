package io.redfire.client;

import io.grpc.ManagedChannelBuilder;

/**
 * The way to one server: plain text, TLS with one's own trust, or in-process in a test. Called on
 * the client's own thread at each attempt to connect; returns a fresh builder each time.
 */
@FunctionalInterface
public interface ChannelFactory {

  /** A builder for a channel to this server. The client adds executor and keepalive itself. */
  ManagedChannelBuilder<?> channelTo(ServerAddress server);

  /** HTTP/2 without TLS. */
  static ChannelFactory plaintext() {
    return server -> ManagedChannelBuilder.forAddress(server.host(), server.port()).usePlaintext();
  }

  /** TLS with the trust of the Java installation. */
  static ChannelFactory tls() {
    return server ->
        ManagedChannelBuilder.forAddress(server.host(), server.port()).useTransportSecurity();
  }
}
