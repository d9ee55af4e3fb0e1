package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Welcome;
import io.redfire.client.ChatException;
import io.redfire.client.ScriptedServer;
import io.redfire.client.ServerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
  private static final ServerAddress SERVER = new ServerAddress("127.0.0.1", 7400);

  private final List<String> notes = new ArrayList<>();
  private final Reachability reachability = new Reachability(new Notes(notes::add));

  @Test
  void anErrorThatIsOverIsNotWhyNothingGoesOn() {
    ChatException gone =
        ChatException.of(
            ScriptedServer.failure(io.grpc.Status.Code.UNAVAILABLE, "STOPPING", "it stops"));
    reachability.onLost(SERVER, gone, Duration.ofSeconds(1));
    assertThat(reachability.stuck(Duration.ofSeconds(5))).hasMessageContaining("(it stops)");
    reachability.onConnected(SERVER, Welcome.getDefaultInstance());
    assertThat(reachability.stuck(Duration.ofSeconds(5)))
        .hasMessage("no progress for 5 s (no answer)");
  }
}
