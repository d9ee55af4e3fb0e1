package io.redfire.bench.stream;

import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.CompositeChannelCredentials;
import io.grpc.Metadata;
import java.util.concurrent.Executor;

/**
 * Says with each call who calls. Any thread may use it.
 *
 * <p>Its token is a secret: nothing here shows it.
 */
public final class BearerCredentials extends CallCredentials {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final String token;

  private BearerCredentials(String token) {
    this.token = token;
  }

  /** A connection that is secured so, with this token on all its calls. */
  public static ChannelCredentials with(ChannelCredentials secured, String token) {
    return CompositeChannelCredentials.create(secured, new BearerCredentials(token));
  }

  /** Whether calls say who calls, so that a name of one's own would only contradict it. */
  static boolean isIn(ChannelCredentials credentials) {
    return credentials instanceof CompositeChannelCredentials;
  }

  @Override
  public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    applier.apply(headers);
  }
}
