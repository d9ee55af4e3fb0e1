package io.redfire.server.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * One file that a setting of TLS names. Immutable; reads the file anew each time.
 *
 * @param setting the setting's name
 */
record PemFile(String setting, Path path) {

  /** One certificate or more. */
  X509Certificate[] certificates() {
    try {
      X509Certificate[] found =
          CertificateUtils.getX509Certificates(new ByteArrayInputStream(bytes()));
      if (found.length > 0) {
        return found;
      }
    } catch (GeneralSecurityException e) {
      throw noCertificate(e);
    }
    throw noCertificate(null);
  }

  private UnusableTlsException noCertificate(@Nullable Throwable cause) {
    return wrong("holds no certificate (expected: PEM, -----BEGIN CERTIFICATE-----)", cause);
  }

  /** The key that stands in it, if nobody but its owner's group can read the file. */
  PrivateKey key() {
    byte[] bytes = bytes();
    if (isOpenToAll()) {
      throw wrong("holds a key and can be read by every user (expected: chmod 600)", null);
    }
    if (!new String(bytes, ISO_8859_1).contains("-----BEGIN PRIVATE KEY-----")) {
      throw wrong(
          "holds no key in PKCS#8 without a passphrase (expected: PEM, -----BEGIN PRIVATE KEY-----,"
              + " as 'openssl pkcs8 -topk8 -nodes -in OLD -out NEW' makes it of another)",
          null);
    }
    try {
      return CertificateUtils.getPrivateKey(new ByteArrayInputStream(bytes));
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw wrong("holds a key that cannot be read (expected: one for RSA or EC)", e);
    }
  }

  /** What tells two states of the file apart. */
  byte[] bytes() {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw wrong("is not a file that can be read", e);
    }
  }

  /** Whether every user of this machine can read it, where the file system can tell. */
  boolean isOpenToAll() {
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      return view != null
          && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException e) {
      throw wrong("is not a file that can be read", e);
    }
  }

  UnusableTlsException wrong(String how, @Nullable Throwable cause) {
    String harmless = path.toString().replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "\ufffd");
    return new UnusableTlsException(setting, "'" + harmless + "' " + how, cause);
  }
}
