package io.redfire.server.outgoing;

import java.time.Duration;

/**
 * How often what is done for outgoing webhooks, and how long it may take. Immutable.
 *
 * @param look how often it is looked whether one is due
 * @param find how often it is looked which there are
 * @param renew how often a node says that it still has one; others ask as often whether it is free
 * @param lease how long one is kept for a node that does not say so; longer than a post may take
 * @param refused how soon it is asked again whether a maker may read the room
 * @param name how long it may take to find the address of a receiver
 * @param connect how long it may take to be connected to a receiver
 * @param answer how long it may take from then on until it answered
 * @param schedule when is posted again after a failure
 */
public record HookTimes(
    Duration look,
    Duration find,
    Duration renew,
    Duration lease,
    Duration refused,
    Duration name,
    Duration connect,
    Duration answer,
    HookSchedule schedule) {
  /** Those of the product. */
  public static final HookTimes USUAL =
      new HookTimes(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(8),
          Duration.ofSeconds(25),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(12),
          HookSchedule.USUAL);

  /** How late after its note a post may begin, so that it ends while the webhook is kept. */
  Duration latest() {
    return lease.minus(connect).minus(answer);
  }
}
