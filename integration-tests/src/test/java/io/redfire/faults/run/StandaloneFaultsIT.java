package io.redfire.faults.run;

import io.redfire.faults.disturb.Loss;
import io.redfire.faults.store.StandaloneStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two nodes on one Redis while everything goes wrong that can. */
class StandaloneFaultsIT {
  private static final Duration LENGTH = Duration.ofSeconds(12);

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    Runs.once(StandaloneStore::new, 20_261_124, Loss.NOTHING, LENGTH);
  }

  @Test
  void whatIsTakenAwayIsToldAndSentAgain() throws Exception {
    Runs.once(StandaloneStore::new, 20_261_125, Loss.ANYTHING, LENGTH);
  }
}
