package io.redfire.server.outgoing;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;

/** Brings posts to receivers. Thread-safe; never blocks. */
public interface HookTransport {
  /**
   * Posts to that very address, whatever the name stands for by now; follows no redirects.
   *
   * @return ends with the answer, or in a {@link HookFailure}
   */
  CompletableFuture<HookReply> post(HookPost post, InetAddress address);
}
