package io.redfire.server;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.redfire.server.limit.BoundedThreads;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/**
 * The threads of a node that may wait for Redis, by whom they work for, so that none of these keeps
 * another waiting; and the timer, which may not. Those of calls are {@link CallThreads}.
 */
final class NodeThreads implements AutoCloseable {
  /** For what streams ask. */
  static final int BLOCKING = 8;

  /** Who is there is nobody's hurry: it must not keep those waiting who read and write. */
  static final int PRESENCE = 4;

  /** Strangers must not keep those waiting who were let in, nor the rooms. */
  static final int STRANGERS = 4;

  /** Of their own, so that whoever guesses webhooks keeps no one from logging in. */
  static final int POSTERS = 2;

  /** Of their own, since what keeps the bytes of attachments may be far away, or not answer. */
  static final int CARRIERS = 2;

  /** A second's worth or more; each of a thousand rooms of an inbox is one or two. */
  private static final int BLOCKING_WAITING = 50_000;

  private static final int PRESENCE_WAITING = 20_000;
  private static final int STRANGERS_WAITING = 4096;
  private static final int POSTERS_WAITING = 256;
  private static final int CARRIERS_WAITING = 256;

  final BoundedThreads blocking = new BoundedThreads(BLOCKING, BLOCKING_WAITING, named("redis-%d"));
  final BoundedThreads strangers =
      new BoundedThreads(STRANGERS, STRANGERS_WAITING, named("stranger-%d"));
  final BoundedThreads presence =
      new BoundedThreads(PRESENCE, PRESENCE_WAITING, named("presence-%d"));
  final BoundedThreads posters = new BoundedThreads(POSTERS, POSTERS_WAITING, named("hook-%d"));
  final BoundedThreads carriers = new BoundedThreads(CARRIERS, CARRIERS_WAITING, named("carry-%d"));
  final ScheduledExecutorService timer = timer();

  private static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("timer"));
    // Or streams that come and go would stay until what was called off for them is due.
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  static ThreadFactory named(String name) {
    return new ThreadFactoryBuilder().setNameFormat(name).setDaemon(true).build();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    strangers.close();
    presence.close();
    posters.close();
    carriers.close();
    blocking.close();
  }
}
