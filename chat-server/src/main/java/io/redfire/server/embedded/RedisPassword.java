package io.redfire.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** The password of an embedded Redis: made once, kept in a file that only its owner reads. */
record RedisPassword(String text) {
  static final String FILE = "redis.password";
  private static final int BYTES = 32;

  /** The password that the directory holds, or a new one that it holds from now on. */
  static RedisPassword of(DataDirectory data) {
    try {
      Optional<String> kept = data.read(FILE);
      if (kept.isPresent()) {
        Files.setPosixFilePermissions(data.file(FILE), DataDirectory.SECRET);
        return new RedisPassword(checked(kept.get(), data));
      }
      byte[] random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      String fresh = HexFormat.of().formatHex(random);
      data.write(FILE, fresh + "\n");
      return new RedisPassword(fresh);
    } catch (IOException e) {
      throw new EmbeddedRedisException("cannot keep the password in " + data.file(FILE), e);
    }
  }

  private static String checked(String kept, DataDirectory data) {
    if (!kept.matches("[!-~]{16,512}")) {
      throw new EmbeddedRedisException(
          "'"
              + data.file(FILE)
              + "' does not hold a password (expected: 16 to 512 printable ASCII characters without"
              + " spaces; remove the file to get a new one)");
    }
    return kept;
  }

  /** What Redis needs to recognise it. */
  String sha256() {
    return Hashing.sha256().hashString(text, UTF_8).toString();
  }

  /** Never the password itself. */
  @Override
  public String toString() {
    return "RedisPassword[…]";
  }
}
