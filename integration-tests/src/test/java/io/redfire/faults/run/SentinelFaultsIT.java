package io.redfire.faults.run;

import io.redfire.faults.disturb.Loss;
import io.redfire.faults.store.SentinelStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two nodes on a primary with replicas, while it is replaced again and again. */
class SentinelFaultsIT {
  @Test
  void whatWasReplicatedOutlivesFailoversAndTheRestIsSentAgain() throws Exception {
    Runs.once(SentinelStore::new, 20_261_126, Loss.UNREPLICATED, Duration.ofSeconds(15));
  }
}
