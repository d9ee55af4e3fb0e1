package io.redfire.core.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.redfire.core.redis.RedisAddress.Cluster;
import io.redfire.core.redis.RedisAddress.Sentinels;
import io.redfire.core.redis.RedisAddress.Tcp;
import io.redfire.core.redis.RedisAddress.UnixSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
  private static final Optional<String> NONE = Optional.empty();

  @Test
  void bareHostAndPortIsPlainTcp() {
    assertThat(parse("db_1.example:6380"))
        .isEqualTo(new RedisAddress(new Tcp("db_1.example", 6380, false), NONE, NONE, 0));
  }

  @Test
  void urlNamesUserPortAndDatabase() {
    assertThat(parse("redis://alice@db:6380/3"))
        .isEqualTo(new RedisAddress(new Tcp("db", 6380, false), Optional.of("alice"), NONE, 3));
  }

  @Test
  void portIs6379UnlessTold() {
    assertThat(parse("redis://db").place()).isEqualTo(new Tcp("db", 6379, false));
    assertThat(parse("rediss://db/0").place()).isEqualTo(new Tcp("db", 6379, true));
  }

  @Test
  void ipv6AddressStandsInBrackets() {
    assertThat(parse("redis://[::1]:7000").place()).isEqualTo(new Tcp("::1", 7000, false));
    assertThat(parse("[::1]:7000").toString()).isEqualTo("redis://[::1]:7000");
  }

  @Test
  void sentinelsAreNamedWithThePrimaryTheyWatch() {
    assertThat(parse("redis+sentinel://s1,s2:5/main").place())
        .isEqualTo(
            new Sentinels(List.of(new Tcp("s1", 26379, false), new Tcp("s2", 5, false)), "main"));
  }

  @Test
  void serversOfAClusterAreNamedInALine() {
    assertThat(parse("rediss+cluster://a,[::1]:5").place())
        .isEqualTo(new Cluster(List.of(new Tcp("a", 6379, true), new Tcp("::1", 5, true))));
  }

  @Test
  void unixSocketHasPathDatabaseAndUser() {
    assertThat(parse("unix:///var/run/my%20redis.sock?db=2"))
        .isEqualTo(
            new RedisAddress(new UnixSocket(Path.of("/var/run/my redis.sock")), NONE, NONE, 2));
    assertThat(parse("unix://alice@/r.sock").user()).contains("alice");
  }

  @Test
  void passwordComesFromTheUrlOrFromBeside() {
    assertThat(parse("redis://alice:p%40ss:w+rd@db").password()).contains("p@ss:w+rd");
    assertThat(parse("redis://:secret@db").user()).isEmpty();
    assertThat(RedisAddress.parse("redis://alice@db", Optional.of("x")).password()).contains("x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisAddress.parse("redis://:hush@db", Optional.of("wonder")))
        .withMessageContaining("another one is given")
        .withMessageNotContainingAny("hush", "wonder");
  }

  @ParameterizedTest
  @CsvSource({
    "redis://alice:hush@db,true",
    "rediss://:hush@db:1,true",
    "redis://alice:hu/sh@db,true",
    "alice:hush@db:6379,true",
    "unix://alice:hush@/r.sock,true",
    "unix://alice:hu/sh@/r.sock,true",
    "redis://alice@db:6379/1,false",
    "redis://db:6379,false",
    "db:6379,false",
    "'redis+sentinel://alice:hush@s1,s2/main',true",
    "'redis+cluster://a,b',false",
    "unix:///a:b@c.sock,false"
  })
  void tellsWhetherTextCarriesPassword(String text, boolean carries) {
    assertThat(RedisAddress.carriesPassword(text)).isEqualTo(carries);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://alice@db:6380/3",
        "rediss://db:6379",
        "redis+sentinel://alice@s1:26379,s2:26380/main/3",
        "rediss+sentinel://[::1]:1/main",
        "redis+cluster://alice@db:6379,other:6380",
        "rediss+cluster://db:1",
        "unix:///r.sock?db=2",
        "unix://alice@/r.sock"
      })
  void textFormIsWhatWasRead(String text) {
    assertThat(parse(text)).hasToString(text);
  }

  @Test
  void textFormHidesThePassword() {
    assertThat(parse("redis://alice:hush@db")).hasToString("redis://alice@db:6379");
    assertThat(RedisAddress.tcp("db", 1, Optional.of("hush"))).hasToString("redis://db:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|is not an address",
        "db|is not an address",
        "db:0|has a port that is not 1 to 65535",
        "redis://db:65536|has a port that is not 1 to 65535",
        "redis://db:|has a port that is not 1 to 65535",
        "redis://::1|names no host",
        "redis://|names no host",
        "redis://:6379|names no host",
        "redis://[db]:1|has brackets",
        "redis://db/x|has a database that is not a number",
        "redis://db/1/2|has a database that is not a number",
        "redis://db?ssl=true|has a '?' or '#'",
        "redis://al%2ice@db|has a '%'",
        "redis://a,b|names several hosts",
        "redis+sentinel://s1|does not say by which name",
        "redis+sentinel://s1/|does not say by which name",
        "redis+sentinel://s1/ma:in|does not say by which name",
        "redis+sentinel://s1/main/x|has a database that is not a number",
        "redis+sentinel:///main|names no host",
        "redis+cluster://a,,b|names no host",
        "redis+cluster://a/1|has a database, and a cluster has but one",
        "http://db:6379|is of a kind that is not known",
        "redis://my db|holds a space",
        "unix://r.sock|names no absolute path",
        "unix://run/r.sock|names no absolute path",
        "unix:///|names no absolute path",
        "unix:///r.sock?password=x|may have nothing but db=N",
        "unix:///r.sock?db=-1|has a database that is not a number"
      })
  void whatIsNoAddressIsRefusedWithWhatWasExpected(String text, String complaint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(text))
        .withMessageContaining(complaint)
        .withMessageContaining("(expected: redis://[USER@]HOST[:PORT][/DB], redis+sentinel://");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://alice:hush@db:x",
        "redis://alice:hu/sh@db:x",
        "redis+sentinel://alice:hush@s1,s2",
        "redis+cluster://alice:hu/sh@s1,s2/5",
        "redis://al:hush hush@db",
        "alice:hush@db:6379",
        "unix://alice:hush@r.sock",
        "unix:///r.sock?password=hush",
        "http://alice:hush@db"
      })
  void refusalNeverShowsThePassword(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(text))
        .withMessageNotContaining("hush");
  }

  @Test
  void refusalShowsNoControls() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("redis://d\u001b[31mb\n"))
        .withMessageStartingWith("'redis://d\ufffd[31mb\ufffd' holds a space or a control");
  }

  private static RedisAddress parse(String text) {
    return RedisAddress.parse(text, NONE);
  }
}
