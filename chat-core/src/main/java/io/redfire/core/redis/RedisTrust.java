package io.redfire.core.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * Who vouches for a Redis that speaks TLS. Its host name is checked in any case. An immutable
 * value.
 *
 * @param authority a file with certificates of authorities, as PEM; empty for those that the JVM
 *     trusts
 */
public record RedisTrust(Optional<Path> authority) {
  /** The certificate authorities that the JVM trusts. */
  public static final RedisTrust SYSTEM = new RedisTrust(Optional.empty());

  /**
   * The authorities in that file, and no others.
   *
   * @throws IllegalArgumentException if it holds none; the message says what was expected
   */
  public static RedisTrust of(Path authority) {
    var unused = certificates(authority);
    return new RedisTrust(Optional.of(authority));
  }

  SslOptions options() {
    SslOptions.Builder options = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
    authority.ifPresent(
        file -> {
          byte[] store = store(certificates(file));
          options
              .trustStoreType("PKCS12")
              .truststore(() -> new ByteArrayInputStream(store), new char[0]);
        });
    return options.build();
  }

  private static List<Certificate> certificates(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      List<Certificate> found =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(shown(file) + " is not a file that can be read", e);
    } catch (CertificateException e) {
      throw noCertificate(file, e);
    }
    throw noCertificate(file, null);
  }

  private static IllegalArgumentException noCertificate(Path file, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        shown(file) + " holds no certificate (expected: PEM, -----BEGIN CERTIFICATE-----)", cause);
  }

  private static String shown(Path file) {
    return "'" + file.toString().replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "\ufffd") + "'";
  }

  /** Jedis takes key stores only. */
  private static byte[] store(List<Certificate> certificates) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry("authority-" + i, certificates.get(i));
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      store.store(bytes, new char[0]);
      return bytes.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java cannot keep certificates", e);
    }
  }
}
