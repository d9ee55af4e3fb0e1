package io.redfire.cli;

import io.redfire.client.ChannelFactory;
import io.redfire.client.ChatException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.LogManager;
import org.jline.terminal.spi.SystemStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The program {@code redfire}: its commands, and what their ends mean as exit codes. */
@Command(
    name = "redfire",
    description = "Talks to a Redfire chat server.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = RedfireCli.Version.class)
public final class RedfireCli {

  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"redfire " + ofThisBuild()};
    }

    static String ofThisBuild() {
      String version = RedfireCli.class.getPackage().getImplementationVersion();
      return version == null ? "unpackaged" : version;
    }
  }

  private RedfireCli() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    silenceLogs();
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    boolean terminal = Terminals.isTerminal(SystemStream.Output);
    World world =
        new World(
            new FileInputStream(FileDescriptor.in),
            new Stdout(new FileOutputStream(FileDescriptor.out), terminal),
            new Notes(err::println),
            ChannelFactory.plaintext(),
            terminal && Terminals.isTerminal(SystemStream.Input),
            Terminals.isTerminal(SystemStream.Error),
            environment(),
            Terminals.isTerminal(SystemStream.Input)
                ? new TerminalPrompt()
                : PasswordPrompt.NOBODY);
    System.exit(run(world, RawArguments.repair(args)));
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putIfAbsent("HOME", System.getProperty("user.home", ""));
    return environment;
  }

  /**
   * Standard error belongs to the program's own notes: what matters of gRPC's and JLine's logs
   * reaches the user as one of them. A logging back end named on the Java command line still works.
   */
  private static void silenceLogs() {
    LogManager.getLogManager().reset();
    if (System.getProperty("slf4j.provider") == null) {
      System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
      System.setProperty("slf4j.internal.verbosity", "ERROR");
    }
  }

  /** Runs one command in the given world and returns its exit code. */
  static int run(World world, String... args) {
    StringWriter help = new StringWriter();
    CommandLine program = program(world);
    program.setOut(new PrintWriter(help));
    program.setParameterExceptionHandler((wrong, given) -> usage(world, wrong));
    program.setExecutionStrategy(new EarlyOptions());
    program.setExecutionExceptionHandler((thrown, at, parsed) -> failed(world, thrown));
    int code = program.execute(args);
    return help.getBuffer().isEmpty() ? code : printHelp(world, help.toString(), code);
  }

  private static CommandLine program(World world) {
    RoomCommands rooms = new RoomCommands(world);
    CommandLine program =
        new CommandLine(new RedfireCli())
            .addSubcommand(new ChatCommand(world))
            .addSubcommand(new SendCommand(world))
            .addSubcommand(new TailCommand(world))
            .addSubcommand(new HistoryCommand(world))
            .addSubcommand(new SearchCommand(world))
            .addSubcommand(new EditCommand(world))
            .addSubcommand(new EraseCommand(world))
            .addSubcommand(new ThreadCommand(world))
            .addSubcommand(new ReactCommand(world))
            .addSubcommand(new ForwardCommand(world))
            .addSubcommand(new PinCommand(world))
            .addSubcommand(new PinsCommand(world))
            .addSubcommand(new DownloadCommand(world))
            .addSubcommand(new RoomsCommand(world))
            .addSubcommand(new RegisterCommand(world))
            .addSubcommand(new LoginCommand(world))
            .addSubcommand(new LogoutCommand(world))
            .addSubcommand(new WhoamiCommand(world))
            .addSubcommand(new PasswdCommand(world))
            .addSubcommand(new ProfileCommand(world))
            .addSubcommand(new SessionsCommand(world))
            .addSubcommand(new TokenCommand(world))
            .addSubcommand(rooms.ofMembers())
            .addSubcommand(new DmCommand(world))
            .addSubcommand(new SlashCommands(world))
            .addSubcommand(new WebhookCommand(world))
            .addSubcommand(new InboxCommand(world))
            .addSubcommand(new ReadCommand(world))
            .addSubcommand(new ReceiptsCommand(world))
            .addSubcommand(new PresenceCommand(world))
            .addSubcommand(rooms.ofAdministrators())
            .addSubcommand(new PingCommand(world))
            .addSubcommand(
                new CommandLine(new BenchCommand(world))
                    .addSubcommand(new BenchIdleCommand(world))
                    .addSubcommand(new BenchHistoryCommand(world))
                    .addSubcommand(new BenchSearchCommand(world))
                    .addSubcommand(new BenchRedisCommand(world)));
    document(program);
    // '@alice' is how people begin a message, not the name of a file with arguments.
    return program.setExpandAtFiles(false);
  }

  private static void document(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(true);
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(exitCodes());
    command.getSubcommands().values().forEach(RedfireCli::document);
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put(" " + ExitCode.DONE, "done");
    codes.put(" " + ExitCode.OTHER, "any other error");
    codes.put(" " + ExitCode.USAGE, "the command line, or what it asked for, is wrong");
    codes.put(
        " " + ExitCode.UNREACHABLE,
        "no server could be reached, or it and the client disagree about TLS");
    codes.put(" " + ExitCode.TEMPORARY, "not done in time; try again later");
    codes.put(" " + ExitCode.FAULTS, "bench saw errors, or lost, repeated or misplaced deliveries");
    codes.put(" " + ExitCode.NOT_PERMITTED, "not permitted, or not logged in");
    codes.put(String.valueOf(ExitCode.INTERRUPTED), "ended by Ctrl-C");
    return codes;
  }

  private static int printHelp(World world, String help, int code) {
    try {
      world.out().line(help.stripTrailing());
      return code;
    } catch (Stdout.Closed e) {
      return ExitCode.DONE;
    } catch (Failure e) {
      return failed(world, e);
    }
  }

  private static int usage(World world, ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    world.notes().say(describe(wrong) + " (see: " + command + " --help)");
    return ExitCode.USAGE;
  }

  /** One message of the form {@code --option: 'value' … (expected: …)} where that is known. */
  private static @Nullable String describe(ParameterException wrong) {
    if (wrong.getArgSpec() instanceof OptionSpec option
        && wrong.getCause() instanceof TypeConversionException why) {
      return option.longestName() + ": " + why.getMessage();
    }
    return wrong.getMessage();
  }

  private static int failed(World world, Exception thrown) {
    if (thrown instanceof Stdout.Closed) {
      return ExitCode.DONE;
    }
    if (thrown instanceof Failure || thrown instanceof ChatException) {
      Failure failure = Failure.of(thrown);
      world.notes().say(String.valueOf(failure.getMessage()));
      return failure.exitCode();
    }
    world.notes().say("unexpected: " + thrown);
    return ExitCode.OTHER;
  }
}
