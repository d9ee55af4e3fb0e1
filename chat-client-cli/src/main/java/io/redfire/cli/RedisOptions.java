package io.redfire.cli;

import io.redfire.bench.redis.RedisPlace;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that name a Redis, with the names and rules of the server. For one command. */
final class RedisOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--redis",
      paramLabel = "URL",
      defaultValue = "${env:REDFIRE_REDIS}",
      description =
          "The Redis: redis://[USER@]HOST[:PORT][/DB], rediss://… for TLS, unix:///PATH[?db=N] or"
              + " HOST:PORT. Also from REDFIRE_REDIS, and only there with a password in it.")
  private @Nullable String url;

  @Option(
      names = "--redis-password-file",
      paramLabel = "FILE",
      defaultValue = "${env:REDFIRE_REDIS_PASSWORD_FILE}",
      description =
          "The file that holds the password and that only its owner can read. Also from"
              + " REDFIRE_REDIS_PASSWORD_FILE.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--redis-ca",
      paramLabel = "FILE",
      defaultValue = "${env:REDFIRE_REDIS_CA}",
      description =
          "The certificate authorities that vouch for a rediss:// Redis, as PEM. Also from"
              + " REDFIRE_REDIS_CA. Default: those that Java trusts.")
  private @Nullable Path authority;

  @Option(
      names = "--redis-prefix",
      paramLabel = "PREFIX",
      defaultValue = "${env:REDFIRE_REDIS_PREFIX:-}",
      description =
          "What stands before every key and channel. Also from REDFIRE_REDIS_PREFIX. Default: none.")
  private String prefix;

  RedisPlace place() {
    String given = url;
    if (given == null) {
      throw wrong("not given (expected: the URL of a Redis)");
    }
    boolean isFlag = command.commandLine().getParseResult().hasMatchedOption("--redis");
    if (isFlag && RedisPlace.carriesPassword(given)) {
      throw wrong(
          "a password on the command line can be seen by every user of this machine (expected:"
              + " --redis-password-file FILE, or the whole URL in the environment variable"
              + " REDFIRE_REDIS)");
    }
    Optional<String> password =
        Optional.ofNullable(passwordFile)
            .map(path -> new PasswordFile("--redis-password-file", path).read());
    RedisPlace place;
    try {
      place = new RedisPlace(given, password, prefix);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    return authority == null ? place : trusting(place, authority);
  }

  private static RedisPlace trusting(RedisPlace place, Path authority) {
    try {
      return place.trusting(authority);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, "--redis-ca: " + e.getMessage());
    }
  }

  private static Failure wrong(String how) {
    return new Failure(ExitCode.USAGE, "--redis: " + how);
  }
}
