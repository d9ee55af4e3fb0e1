package io.redfire.core.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What Redfire's user in Redis may do: all that is needed there and nothing else. Immutable.
 *
 * @param address tells the user's name and password, and whether it is a cluster
 * @param prefix what stands before every key and channel; may be empty
 */
public record RedisAcl(RedisAddress address, String prefix) {
  /** Stands for a password that is not known. Redis refuses it, so that nobody leaves it there. */
  public static final String PLACEHOLDER = "SHA256_OF_THE_PASSWORD";

  /**
   * The command that makes the user so, whatever it was before, on one line as redis-cli reads it.
   * The password is in it as its SHA-256 only.
   *
   * @throws IllegalArgumentException if the address names no user
   */
  public String command() {
    String user =
        address.user().orElseThrow(() -> new IllegalArgumentException("the address names no user"));
    List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", user, "reset", "on"));
    words.add("#" + address.password().map(RedisAcl::hash).orElse(PLACEHOLDER));
    words.addAll(rules());
    return words.stream().map(RedisAcl::quoted).collect(Collectors.joining(" "));
  }

  /** The keys, the channels and the commands, each as ACL SETUSER takes it. */
  public List<String> rules() {
    String begin = literally(prefix);
    List<String> rules = new ArrayList<>();
    rules.add("~" + begin + "*");
    if (!prefix.isEmpty()) {
      rules.add("~{" + begin + "*}:*");
    }
    rules.add("&" + begin + "*");
    if (!prefix.isEmpty()) {
      rules.add("&{" + begin + "*}:signals");
    }
    RedisNeed.all(address, prefix).stream().map(RedisNeed::rule).distinct().forEach(rules::add);
    return rules;
  }

  /** For a pattern in which it means itself. */
  private static String literally(String text) {
    return text.replaceAll("[*?\\[\\]\\\\]", "\\\\$0");
  }

  private static String hash(String password) {
    return Hashing.sha256().hashString(password, UTF_8).toString();
  }

  private static String quoted(String word) {
    return word.matches("[^\\s\"'\\\\]+")
        ? word
        : "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
