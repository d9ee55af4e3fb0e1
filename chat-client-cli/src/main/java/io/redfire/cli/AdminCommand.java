package io.redfire.cli;

import io.redfire.chat.v1.CreateAccountRequest;
import io.redfire.chat.v1.CreateAccountResponse;
import io.redfire.chat.v1.ListAccountsRequest;
import io.redfire.chat.v1.ListAccountsResponse;
import io.redfire.chat.v1.ListAllRoomsRequest;
import io.redfire.chat.v1.ListAllRoomsResponse;
import io.redfire.chat.v1.UpdateAccountRequest;
import io.redfire.client.AdminClient;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code redfire admin}: for those who run the server.
 *
 * <p>Its commands name the help options themselves: picocli counts them among the parameters of a
 * method, and takes them for the first.
 */
@Command(
    name = "admin",
    description = "For those who run the server. Needs the login of an administrator.")
final class AdminCommand {
  private static final int PAGE = 500;

  private final World world;
  private final JsonLines lines = new JsonLines();
  private final PeopleLines people = new PeopleLines();

  AdminCommand(World world) {
    this.world = world;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "users",
      description = "Prints the accounts, one a line.")
  int users(
      @Mixin CallerOptions caller,
      @Option(
              names = "--prefix",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "Only those whose name begins with this.")
          String prefix,
      @Option(
              names = "--json",
              description =
                  "Print one JSON object a line: user, display_name, admin, disabled, created_at.")
          boolean json) {
    try (AdminClient admin = caller.admin(world)) {
      String token = "";
      do {
        ListAccountsResponse page =
            admin.accounts(
                ListAccountsRequest.newBuilder()
                    .setPageSize(PAGE)
                    .setPrefix(prefix)
                    .setPageToken(token)
                    .build());
        page.getAccountsList().forEach(user -> world.out().line(people.account(user, json)));
        token = page.getNextPageToken();
      } while (!token.isEmpty());
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "create-user",
      description = "Prints a code, this once, with which its receiver registers under that name.")
  int createUser(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "USER", converter = Names.class, description = "The name.")
          String user,
      @Option(
              names = "--lifetime",
              paramLabel = "TIME",
              converter = Lifetimes.class,
              description = "How long the code is valid, such as 12h or 30d. Default: 7d.")
          @Nullable Duration lifetime,
      @Option(names = "--json", description = "Print a JSON object: code, expires_at.")
          boolean json) {
    CreateAccountRequest.Builder request = CreateAccountRequest.newBuilder().setUser(user);
    if (lifetime != null) {
      request.setLifetime(Lifetimes.proto(lifetime));
    }
    try (AdminClient admin = caller.admin(world)) {
      CreateAccountResponse made = admin.createAccount(request.build());
      world
          .out()
          .needed()
          .line(
              json
                  ? people.code(made.getCode(), made.getExpiresAt())
                  : TerminalText.neutralise(made.getCode()));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "disable",
      description = "Lets a user log in no more, and ends the sessions.")
  int disable(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "USER", converter = Names.class, description = "The user.")
          String user) {
    return update(caller, UpdateAccountRequest.newBuilder().setUser(user).setDisabled(true));
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "enable",
      description = "Lets a disabled user log in again.")
  int enable(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "USER", converter = Names.class, description = "The user.")
          String user) {
    return update(caller, UpdateAccountRequest.newBuilder().setUser(user).setDisabled(false));
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "make-admin",
      description = "Makes a user an administrator, or no more.")
  int makeAdmin(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "USER", converter = Names.class, description = "The user.")
          String user,
      @Option(names = "--undo", description = "Makes an administrator an ordinary user.")
          boolean undo) {
    return update(caller, UpdateAccountRequest.newBuilder().setUser(user).setAdmin(!undo));
  }

  private int update(CallerOptions caller, UpdateAccountRequest.Builder request) {
    try (AdminClient admin = caller.admin(world)) {
      world.out().line(people.account(admin.updateAccount(request.build()), false));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "reset-password",
      description = "Sets a user's password, which is asked for, and ends the sessions.")
  int resetPassword(
      @Mixin CallerOptions caller,
      @Mixin PasswordOptions password,
      @Parameters(paramLabel = "USER", converter = Names.class, description = "The user.")
          String user) {
    try (AdminClient admin = caller.admin(world)) {
      admin.resetPassword(user, password.fresh(world, "New password for " + user + ": "));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "sessions",
      description = "Prints the sessions and API tokens of a user.")
  int sessions(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "USER", converter = Names.class, description = "The user.")
          String user,
      @Option(names = "--json", description = "Print one JSON object a line.") boolean json) {
    try (AdminClient admin = caller.admin(world)) {
      admin.sessions(user).forEach(session -> world.out().line(people.session(session, json)));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "revoke",
      description = "Ends a session or API token of a user, or all.")
  int revoke(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "USER", converter = Names.class, description = "The user.")
          String user,
      @Parameters(
              paramLabel = "ID",
              arity = "0..1",
              description = "Its id, as 'redfire admin sessions' prints it.")
          @Nullable String id,
      @Option(names = "--all", description = "All sessions and API tokens of the user.")
          boolean all) {
    if ((id == null) != all) {
      throw new Failure(ExitCode.USAGE, "which session? (expected: an ID or --all)");
    }
    try (AdminClient admin = caller.admin(world)) {
      admin.revoke(user, id == null ? "" : id);
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "rooms",
      description = "Prints all rooms, hidden ones too, one a line.")
  int rooms(
      @Mixin CallerOptions caller,
      @Option(names = "--json", description = "Print one JSON object a line.") boolean json) {
    try (AdminClient admin = caller.admin(world)) {
      String token = "";
      do {
        ListAllRoomsResponse page =
            admin.rooms(
                ListAllRoomsRequest.newBuilder().setPageSize(PAGE).setPageToken(token).build());
        page.getRoomsList()
            .forEach(room -> world.out().line(json ? lines.room(room) : RoomWords.line(room)));
        token = page.getNextPageToken();
      } while (!token.isEmpty());
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "announce",
      description = "Says something in the room 'announcements', which everyone may read.")
  int announce(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "TEXT", arity = "1..*", description = "Words, joined by spaces.")
          List<String> words) {
    try (AdminClient admin = caller.admin(world)) {
      long seq = admin.announce(String.join(" ", words)).getSeq();
      world.out().line(Long.toUnsignedString(seq));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "erase-messages",
      description =
          "Erases the messages of a user, and prints for each room how many they were: in one room,"
              + " or in all.")
  int eraseMessages(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "USER", converter = Names.class, description = "The user.")
          String user,
      @Option(
              names = "--room",
              paramLabel = "ROOM",
              converter = RoomNames.class,
              description = "Only in this room.")
          @Nullable String room,
      @Option(names = "--all-rooms", description = "In all rooms.") boolean everywhere) {
    if ((room == null) != everywhere) {
      throw new Failure(ExitCode.USAGE, "where? (expected: --room ROOM or --all-rooms)");
    }
    try (AdminClient admin = caller.admin(world)) {
      admin.eraseMessages(
          user,
          room == null ? "" : room,
          told ->
              world.out().line(TerminalText.neutralise(told.getRoom()) + " " + told.getErased()));
    }
    return ExitCode.DONE;
  }
}
