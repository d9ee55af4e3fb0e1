package io.redfire.server.settings;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The table {@link Setting} as picocli knows it, and the help text around it. */
final class CommandLineModel {
  static final String NAME = "redfire-server";
  static final String DOCTOR = "doctor";
  static final String REDIS_ACL = "redis-acl";
  static final String JSON = "--json";
  private static final int WIDTH = 90;

  private CommandLineModel() {}

  static CommandLine create() {
    CommandSpec spec = withOptions(CommandSpec.create().name(NAME), Set.of(Setting.values()));
    spec.usageMessage()
        .width(WIDTH)
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .header("A chat server over Redis and gRPC.", "")
        .description(
            "",
            "Without any option it starts a Redis of its own, keeps the conversation in your data"
                + " directory and serves this machine on "
                + Setting.LISTEN.usual()
                + ".")
        .footer(footer());
    CommandLine command = new CommandLine(spec);
    CommandLine doctor = new CommandLine(doctor());
    command.addSubcommand(doctor);
    CommandLine redisAcl = new CommandLine(redisAcl());
    command.addSubcommand(redisAcl);
    for (CommandLine each : List.of(command, doctor, redisAcl)) {
      each.getHelpSectionMap()
          .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, CommandLineModel::options);
    }
    // A password may hold any of the characters that these features give a meaning to.
    command.setExpandAtFiles(false).setInterpolateVariables(false);
    return command;
  }

  /** It takes whatever the server takes, so that the same words and the same file do for both. */
  private static CommandSpec doctor() {
    CommandSpec spec =
        withOptions(
            CommandSpec.create().name(DOCTOR),
            EnumSet.of(
                Setting.REDIS,
                Setting.REDIS_PASSWORD_FILE,
                Setting.SENTINEL_PASSWORD_FILE,
                Setting.REDIS_CA,
                Setting.REDIS_PREFIX,
                Setting.CONFIG,
                Setting.LOG_LEVEL));
    spec.addOption(
        OptionSpec.builder(JSON)
            .description("Print a JSON object for each finding, a line each.")
            .build());
    spec.usageMessage()
        .width(WIDTH)
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .header("Looks at the Redis of --redis and says what to change there.", "")
        .description(
            "",
            "Changes nothing. Takes the settings that the server would take, from the same places,"
                + " and ends with "
                + ExitCode.UNFIT.status()
                + " where something has to be changed.");
    return spec;
  }

  private static CommandSpec redisAcl() {
    CommandSpec spec =
        withOptions(
            CommandSpec.create().name(REDIS_ACL),
            EnumSet.of(
                Setting.REDIS,
                Setting.REDIS_PASSWORD_FILE,
                Setting.REDIS_PREFIX,
                Setting.CONFIG,
                Setting.LOG_LEVEL));
    spec.usageMessage()
        .width(WIDTH)
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .header(
            "Prints the command that gives the user of --redis the rights it needs and no more.")
        .description(
            "",
            "For redis-cli, as an administrator. Connects to nothing. Takes the settings that the"
                + " server would take, from the same places. The password is printed as its SHA-256"
                + " only.");
    return spec;
  }

  private static CommandSpec withOptions(CommandSpec spec, Set<Setting> shown) {
    for (Setting setting : Setting.values()) {
      spec.addOption(
          OptionSpec.builder(setting.flag())
              .userObject(setting)
              .type(String.class)
              .hidden(!shown.contains(setting))
              .paramLabel(setting.label())
              .description(setting.description(), "Default: " + setting.usual())
              .build());
    }
    return spec.addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this text.")
                .build())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version.")
                .build());
  }

  static String version() {
    return NAME
        + " "
        + Optional.ofNullable(CommandLineModel.class.getPackage().getImplementationVersion())
            .orElse("(development build)");
  }

  private static String options(Help help) {
    List<OptionSpec> all = help.commandSpec().options();
    StringBuilder text = new StringBuilder();
    for (Setting.Section section : Setting.Section.values()) {
      List<OptionSpec> own =
          all.stream()
              .filter(
                  option ->
                      option.userObject() instanceof Setting setting
                          ? setting.section() == section
                          : section == Setting.Section.REST)
              .filter(option -> !option.hidden())
              .toList();
      if (own.isEmpty()) {
        continue;
      }
      Help.Layout layout = help.createDefaultLayout();
      layout.addOptions(own, help.createDefaultParamLabelRenderer());
      text.append(String.format("%n%s:%n", section.heading())).append(layout);
    }
    return text.toString();
  }

  private static String[] footer() {
    String codes =
        Arrays.stream(ExitCode.values())
            .map(code -> String.format("  %2d  %s", code.status(), code.meaning()))
            .collect(Collectors.joining("\n"));
    return """

        Every option can also be told by an environment variable or in the file of --config.
        A flag wins over the variable, the variable over the file:
          --redis-prefix chat:      REDFIRE_REDIS_PREFIX=chat:      redis-prefix = "chat:"

        Examples:
          redfire-server
              Try it: a Redis of its own, this machine only.
          redfire-server --listen 0.0.0.0:7400 --tls-cert chat.pem --tls-key chat.key \\
              --redis redis://chat@db.example:6379 --redis-password-file redis.password
              Serve the network by TLS over a Redis of yours.
          REDFIRE_REDIS=rediss://chat:PASSWORD@db.example redfire-server --retain 100000
              Serve this machine with TLS to Redis, keeping the newest 100,000 entries of each room.
          redfire-server doctor --redis redis://chat@db.example:6379 \\
              --redis-password-file redis.password
              Look whether that Redis is set so that nothing is lost.
          redfire-server redis-acl --redis redis://chat@db.example:6379 \\
              --redis-password-file redis.password | redis-cli -h db.example
              Make the user chat there, with the rights it needs and no more.

        Exit status:
        """
        .concat(codes)
        .split("\n", -1);
  }
}
