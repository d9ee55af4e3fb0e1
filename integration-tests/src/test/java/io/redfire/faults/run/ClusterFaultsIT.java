package io.redfire.faults.run;

import io.redfire.faults.disturb.Loss;
import io.redfire.faults.store.ClusterStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two nodes on a cluster whose slots move and whose primaries are replaced. */
class ClusterFaultsIT {
  @Test
  void whatWasReplicatedOutlivesFailoversAndTheRestIsSentAgain() throws Exception {
    Runs.once(ClusterStore::new, 20_261_127, Loss.UNREPLICATED, Duration.ofSeconds(15));
  }
}
