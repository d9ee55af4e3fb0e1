package io.redfire.server.outgoing;

import java.util.Map;

/**
 * A post on its way out. Immutable; the bytes are not copied and must not be changed.
 *
 * @param headers by name, beside those that every post has
 */
public record HookPost(HookUrl url, Map<String, String> headers, byte[] body) {
  /** Shows neither body nor signature. */
  @Override
  public String toString() {
    return "HookPost[" + url + "]";
  }
}
