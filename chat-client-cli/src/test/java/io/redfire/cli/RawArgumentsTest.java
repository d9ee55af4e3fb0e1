package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawArgumentsTest {
  @TempDir Path dir;

  @Test
  void argumentsThatJavaCouldNotReadAreReadAgain() throws IOException {
    Path commandLine = Files.writeString(dir.resolve("cmdline"), "java\0-jar\0x.jar\0send\0你好\0\0");
    String[] seen = {"send", "\ufffd\ufffd", ""};
    assertThat(RawArguments.repair(seen, commandLine)).containsExactly("send", "你好", "");
  }

  @Test
  void otherArgumentsStay() {
    String[] seen = {"send", "你好"};
    assertThat(RawArguments.repair(seen, dir.resolve("none"))).isSameAs(seen);
  }

  @Test
  void withoutTheBytesArgumentsStay() {
    String[] seen = {"send", "\ufffd"};
    assertThat(RawArguments.repair(seen, dir.resolve("none"))).isSameAs(seen);
  }
}
