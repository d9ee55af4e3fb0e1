package io.redfire.server.tls;

import com.google.common.hash.HashCode;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of TLS, which follows its files: a pair that is replaced is shown to whoever
 * connects from then on, and connections that stand are left alone.
 *
 * <p>Made and closed by one thread; what it gives may be used by any. It looks at the files itself,
 * on a thread of its own, as file systems differ in what they tell of changes.
 */
public final class ServerTls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final TlsFiles files;
  private final AdvancedTlsX509KeyManager shown = new AdvancedTlsX509KeyManager();
  private final ClientTrust trusted = new ClientTrust();
  private final SslContext context;
  private final SslContext http;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("tls-files").setDaemon(true).build());

  /** These three are of the thread that looks. */
  private HashCode used;

  private @Nullable HashCode suspect;
  private @Nullable HashCode complainedOf;

  private ServerTls(TlsFiles files, Duration period) {
    this.files = files;
    used = files.fingerprint();
    use(files.load());
    boolean clientsShowCertificates = files.clientAuthority().isPresent();
    context = context(GrpcSslContexts.configure(server()), clientsShowCertificates);
    http = context(server(), clientsShowCertificates);
    var unused =
        watch.scheduleWithFixedDelay(
            this::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Reads the files, and again when they have changed.
   *
   * @throws UnusableTlsException if they will not do
   */
  public static ServerTls load(TlsFiles files) {
    return load(files, PERIOD);
  }

  /** As {@link #load(TlsFiles)}, looking so often. */
  public static ServerTls load(TlsFiles files, Duration period) {
    return new ServerTls(files, period);
  }

  private SslContextBuilder server() {
    return SslContextBuilder.forServer(shown);
  }

  private SslContext context(SslContextBuilder builder, boolean clientsShowCertificates) {
    builder.protocols("TLSv1.3", "TLSv1.2");
    if (clientsShowCertificates) {
      builder.trustManager(trusted).clientAuth(ClientAuth.REQUIRE);
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("this Java cannot serve TLS", e);
    }
  }

  /** For a server to serve with. */
  public SslContext context() {
    return context;
  }

  /** As {@link #context}, for HTTP/1.1, which clients of HTTP do not have to ask for. */
  public SslContext http() {
    return http;
  }

  private void use(TlsIdentity identity) {
    shown.updateIdentityCredentials(identity.chain(), identity.key());
    trusted.trust(identity.authorities());
  }

  /** Never throws, or it would not be called again. */
  private void look() {
    HashCode now = files.fingerprint();
    if (now.equals(used)) {
      suspect = null;
      complainedOf = null;
      return;
    }
    try {
      TlsIdentity identity = files.load();
      use(identity);
      used = now;
      LOG.info("Serving with the new certificate of {}", identity.described());
    } catch (RuntimeException broken) {
      complain(now, broken);
    }
  }

  /** Once, and only of what stays: files are replaced one after the other. */
  private void complain(HashCode now, RuntimeException broken) {
    if (now.equals(suspect) && !now.equals(complainedOf)) {
      complainedOf = now;
      LOG.warn(
          "The changed files of TLS are not used, the former ones stay: {}", broken.getMessage());
    }
    suspect = now;
  }

  /** Stops looking. */
  @Override
  public void close() {
    watch.shutdownNow();
  }
}
