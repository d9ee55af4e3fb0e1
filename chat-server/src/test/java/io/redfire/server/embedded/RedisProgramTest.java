package io.redfire.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisProgramTest {
  @TempDir Path dir;
  private DataDirectory data;

  @BeforeEach
  void take() {
    data = DataDirectory.take(dir.resolve("data"));
  }

  @AfterEach
  void letGo() {
    data.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0",
        "Redis server v=8.2.1 sha=00000000:1 malloc=libc bits=64 build=0",
        "Valkey server v=8.1.0 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0",
        "Redis server v=10.0-rc1 sha=0"
      })
  void installedOneIsTakenIfNewEnough(String version) throws Exception {
    Path installed = program("bin", version);
    assertThat(RedisProgram.find(RedisSource.AUTO, path("empty", "bin"), data))
        .isEqualTo(new RedisProgram(installed, installed.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Redis server v=6.2.14 sha=00000000:0 malloc=jemalloc-5.1.0 bits=64 build=0",
        "Redis server v=2.8.4",
        "something else",
        ""
      })
  void bundledOneStandsInForOneThatIsTooOld(String version) throws Exception {
    program("bin", version);
    assertThat(RedisProgram.find(RedisSource.AUTO, path("bin"), data).origin())
        .startsWith("bundled");
    assertThatThrownBy(() -> RedisProgram.find(RedisSource.INSTALLED, path("bin"), data))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageStartingWith("--embedded-redis: redis-server is too old (expected: version 7.0");
  }

  @Test
  void newEnoughOneFurtherDownThePathIsFound() throws Exception {
    program("old", "Redis server v=6.0.16 sha=0");
    Path installed = program("new", "Redis server v=7.4.0 sha=0");
    assertThat(RedisProgram.find(RedisSource.INSTALLED, path("old", "new"), data).executable())
        .isEqualTo(installed);
  }

  @Test
  void missingInstalledOneIsSaidToBeMissing() {
    assertThatThrownBy(() -> RedisProgram.find(RedisSource.INSTALLED, path("empty"), data))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessage(
            "--embedded-redis: no redis-server is on the PATH (expected: version 7.0 or newer; or"
                + " --embedded-redis bundled; or --redis URL)");
  }

  @Test
  void bundledOneIsUnpackedOnceForItsOwnerOnly() throws Exception {
    Path first = bundled();
    Object key = Files.readAttributes(first, BasicFileAttributes.class).fileKey();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
        .isEqualTo("rwx------");
    Path second = bundled();
    assertThat(second).isEqualTo(first);
    assertThat(Files.readAttributes(second, BasicFileAttributes.class).fileKey()).isEqualTo(key);
  }

  @Test
  void bundledOneThatWasTamperedWithIsReplaced() throws Exception {
    Path file = bundled();
    byte[] good = Files.readAllBytes(file);
    byte[] bad = good.clone();
    bad[bad.length / 2] ^= 1;
    Files.write(file, bad);
    assertThat(bundled()).isEqualTo(file).hasBinaryContent(good);
  }

  @ParameterizedTest
  @CsvSource({"Linux,amd64", "Linux,aarch64", "Linux,i386", "Mac OS X,x86_64", "Mac OS X,aarch64"})
  void eachPlatformHasItsPinnedProgram(String osName, String osArch) {
    RedisProgram program = new BundledRedis(Platform.of(osName, osArch)).unpackInto(data);
    assertThat(program.executable()).isExecutable();
  }

  @Test
  void platformWithoutProgramIsTold() {
    assertThatThrownBy(() -> new BundledRedis(Platform.of("Linux", "riscv64")).unpackInto(data))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessage(
            "no Redis is bundled for linux-riscv64 (expected: redis-server 7.0 or newer on the"
                + " PATH, or --redis URL)");
  }

  @Test
  void windowsIsAskedToNameARedis() {
    assertThatThrownBy(() -> Platform.of("Windows 11", "amd64").checkForShell())
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("no Redis for Windows")
        .hasMessageContaining("--redis URL");
  }

  private Path bundled() {
    return RedisProgram.find(RedisSource.BUNDLED, path("empty"), data).executable();
  }

  private SearchPath path(String... names) {
    return new SearchPath(
        String.join(
            File.pathSeparator,
            Arrays.stream(names).map(name -> dir.resolve(name).toString()).toList()));
  }

  private Path program(String directory, String version) throws IOException {
    Path file = Files.createDirectory(dir.resolve(directory)).resolve("redis-server");
    Files.writeString(file, "#!/bin/sh\necho '" + version + "'\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }
}
