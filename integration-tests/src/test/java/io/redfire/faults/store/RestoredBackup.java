package io.redfire.faults.store;

import io.redfire.faults.disturb.Fault;
import java.util.List;
import java.util.function.Supplier;

/** A backup is taken, and put back a while later; what was written in between is gone. */
final class RestoredBackup implements Fault {
  private static final String TAKE =
      """
      local all = {}
      for _, key in ipairs(redis.call('KEYS', '*')) do
        all[#all + 1] = key
        all[#all + 1] = tostring(math.max(0, redis.call('PTTL', key)))
        all[#all + 1] = redis.call('DUMP', key)
      end
      return all
      """;

  private static final String RESTORE =
      """
      redis.call('FLUSHALL')
      for i = 1, #ARGV, 3 do redis.call('RESTORE', ARGV[i], ARGV[i + 1], ARGV[i + 2]) end
      """;

  private final Supplier<Console> opening;
  private List<byte[]> backup = List.of();
  private boolean taken;

  RestoredBackup(Supplier<Console> opening) {
    this.opening = opening;
  }

  @Override
  public void begin() {
    try (Console console = opening.get()) {
      backup = console.list("EVAL", TAKE, 0);
      taken = true;
    }
  }

  @Override
  public void end() {
    if (taken) {
      Object[] all = new Object[backup.size() + 2];
      all[0] = RESTORE;
      all[1] = 0;
      System.arraycopy(backup.toArray(), 0, all, 2, backup.size());
      try (Console console = opening.get()) {
        var unused = console.run("EVAL", all);
      }
    }
  }
}
