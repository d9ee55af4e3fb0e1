package io.redfire.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;

class EmbeddedRedisTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path dir;

  @Test
  void restartKeepsDataPasswordAndPort() {
    RedisAddress address;
    try (EmbeddedRedis redis = start("data")) {
      address = redis.address();
      in(redis, jedis -> jedis.rpush("chat", "火", "焰"));
    }
    try (EmbeddedRedis redis = start("data")) {
      assertThat(redis.address()).isEqualTo(address);
      assertThat(chat(redis)).containsExactly("火", "焰");
    }
  }

  @Test
  void closeEndsRedis() {
    EmbeddedRedis redis = start("data");
    long pid = redis.pid();
    redis.close();
    redis.close();
    assertThat(isAlive(pid)).isFalse();
  }

  @Test
  void twoAtOnceDoNotCollide() {
    try (EmbeddedRedis one = start("one");
        EmbeddedRedis two = start("two")) {
      assertThat(one.port()).isNotEqualTo(two.port());
      assertThat(one.address().password()).isNotEqualTo(two.address().password());
      in(one, jedis -> jedis.set("which", "one"));
      boolean both = in(two, jedis -> jedis.exists("which"));
      assertThat(both).isFalse();
    }
  }

  @Test
  void takenPortIsLeftToItsOwner() throws Exception {
    int port;
    try (EmbeddedRedis redis = start("data")) {
      port = redis.port();
    }
    try (ServerSocket owner = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        EmbeddedRedis redis = start("data")) {
      assertThat(redis.port()).isNotEqualTo(owner.getLocalPort());
      assertThat(ping(redis)).isEqualTo("PONG");
    }
  }

  @Test
  void directoryInUseIsRefusedAndNamed() throws Exception {
    try (Holder holder = hold("data", RedisSource.AUTO)) {
      assertThat(isAlive(holder.pid())).isTrue();
      assertThatThrownBy(() -> start("data"))
          .isInstanceOf(EmbeddedRedisException.class)
          .hasMessage(
              "--data-dir: '%s' is in use by another redfire-server (expected: stop that one, or"
                  + " name another directory with --data-dir, or share its Redis with --redis)",
              dir.resolve("data"));
    }
  }

  @Test
  void directoryInUseByThisProcessIsRefusedAndStaysHeld() throws Exception {
    try (EmbeddedRedis redis = start("data")) {
      assertThatThrownBy(() -> start("data"))
          .isInstanceOf(EmbeddedRedisException.class)
          .hasMessageContaining("is in use by another redfire-server");
      try (Holder other = hold("data", RedisSource.AUTO)) {
        assertThat(other.process().waitFor()).isNotZero();
      }
      assertThat(ping(redis)).isEqualTo("PONG");
    }
  }

  @Test
  void killedServerLeavesNoRedisAndItsSuccessorHasAllData() throws Exception {
    try (Holder holder = hold("data", RedisSource.AUTO)) {
      String password = Files.readString(dir.resolve("data/redis.password")).strip();
      RedisAddress address = RedisAddress.tcp("127.0.0.1", holder.port(), Optional.of(password));
      for (int i = 1; i <= 100; i++) {
        String entry = "entry " + i;
        in(address, jedis -> jedis.rpush("chat", entry));
      }
      holder.kill();
      try (EmbeddedRedis successor = start("data")) {
        assertThat(isAlive(holder.pid())).isFalse();
        assertThat(successor.address()).isEqualTo(address);
        assertThat(chat(successor)).hasSize(100).endsWith("entry 99", "entry 100");
      }
    }
  }

  @Test
  void killedServerThatNobodyFollowsLeavesNoRedisEither() throws Exception {
    try (Holder holder = hold("data", RedisSource.BUNDLED)) {
      assertThat(isAlive(holder.pid())).isTrue();
      holder.kill();
      await().atMost(PATIENCE).until(() -> !isAlive(holder.pid()));
    }
  }

  @Test
  void successorWaitsForTheEndOfARedisThatHangs() throws Exception {
    try (Holder holder = hold("data", RedisSource.AUTO)) {
      output("sh", "-c", "kill -STOP " + holder.pid());
      holder.kill();
      assertThat(isAlive(holder.pid())).isTrue();
      try (EmbeddedRedis successor = start("data")) {
        assertThat(isAlive(holder.pid())).isFalse();
        assertThat(ping(successor)).isEqualTo("PONG");
      }
    }
  }

  @Test
  void redisThatDiesComesBackWithItsData() {
    try (EmbeddedRedis redis = start("data")) {
      in(redis, jedis -> jedis.rpush("chat", "火"));
      long former = redis.pid();
      ProcessHandle.of(former).orElseThrow().destroyForcibly();
      await().atMost(PATIENCE).until(() -> redis.pid() != former);
      assertThat(chat(redis)).containsExactly("火");
    }
  }

  @Test
  void redisWhoseWatchdogDiesIsReplaced() {
    try (EmbeddedRedis redis = start("data")) {
      long former = redis.pid();
      ProcessHandle.of(former).flatMap(ProcessHandle::parent).orElseThrow().destroyForcibly();
      await().atMost(PATIENCE).until(() -> redis.pid() != former);
      assertThat(ping(redis)).isEqualTo("PONG");
      await().atMost(PATIENCE).until(() -> !isAlive(former));
    }
  }

  @Test
  void entryCutByCrashIsDroppedAndTheRestServes() throws Exception {
    try (EmbeddedRedis redis = start("data")) {
      in(redis, jedis -> jedis.rpush("chat", "whole"));
    }
    Files.writeString(
        appendOnlyFile(),
        "*3\r\n$5\r\nRPUSH\r\n$4\r\nchat\r\n$9\r\nhal",
        StandardOpenOption.APPEND);
    try (EmbeddedRedis redis = start("data")) {
      assertThat(chat(redis)).containsExactly("whole");
    }
  }

  @Test
  void unreadableDataIsRefusedWithTheEndOfTheLog() throws Exception {
    try (EmbeddedRedis redis = start("data")) {
      in(redis, jedis -> jedis.rpush("chat", "whole"));
    }
    Files.writeString(appendOnlyFile(), "what is this?\r\n");
    assertThatThrownBy(() -> start("data"))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("ended at once; the end of its log, " + dir.resolve("data/redis.log"))
        .hasMessageContaining("Bad file format reading the append only file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FLUSHALL",
        "FLUSHDB",
        "CONFIG SET appendfsync no",
        "CONFIG REWRITE",
        "DEBUG SLEEP 0",
        "SHUTDOWN NOSAVE",
        "KEYS *",
        "ACL SETUSER mallory",
        "REPLICAOF 127.0.0.1 1",
        "MODULE LIST",
        "MONITOR"
      })
  void dangerousCommandIsRefused(String command) {
    try (EmbeddedRedis redis = start("data")) {
      assertThatThrownBy(() -> in(redis, jedis -> sent(jedis, command)))
          .isInstanceOf(JedisDataException.class)
          .hasMessageMatching("NOPERM .*|ERR DEBUG command not allowed.*");
    }
  }

  @Test
  void whatARoomNeedsIsAllowed() {
    try (EmbeddedRedis redis = start("data")) {
      for (String command :
          List.of(
              "RPUSH chat a b c",
              "LRANGE chat 0 -1",
              "LTRIM chat 1 -1",
              "DEL chat",
              "PUBLISH chat a",
              "HSET {chat}:head seq 1",
              "EXPIRE {chat}:head 60",
              "EVAL return{redis.sha1hex(ARGV[1])} 0 a",
              "SCRIPT LOAD return",
              "SCAN 0",
              "WAIT 0 1",
              "INFO",
              "ROLE",
              "TIME",
              "CLIENT SETNAME redfire",
              "CONFIG GET appendfsync")) {
        Object answer = in(redis, jedis -> sent(jedis, command));
        assertThat(answer).as(command).isNotNull();
      }
    }
  }

  @Test
  void eachWriteIsOnDiskBeforeItIsAnsweredAndNothingIsEvicted() {
    try (EmbeddedRedis redis = start("data")) {
      assertThat(config(redis, "appendonly")).isEqualTo("yes");
      assertThat(config(redis, "appendfsync")).isEqualTo("always");
      assertThat(config(redis, "maxmemory-policy")).isEqualTo("noeviction");
      assertThat(config(redis, "lazyfree-lazy-expire")).isEqualTo("yes");
      assertThat(config(redis, "bind")).isEqualTo("127.0.0.1");
      assertThat(config(redis, "protected-mode")).isEqualTo("yes");
    }
  }

  @Test
  void withoutThePasswordNobodyGetsIn() {
    try (EmbeddedRedis redis = start("data")) {
      RedisAddress bare = RedisAddress.tcp("127.0.0.1", redis.port(), Optional.empty());
      assertThatThrownBy(() -> in(bare, Jedis::ping))
          .isInstanceOf(JedisDataException.class)
          .hasMessageContaining("NOAUTH");
    }
  }

  @Test
  void filesAreForTheirOwnerOnly() throws Exception {
    try (EmbeddedRedis redis = start("data")) {
      in(redis, jedis -> jedis.rpush("chat", "火"));
      try (Stream<Path> files = Files.walk(dir.resolve("data"))) {
        assertThat(files)
            .hasSizeGreaterThan(6)
            .allSatisfy(
                file ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .endsWith("------"));
      }
      assertThat(dir.resolve("data/redis.password"))
          .content()
          .matches("[0-9a-f]{64}\n")
          .contains(redis.address().password().orElseThrow());
    }
  }

  @Test
  void passwordIsInNoProcessArgumentAndNoOtherFile() throws Exception {
    try (EmbeddedRedis redis = start("data")) {
      String password = redis.address().password().orElseThrow();
      String arguments = output("ps", "-ww", "-eo", "args");
      assertThat(arguments).contains("redis-server").doesNotContain(password);
      assertThat(dir.resolve("data/redis.conf")).content().doesNotContain(password);
      assertThat(dir.resolve("data/redis.log")).content().doesNotContain(password);
      assertThat(redis.address().toString()).doesNotContain(password);
    }
  }

  @Test
  void damagedPasswordFileIsNamed() throws Exception {
    Files.createDirectory(dir.resolve("data"));
    Files.writeString(dir.resolve("data/redis.password"), "\n");
    assertThatThrownBy(() -> start("data"))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageStartingWith("'" + dir.resolve("data/redis.password") + "' does not hold")
        .hasMessageContaining("remove the file to get a new one");
  }

  @Test
  void directoryThatCannotBeMadeIsNamed() throws Exception {
    Files.writeString(dir.resolve("data"), "a file");
    assertThatThrownBy(() -> start("data"))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessage("--data-dir: '" + dir.resolve("data") + "' cannot be used: it is in the way");
  }

  @Test
  void directoryThatEveryoneMayWriteIsRefused() throws Exception {
    Files.createDirectory(dir.resolve("data"));
    Files.setPosixFilePermissions(
        dir.resolve("data"), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> start("data"))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("may be written by every user (expected: a directory of your own");
  }

  @Test
  void redisCliLineReachesRedisCliWhateverTheDirectoryAndTheRoomAreCalled() throws Exception {
    Path teller = script("redis-cli", "printf '%s\\n' \"$REDISCLI_AUTH\" \"$@\"");
    try (EmbeddedRedis redis = start("it's \"my\" $HOME\\dir")) {
      String path = "PATH=" + ShellWord.of(teller.toString()) + ":$PATH; ";
      assertThat(output("sh", "-c", path + redis.redisCliLine("红 room's")).lines())
          .containsExactly(
              redis.address().password().orElseThrow(),
              "-p",
              "" + redis.port(),
              "--raw",
              "lrange",
              "红 room's",
              "0",
              "-1");
      assertThat(redis.redisCliLine("chat"))
          .startsWith("REDISCLI_AUTH=\"$(cat '")
          .endsWith(" redis-cli -p " + redis.port() + " --raw lrange chat 0 -1");
    }
  }

  static Stream<String> waysToASession() {
    return Stream.of("setsid", "perl")
        .filter(way -> !SearchPath.ofEnvironment().all(way).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("waysToASession")
  void interruptOfTheTerminalDoesNotReachRedis(String way) throws Exception {
    Path program = script(way, "exec " + SearchPath.ofEnvironment().all(way).get(0) + " \"$@\"");
    SearchPath only = new SearchPath(program.toString());
    try (EmbeddedRedis redis =
        EmbeddedRedis.start(dir.resolve("data"), RedisSource.BUNDLED, only)) {
      String own = output("ps", "-o", "sid=", "-p", "" + ProcessHandle.current().pid());
      assertThat(output("ps", "-o", "sid=", "-p", "" + redis.pid())).isNotEqualTo(own);
      String watchdog = output("ps", "-o", "ppid=", "-p", "" + redis.pid()).strip();
      assertThat(output("ps", "-o", "sid=", "-p", watchdog)).isNotEqualTo(own);
    }
  }

  @Test
  void machineWithoutSessionsServesToo() {
    SearchPath nothing = new SearchPath("");
    try (EmbeddedRedis redis =
        EmbeddedRedis.start(dir.resolve("data"), RedisSource.BUNDLED, nothing)) {
      assertThat(ping(redis)).isEqualTo("PONG");
      assertThat(redis.version()).isEqualTo("7.0.15");
      assertThat(redis.origin()).startsWith("bundled");
    }
  }

  /** Makes a directory with one program in it. */
  private Path script(String name, String line) throws IOException {
    Path programs = Files.createDirectory(dir.resolve("bin"));
    Path program = programs.resolve(name);
    Files.writeString(program, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return programs;
  }

  private EmbeddedRedis start(String name) {
    return EmbeddedRedis.start(dir.resolve(name), RedisSource.AUTO);
  }

  private Path appendOnlyFile() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("data/appendonlydir"))) {
      return files.filter(file -> file.toString().endsWith(".incr.aof")).findFirst().orElseThrow();
    }
  }

  private static List<String> chat(EmbeddedRedis redis) {
    return in(redis, jedis -> jedis.lrange("chat", 0, -1));
  }

  private static String ping(EmbeddedRedis redis) {
    return in(redis, Jedis::ping);
  }

  private static String config(EmbeddedRedis redis, String name) {
    return in(redis, jedis -> jedis.configGet(name).get(name));
  }

  private static <T> T in(EmbeddedRedis redis, Function<Jedis, T> work) {
    return in(redis.address(), work);
  }

  private static <T> T in(RedisAddress address, Function<Jedis, T> work) {
    try (Jedis jedis = new Jedis(new RedisConnections(address, PATIENCE, PATIENCE).open("test"))) {
      return work.apply(jedis);
    }
  }

  private static Object sent(Jedis jedis, String line) {
    String[] words = line.split(" ", 2);
    ProtocolCommand command = () -> words[0].getBytes(UTF_8);
    return words.length == 1
        ? jedis.sendCommand(command)
        : jedis.sendCommand(command, words[1].split(" "));
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  /** Another JVM that holds an embedded Redis; its numbers are 0 where it could not. */
  private record Holder(Process process, long pid, int port) implements AutoCloseable {
    @Override
    public void close() {
      kill();
    }

    void kill() {
      process.destroyForcibly().onExit().join();
    }
  }

  private Holder hold(String name, RedisSource source) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedRedisHolder.class.getName(),
                dir.resolve(name).toString(),
                source.name())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    for (; ; ) {
      String line = process.inputReader(UTF_8).readLine();
      if (line == null) {
        return new Holder(process, 0, 0);
      }
      if (line.matches("[0-9]+ [0-9]+")) {
        String[] numbers = line.split(" ", 2);
        return new Holder(process, Long.parseLong(numbers[0]), Integer.parseInt(numbers[1]));
      }
    }
  }
}
