package io.redfire.bench.redis;

import java.util.List;
import java.util.Optional;

/**
 * What a Redis has shown. Immutable.
 *
 * @param redis its address, without a password
 * @param plan what was asked for
 * @param appends a result for each of the plan's batches, where they were asked for
 * @param pubSub where that was asked for
 */
public record RedisBenchReport(
    String redis, RedisBenchPlan plan, List<AppendResult> appends, Optional<PubSubResult> pubSub) {
  /** True if each message came once, in order, to where it should. */
  public boolean isFlawless() {
    return appends.stream().allMatch(result -> result.misplaced() == 0)
        && pubSub.stream().allMatch(result -> result.lost() == 0 && result.repeated() == 0);
  }
}
