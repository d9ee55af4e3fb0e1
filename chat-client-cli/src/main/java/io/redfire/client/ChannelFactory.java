package io.redfire.client;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannelBuilder;
import io.redfire.tls.ClientTls;

/**
 * The way to one server: plain text, TLS with one's own trust, or in-process in a test. Called on
 * the client's own thread at each attempt to connect; returns a fresh builder each time.
 */
@FunctionalInterface
public interface ChannelFactory {

  /** A builder for a channel to this server. The client adds executor and keepalive itself. */
  ManagedChannelBuilder<?> channelTo(ServerAddress server);

  /**
   * Asks whether a password or token may go this way to that server. A way of one's own lets
   * everything pass.
   *
   * @throws ChatException if it may not
   */
  default void checkSecrets(ServerAddress server) {}

  /**
   * The same way, and passwords and tokens may go it unencrypted: for a network where nobody else
   * listens, or a tunnel.
   */
  default ChannelFactory allowingSecrets() {
    return this;
  }

  /**
   * The same way, with {@code authorization: Bearer TOKEN} on every call.
   *
   * @throws IllegalArgumentException if no token looks like that; the message does not hold it
   */
  default ChannelFactory withToken(String token) {
    BearerToken bearer = new BearerToken(token);
    return server -> {
      checkSecrets(server);
      return channelTo(server).intercept(bearer);
    };
  }

  /**
   * HTTP/2 without TLS. Passwords and tokens go so to servers on this machine only, unless {@link
   * #allowingSecrets} lets them.
   */
  static ChannelFactory plaintext() {
    return new Plaintext(false);
  }

  /** TLS with the trust of the Java installation. */
  static ChannelFactory tls() {
    return tls(ClientTls.system());
  }

  /** TLS as chosen; the server's certificate must be for the host of its address. */
  static ChannelFactory tls(ClientTls tls) {
    ChannelCredentials credentials = tls.credentials();
    return server -> Grpc.newChannelBuilderForAddress(server.host(), server.port(), credentials);
  }
}
