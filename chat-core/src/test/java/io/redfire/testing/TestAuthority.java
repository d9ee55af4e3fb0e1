package io.redfire.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority of one test, which makes certificates with the JDK's own keytool and
 * writes them as PEM files. For one thread.
 */
public final class TestAuthority {
  private static final String SECRET = "changeit";
  private static final String SELF = "authority";

  private final Path directory;
  private final String name;
  private final Path store;

  /**
   * A certificate and its key, each a file.
   *
   * @param alias the file names' common part
   */
  public record Pair(Path certificate, Path key, String alias) {}

  private TestAuthority(Path directory, String name) {
    this.directory = directory;
    this.name = name;
    this.store = directory.resolve(name + ".p12");
    keytool(SELF, "-dname", "CN=" + name, "-ext", "bc:c");
  }

  /**
   * Makes one.
   *
   * @param directory takes its files, whose names begin with its name
   */
  public static TestAuthority in(Path directory, String name) {
    return new TestAuthority(directory, name);
  }

  /** Its own certificate. */
  public Path certificate() {
    return write(name + ".pem", "CERTIFICATE", certificateOf(SELF));
  }

  /**
   * Issues a certificate.
   *
   * @param alias a name for it and its files
   * @param names such as {@code dns:localhost,ip:127.0.0.1}
   * @param more further arguments for keytool
   */
  public Pair issue(String alias, String names, String... more) {
    List<String> arguments = new ArrayList<>(List.of("-signer", SELF, "-dname", "CN=" + alias));
    arguments.addAll(List.of("-ext", "san=" + names));
    arguments.addAll(List.of(more));
    keytool(alias, arguments.toArray(new String[0]));
    Path key = write(name + "-" + alias + ".key", "PRIVATE KEY", keyOf(alias));
    return new Pair(
        write(name + "-" + alias + ".pem", "CERTIFICATE", certificateOf(alias)), key, alias);
  }

  /** For a server of the test's own that shows that certificate. */
  public SSLContext serverContext(Pair pair) {
    try {
      KeyStore only = KeyStore.getInstance("PKCS12");
      only.load(null, null);
      only.setKeyEntry(
          pair.alias(),
          keys().getKey(pair.alias(), SECRET.toCharArray()),
          SECRET.toCharArray(),
          keys().getCertificateChain(pair.alias()));
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(only, SECRET.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] certificateOf(String alias) {
    try {
      Certificate certificate = keys().getCertificate(alias);
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] keyOf(String alias) {
    try {
      return keys().getKey(alias, SECRET.toCharArray()).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore keys() {
    try {
      return KeyStore.getInstance(store.toFile(), SECRET.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Readable by its owner only, where the file system knows such a thing. */
  private Path write(String file, String what, byte[] der) {
    try {
      Path path = directory.resolve(file);
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
      Files.writeString(
          path,
          "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n",
          US_ASCII);
      if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      }
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keytool(String alias, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", alias));
    command.addAll(List.of("-keyalg", "EC", "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", SECRET, "-keystore", store.toString()));
    command.addAll(List.of(arguments));
    Path log = directory.resolve(name + "-keytool.log");
    try {
      Process made =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (made.waitFor() != 0) {
        throw new IllegalStateException(Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
