package io.redfire.client;

import io.grpc.ManagedChannelBuilder;
import io.grpc.Status.Code;

/**
 * HTTP/2 without TLS. Any thread may use it.
 *
 * @param isForSecrets whether passwords and tokens may go so to other machines
 */
record Plaintext(boolean isForSecrets) implements ChannelFactory {
  @Override
  public ManagedChannelBuilder<?> channelTo(ServerAddress server) {
    return ManagedChannelBuilder.forAddress(server.host(), server.port()).usePlaintext();
  }

  @Override
  public void checkSecrets(ServerAddress server) {
    if (!isForSecrets && !server.isLoopback()) {
      throw new ChatException(
          Code.FAILED_PRECONDITION,
          "PLAINTEXT_REFUSED",
          server
              + ": a password or token would go to another machine for everyone on the way to read"
              + " (expected: TLS, or --plaintext allow)");
    }
  }

  @Override
  public ChannelFactory allowingSecrets() {
    return new Plaintext(true);
  }
}
