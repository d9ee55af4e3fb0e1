package io.redfire.server.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.redfire.testing.fuzz.FuzzTarget;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Settings, as variables and files tell them. */
class SettingsFuzzTest {
  private static final String CONTROLS =
      "[\\p{IsControl}&&[^\n]]|[\\p{Zl}\\p{Zp}\u202a-\u202e\u2066-\u2069]";
  private static final List<Setting> PLAIN =
      List.copyOf(
          EnumSet.complementOf(
              // What names a file to read is the next target's.
              EnumSet.of(
                  Setting.CONFIG, Setting.REDIS_PASSWORD_FILE, Setting.SENTINEL_PASSWORD_FILE)));

  /** Each line is a variable: a letter for which one, and its value. */
  @FuzzTarget(maxBytes = 512)
  void variablesAreTakenOrRefusedInOneLine(byte[] input) {
    Map<String, String> environment = new HashMap<>();
    for (String line : new String(input, UTF_8).split("\n", -1)) {
      if (!line.isEmpty()) {
        Setting setting = PLAIN.get(line.charAt(0) % PLAIN.size());
        environment.put(setting.variable(), line.substring(1));
      }
    }
    assertTakenOrRefused(environment);
  }

  @FuzzTarget(maxBytes = 1024)
  void fileIsTakenOrRefusedInOneLine(byte[] input) throws IOException {
    String text = new String(input, UTF_8);
    if (text.contains("include") || text.contains("-file")) {
      // It may read whatever else there is on this machine.
      return;
    }
    Path file = Files.createTempFile("fuzz", ".conf");
    try {
      Files.write(file, input);
      assertTakenOrRefused(Map.of(Setting.CONFIG.variable(), file.toString()));
    } finally {
      Files.delete(file);
    }
  }

  @FuzzTarget(maxBytes = 128)
  void listenAddressComesBackOrIsRefused(byte[] input) {
    ListenAddress address;
    try {
      address = ListenAddress.parse(new String(input, UTF_8));
    } catch (IllegalArgumentException refusal) {
      assertThat(refusal).isExactlyInstanceOf(IllegalArgumentException.class);
      assertThat(refusal.getMessage())
          .contains("(expected: ")
          .doesNotContainPattern(CONTROLS)
          .hasSizeLessThan(400);
      return;
    }
    assertThat(address.port()).isBetween(0, 65535);
    assertThat(ListenAddress.parse(address.toString())).isEqualTo(address);
    assertThat(address.isLoopback()).isIn(true, false);
  }

  private static void assertTakenOrRefused(Map<String, String> environment) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<Settings> taken = new ArrayList<>();
    ExitCode code =
        new SettingsCommand(environment, new PrintWriter(out), new PrintWriter(err))
            .execute(new String[0], taken::add);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).doesNotContainPattern(CONTROLS).hasSizeLessThan(2000);
    switch (code) {
      case DONE -> {
        assertThat(taken).hasSize(1);
        assertThat(err.toString().lines()).allMatch(line -> line.contains(": warning: "));
      }
      case USAGE -> {
        assertThat(taken).isEmpty();
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("(expected: ");
      }
      default -> fail("ended with %s: %s", code, err);
    }
  }
}
