package io.redfire.server.admin;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.redfire.server.right.Callers;
import io.redfire.server.right.Credentials;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;

/**
 * Lets administrators in, and nobody else: the one place that asks, for every method of the service
 * that there is or will be. It stands inside what reads the credentials, and blocks on Redis.
 */
public final class AdminGate implements ServerInterceptor {
  private final Callers callers;

  /** Asks these who calls. */
  public AdminGate(Callers callers) {
    this.callers = callers;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Credentials credentials = Credentials.current();
    if (credentials.token().isEmpty()) {
      throw Problem.of(
          Reason.LOGIN_REQUIRED, "guests run no server (expected: an administrator's token)");
    }
    Admin admin = Admin.of(callers.identify(credentials, "").join(), callers);
    return Contexts.interceptCall(
        Context.current().withValue(Admin.KEY, admin), call, headers, next);
  }
}
