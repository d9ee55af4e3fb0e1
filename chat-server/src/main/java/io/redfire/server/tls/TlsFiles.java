package io.redfire.server.tls;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the server's certificate and its key are, each a file of PEM. Immutable.
 *
 * @param certificate the server's certificate, and after it those between it and its authority
 * @param key the key of the first of these
 * @param clientAuthority the authorities of which each client has to show a certificate; empty
 *     where clients need none
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> clientAuthority) {

  /**
   * Reads and checks them.
   *
   * @throws UnusableTlsException if one of them will not do
   */
  TlsIdentity load() {
    PemFile ofKey = keyFile();
    TlsIdentity identity =
        new TlsIdentity(
            certificateFile().certificates(),
            ofKey.key(),
            authorityFile().map(file -> List.of(file.certificates())).orElse(List.of()));
    if (!identity.isPair()) {
      throw ofKey.wrong("is not the key of the first certificate in '" + certificate + "'", null);
    }
    return identity;
  }

  /** Tells two states of the files apart, whether they will do or not. */
  HashCode fingerprint() {
    Hasher all = Hashing.sha256().newHasher();
    List<PemFile> files =
        Stream.concat(Stream.of(certificateFile(), keyFile()), authorityFile().stream()).toList();
    for (PemFile file : files) {
      try {
        byte[] bytes = file.bytes();
        all.putInt(bytes.length).putBytes(bytes).putBoolean(file.isOpenToAll());
      } catch (UnusableTlsException unreadable) {
        all.putInt(-1);
      }
    }
    return all.hash();
  }

  private PemFile certificateFile() {
    return new PemFile("tls-cert", certificate);
  }

  private PemFile keyFile() {
    return new PemFile("tls-key", key);
  }

  private Optional<PemFile> authorityFile() {
    return clientAuthority.map(path -> new PemFile("tls-client-ca", path));
  }
}
