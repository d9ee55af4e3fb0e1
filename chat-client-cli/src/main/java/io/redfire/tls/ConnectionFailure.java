package io.redfire.tls;

import com.google.common.base.Throwables;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Why a connection did not come to stand, or ended, in one line. gRPC says {@code io exception} to
 * all of it, its causes more. Immutable; any thread may use it.
 *
 * @param words for people; what they quote comes from the network
 * @param lasting whether the two sides disagree about TLS, so that trying again does not help
 */
public record ConnectionFailure(String words, boolean lasting) {
  private static final String CLOSED = "Network closed for unknown reason";

  /**
   * What such a status says of the connection; empty where it is about something else.
   *
   * @param stood whether the server had said anything on it
   */
  public static Optional<ConnectionFailure> of(Status status, boolean stood) {
    if (status.getCode() != Status.Code.UNAVAILABLE) {
      return Optional.empty();
    }
    if (status.getCause() == null) {
      return CLOSED.equals(status.getDescription())
          ? passing(
              stood
                  ? "the connection was closed"
                  : "the server closes connections at once (does it expect TLS?)")
          : Optional.empty();
    }
    List<Throwable> chain = Throwables.getCausalChain(status.getCause());
    Throwable root = chain.get(chain.size() - 1);
    if (root instanceof ConnectException) {
      return passing("connection refused");
    }
    if (root instanceof NotSslRecordException) {
      return lasting("the server does not speak TLS");
    }
    if (root instanceof CertificateExpiredException
        || root instanceof CertificateNotYetValidException) {
      return lasting("the server's certificate is not valid now (" + root.getMessage() + ")");
    }
    if (root instanceof CertPathBuilderException) {
      return lasting(
          "the server's certificate is of an authority that is not trusted here (expected: one that"
              + " this system knows, or the file of a private one)");
    }
    if (root instanceof CertificateException) {
      return lasting("the server's certificate does not fit (" + root.getMessage() + ")");
    }
    if (root instanceof SSLException) {
      return handshake(root);
    }
    return root instanceof IOException ? broken(root, stood) : Optional.empty();
  }

  /** What the server says of us comes as an alert, whose name the engines spell differently. */
  private static Optional<ConnectionFailure> handshake(Throwable root) {
    String says = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    String alert = says.toLowerCase(Locale.ROOT);
    if (alert.contains("certificate_required")) {
      return lasting("the server wants a certificate of its clients");
    }
    if (alert.contains("unknown_ca")
        || alert.contains("bad_certificate")
        || alert.contains("certificate_unknown")
        || alert.contains("certificate_expired")) {
      return lasting("the server does not take this client's certificate (" + says + ")");
    }
    return passing("TLS failed (" + says + ")");
  }

  /** Plain text that a server of TLS does not read becomes a reset as often as an orderly end. */
  private static Optional<ConnectionFailure> broken(Throwable root, boolean stood) {
    String how = root.getMessage() == null ? "closed" : root.getMessage();
    return passing(
        stood
            ? "the connection broke (" + how + ")"
            : "the connection broke at once (" + how + "; does the server expect TLS?)");
  }

  private static Optional<ConnectionFailure> lasting(String words) {
    return Optional.of(new ConnectionFailure(words, true));
  }

  private static Optional<ConnectionFailure> passing(String words) {
    return Optional.of(new ConnectionFailure(words, false));
  }
}
