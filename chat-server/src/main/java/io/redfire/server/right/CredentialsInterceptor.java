package io.redfire.server.right;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.redfire.core.rate.ClientAddress;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the credentials off each call, for {@link Credentials#current} to tell; looks at their form
 * only. It stands inside what turns a {@link Problem} into the call's end.
 */
public final class CredentialsInterceptor implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([!-~]+) *");

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Credentials credentials = new Credentials(token(headers), address(call));
    return Contexts.interceptCall(
        Context.current().withValue(Credentials.KEY, credentials), call, headers, next);
  }

  private static Optional<String> token(Metadata headers) {
    Iterable<String> all = headers.getAll(AUTHORIZATION);
    if (all == null) {
      return Optional.empty();
    }
    Iterator<String> values = all.iterator();
    Matcher bearer = BEARER.matcher(values.next());
    if (values.hasNext() || !bearer.matches()) {
      throw Problem.of(
          Reason.TOKEN_INVALID,
          "the metadata 'authorization' cannot be read (expected: once, Bearer TOKEN)");
    }
    return Optional.of(bearer.group(1));
  }

  private static Optional<ClientAddress> address(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
                instanceof InetSocketAddress internet
            && !internet.isUnresolved()
        ? Optional.of(ClientAddress.of(internet.getAddress()))
        : Optional.empty();
  }
}
