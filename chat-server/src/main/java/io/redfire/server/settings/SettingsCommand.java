package io.redfire.server.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.redis.RedisAcl;
import io.redfire.core.redis.RedisAddress;
import io.redfire.server.doctor.Doctor;
import io.redfire.server.doctor.Report;
import io.redfire.server.doctor.UnusableRedisException;
import io.redfire.server.embedded.EmbeddedRedisException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of {@code redfire-server}: reads the settings, runs the server or the doctor
 * with them, and turns every failure into one line on standard error and an exit status.
 *
 * <p>What a flag does not tell, the environment variable of the same name does, then the file.
 */
public final class SettingsCommand {
  private static final Logger log = LoggerFactory.getLogger(SettingsCommand.class);

  private final Map<String, String> environment;
  private final PrintWriter out;
  private final PrintWriter err;
  private final CommandLine command = CommandLineModel.create();

  SettingsCommand(Map<String, String> environment, PrintWriter out, PrintWriter err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** Runs a server until it is told to stop. */
  @FunctionalInterface
  public interface Runner {
    /**
     * Returns when the server has stopped as it was told to.
     *
     * @throws StartFailure if it cannot run, with the status to end with
     * @throws EmbeddedRedisException if it needs a Redis of its own and cannot have one
     * @throws Exception if anything else goes wrong
     */
    void run(Settings settings) throws Exception;
  }

  /**
   * Does what the arguments, the environment and the file say.
   *
   * @return the status that the process is to end with
   */
  @SuppressWarnings("SystemOut")
  public static int run(String[] args, Runner runner) {
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, UTF_8);
    return new SettingsCommand(System.getenv(), out, err).execute(args, runner).status();
  }

