package io.redfire.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.server.limit.LimitSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The settings in {@code deploy/systemd}, read as a node does. */
class DeployedNodeSettingsTest {
  private static final String CONFIG =
      Path.of("..", "deploy", "systemd", "redfire.conf").toString();

  @Test
  void aNodeBehindAProxyIsAsClosedAndLimitedAsOneOnTheNetwork() {
    Settings deployed = settings("--config", CONFIG);
    Settings network = settings("--listen=0.0.0.0:7400", "--plaintext=allow");
    LimitSettings limits = network.limits();

    assertThat(deployed.listen().isLoopback()).isTrue();
    assertThat(deployed.guests()).isFalse();
    assertThat(deployed.openRegistration()).isFalse();
    assertThat(limits.sendsPerUser()).isPresent();
    assertThat(deployed.limits()).isEqualTo(limits);
  }

  private static Settings settings(String... args) {
    StringWriter out = new StringWriter();
    Settings[] read = new Settings[1];
    ExitCode code =
        new SettingsCommand(Map.of(), new PrintWriter(out, true), new PrintWriter(out, true))
            .execute(args, settings -> read[0] = settings);
    assertThat(code).as("%s", out).isEqualTo(ExitCode.DONE);
    return read[0];
  }
}
