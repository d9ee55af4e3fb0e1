package io.redfire.tls;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which servers a client trusts, and as whom it shows itself. The server's host name is checked in
 * any case. Immutable; any thread may use it. The files are read when it is made.
 */
public final class ClientTls {
  private final Optional<byte[]> authorities;
  private final Optional<Identity> identity;

  private record Identity(byte[] certificate, byte[] key) {}

  private ClientTls(Optional<byte[]> authorities, Optional<Identity> identity) {
    this.authorities = authorities;
    this.identity = identity;
  }

  /** Trusts the certificate authorities that the JVM trusts, and shows no certificate. */
  public static ClientTls system() {
    return new ClientTls(Optional.empty(), Optional.empty());
  }

  /**
   * The same, but trusts the authorities in this file, as PEM, and no others.
   *
   * @throws IllegalArgumentException if the file holds none; the message says what was expected
   */
  public ClientTls trusting(Path authority) {
    return new ClientTls(Optional.of(certificates(authority)), identity);
  }

  /**
   * The same, but shows a certificate to servers that want one.
   *
   * @param certificate a file with the certificate, and after it those between it and its
   *     authority, as PEM
   * @param key a file with its key, as PEM (PKCS#8, no passphrase), that only its owner can read
   * @throws IllegalArgumentException if one of them will not do; the message says what was expected
   */
  public ClientTls showing(Path certificate, Path key) {
    return new ClientTls(
        authorities, Optional.of(new Identity(certificates(certificate), key(key))));
  }

  /** For a channel. */
  public ChannelCredentials credentials() {
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    try {
      if (authorities.isPresent()) {
        credentials.trustManager(new ByteArrayInputStream(authorities.get()));
      }
      if (identity.isPresent()) {
        credentials.keyManager(
            new ByteArrayInputStream(identity.get().certificate()),
            new ByteArrayInputStream(identity.get().key()));
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be read", e);
    }
    return credentials.build();
  }

  private static byte[] certificates(Path file) {
    byte[] bytes = bytes(file);
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      if (CertificateUtils.getX509Certificates(in).length > 0) {
        return bytes;
      }
    } catch (GeneralSecurityException | IOException e) {
      throw noCertificate(file, e);
    }
    throw noCertificate(file, null);
  }

  private static IllegalArgumentException noCertificate(Path file, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "'" + file + "' holds no certificate (expected: PEM, -----BEGIN CERTIFICATE-----)", cause);
  }

  private static byte[] key(Path file) {
    byte[] bytes = bytes(file);
    if (isOpenToOthers(file)) {
      throw new IllegalArgumentException(
          "'" + file + "' holds a key and can be read by other users (expected: chmod 600)");
    }
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      var unused = CertificateUtils.getPrivateKey(in);
      return bytes;
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'"
              + file
              + "' holds no key for RSA or EC in PKCS#8 without a passphrase (expected: PEM,"
              + " -----BEGIN PRIVATE KEY-----)",
          e);
    }
  }

  private static boolean isOpenToOthers(Path file) {
    try {
      return OwnersFile.isOpenToOthers(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static IllegalArgumentException unreadable(Path file, IOException cause) {
    return new IllegalArgumentException("'" + file + "' is not a file that can be read", cause);
  }
}