  ExitCode execute(String[] args, Runner runner) {
    try {
      ParseResult flags = parsed(args);
      if (flags.isUsageHelpRequested()) {
        flags.commandSpec().commandLine().usage(out, CommandLine.Help.Ansi.OFF);
        return ExitCode.DONE;
      }
      if (flags.isVersionHelpRequested()) {
        out.println(CommandLineModel.version());
        return ExitCode.DONE;
      }
      SettingSources sources = new SettingSources(environment, file(flags));
      command.setDefaultValueProvider(sources);
      SettingsReader reader = new SettingsReader(parsed(args), sources);
      Settings settings = reader.read();
      settings.logLevel().apply();
      if (flags.commandSpec().name().equals(CommandLineModel.DOCTOR)) {
        return examine(settings, flags.hasMatchedOption(CommandLineModel.JSON));
      }
      if (flags.commandSpec().name().equals(CommandLineModel.REDIS_ACL)) {
        return printRights(settings);
      }
      reader.checkExposure(settings);
      if (settings.tls().isEmpty()) {
        warnOfOpenPort(settings.listen());
        settings.http().ifPresent(http -> warnOfOpenPort(http.listen()));
      }
      settings.metrics().ifPresent(metrics -> warnOfOpenMetrics(metrics.listen()));
      runner.run(settings);
      return ExitCode.DONE;
    } catch (ParameterException e) {
      return failed(ExitCode.USAGE, complaint(e), e);
    } catch (InvalidSettingException e) {
      return failed(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    } catch (EmbeddedRedisException | UnusableRedisException e) {
      return failed(ExitCode.NO_REDIS, String.valueOf(e.getMessage()), e);
    } catch (StartFailure e) {
      return failed(e.exitCode(), String.valueOf(e.getMessage()), e);
    } catch (Exception e) {
      return failed(ExitCode.FAILED, "failed: " + Shown.quoted(e.toString()), e);
    }
  }

  /** What was told to the command itself, or to one of its subcommands. */
  private ParseResult parsed(String[] args) {
    ParseResult told = command.parseArgs(args);
    if (!told.hasSubcommand()) {
      return told;
    }
    if (!told.matchedOptions().isEmpty()) {
      throw new InvalidSettingException(
          told.matchedOptions().get(0).longestName(),
          "stands before '"
              + told.subcommand().commandSpec().name()
              + "' (expected: all options after it)");
    }
    return told.subcommand();
  }

  private ExitCode examine(Settings settings, boolean json) {
    RedisAddress redis =
        settings
            .redis()
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        CommandLineModel.DOCTOR,
                        "which Redis? (expected: --redis URL; the server's own Redis needs no"
                            + " doctor)"));
    Report report =
        new Doctor(
                redis, settings.sentinelPassword(), settings.redisTrust(), settings.redisPrefix())
            .examine();
    if (json) {
      report.printJson(out);
    } else {
      report.print(out);
    }
    return report.hasProblems() ? ExitCode.UNFIT : ExitCode.DONE;
  }

  private ExitCode printRights(Settings settings) {
    RedisAddress redis =
        settings
            .redis()
            .filter(address -> address.user().isPresent())
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        CommandLineModel.REDIS_ACL,
                        "for which user? (expected: --redis redis://USER@HOST, with a user of"
                            + " Redfire's own)"));
    out.println(new RedisAcl(redis, settings.redisPrefix()).command());
    if (redis.password().isEmpty()) {
      err.println(
          CommandLineModel.NAME
              + ": note: without --redis-password-file the line has a placeholder, which Redis"
              + " refuses: put the password's SHA-256 there");
    }
    return ExitCode.DONE;
  }

  /** The file has to be read before what it says can stand in for missing flags. */
  private SettingsFile file(ParseResult flags) {
    String flag = flags.matchedOptionValue(Setting.CONFIG.flag(), "");
    String path =
        flags.hasMatchedOption(Setting.CONFIG.flag())
            ? flag
            : Optional.ofNullable(environment.get(Setting.CONFIG.variable())).orElse("");
    if (path.isEmpty() && !flags.hasMatchedOption(Setting.CONFIG.flag())) {
      return SettingsFile.NONE;
    }
    String source =
        flags.hasMatchedOption(Setting.CONFIG.flag())
            ? Setting.CONFIG.flag()
            : Setting.CONFIG.variable();
    return SettingsFile.read(source, path, this::nearest);
  }

  private void warnOfOpenPort(ListenAddress listen) {
    if (!listen.isLoopback()) {
      err.println(
          CommandLineModel.NAME
              + ": warning: "
              + listen
              + " is open to the network without TLS, as --plaintext allows; nobody but a proxy"
              + " with TLS may reach it");
    }
  }

  private void warnOfOpenMetrics(ListenAddress listen) {
    if (!listen.isLoopback()) {
      err.println(
          CommandLineModel.NAME
              + ": warning: the metrics on "
              + listen
              + " can be read by everybody in the network");
    }
  }

  private String nearest(String key) {
    List<String> flags =
        new UnmatchedArgumentException(command, List.of("--" + key)).getSuggestions();
    List<Setting> all = List.of(Setting.values());
    return all.stream()
        .filter(setting -> setting != Setting.CONFIG)
        .filter(setting -> flags.isEmpty() || flags.contains(setting.flag()))
        .map(Setting::key)
        .collect(Collectors.joining(", "));
  }

  /** A value is never shown: it may be a secret that stands where it should not. */
  private String complaint(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      if (!first.startsWith("-")) {
        return "there is an argument that belongs to no option (expected: options only; see"
            + " --help)";
      }
      int value = first.indexOf('=');
      String expected = String.join(" or ", unmatched.getSuggestions());
      return Shown.quoted(value < 0 ? first : first.substring(0, value))
          + " is not an option (expected: "
          + (expected.isEmpty() ? "" : expected + "; ")
          + "see --help)";
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      CommandLine.Model.ArgSpec option = missing.getMissing().get(0);
      return ((CommandLine.Model.OptionSpec) option).longestName()
          + ": the value is missing (expected: "
          + option.paramLabel()
          + ")";
    }
    return e.getMessage() + " (see --help)";
  }

  private ExitCode failed(ExitCode code, String message, Exception cause) {
    err.println(CommandLineModel.NAME + ": " + message);
    log.debug("The server ends with status {}", code.status(), cause);
    return code;
  }
}
