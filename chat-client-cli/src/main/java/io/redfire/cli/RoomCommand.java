package io.redfire.cli;

import io.redfire.chat.v1.CreateInviteRequest;
import io.redfire.chat.v1.CreateInviteResponse;
import io.redfire.chat.v1.ListMembersRequest;
import io.redfire.chat.v1.ListMembersResponse;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomKind;
import io.redfire.chat.v1.RoomRules;
import io.redfire.client.ChatQueries;
import io.redfire.client.RoomClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code redfire room}: rooms with members and rules.
 *
 * <p>Its commands name the help options themselves: picocli counts them among the parameters of a
 * method, and takes them for the first.
 */
@Command(name = "room", description = "Rooms with members and rules. Most of it needs a login.")
final class RoomCommand {
  private static final int PAGE = 500;

  private final World world;
  private final JsonLines lines = new JsonLines();
  private final PeopleLines people = new PeopleLines();

  RoomCommand(World world) {
    this.world = world;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "create",
      description = "Creates a room, which you own, and prints it.")
  int create(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = Names.class, description = "Its name.")
          String room,
      @Option(
              names = "--kind",
              paramLabel = "KIND",
              required = true,
              converter = RoomKinds.class,
              description =
                  "public: everyone may find, read and join it. private: only those invited may."
                      + " announcement: as public, but only owners and moderators write.")
          RoomKind kind,
      @Option(names = "--title", paramLabel = "TEXT", defaultValue = "", description = "A title.")
          String title,
      @Option(names = "--topic", paramLabel = "TEXT", defaultValue = "", description = "A topic.")
          String topic,
      @Option(names = "--json", description = "Print a JSON object.") boolean json) {
    RoomRules rules = RoomRules.newBuilder().setKind(kind).setTitle(title).setTopic(topic).build();
    try (RoomClient rooms = caller.rooms(world)) {
      print(rooms.create(room, rules), json);
    }
    return ExitCode.DONE;
  }

  @Command(mixinStandardHelpOptions = true, name = "show", description = "Prints what a room is.")
  int show(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Option(names = "--json", description = "Print a JSON object.") boolean json) {
    try (ChatQueries queries = caller.queries(world)) {
      print(queries.room(room), json);
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "join",
      description = "Joins a room, or the room of an invite code, and prints it.")
  int join(
      @Mixin CallerOptions caller,
      @Parameters(
              paramLabel = "ROOM",
              arity = "0..1",
              converter = RoomNames.class,
              description = "The room. Not needed with --code.")
          @Nullable String room,
      @Option(
              names = "--code",
              paramLabel = "CODE",
              description = "An invite code, as 'redfire room invite-code' printed it.")
          @Nullable String code,
      @Option(names = "--json", description = "Print a JSON object.") boolean json) {
    if (room == null && code == null) {
      throw new Failure(ExitCode.USAGE, "no room to join (expected: a ROOM or --code CODE)");
    }
    try (RoomClient rooms = caller.rooms(world)) {
      print(rooms.join(room == null ? "" : room, code == null ? "" : code), json);
    }
    return ExitCode.DONE;
  }

  @Command(mixinStandardHelpOptions = true, name = "leave", description = "Leaves a room.")
  int leave(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room) {
    try (RoomClient rooms = caller.rooms(world)) {
      rooms.leave(room);
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "invite",
      description = "Lets a user join a room.")
  int invite(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Parameters(paramLabel = "USER", converter = Names.class, description = "Who may join.")
          String user) {
    try (RoomClient rooms = caller.rooms(world)) {
      rooms.invite(room, user);
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "invite-code",
      description = "Makes a code with which whoever has it may join, and prints it this once.")
  int inviteCode(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Option(
              names = "--lifetime",
              paramLabel = "TIME",
              converter = Lifetimes.class,
              description = "How long it is valid, such as 12h or 30d. Default: 7d.")
          @Nullable Duration lifetime,
      @Option(
              names = "--uses",
              paramLabel = "N",
              defaultValue = "1",
              description = "How many may join with it. Default: 1.")
          int uses,
      @Option(names = "--json", description = "Print a JSON object: code, expires_at.")
          boolean json) {
    if (uses < 1) {
      throw new Failure(ExitCode.USAGE, "--uses: " + uses + " (expected: 1 or more)");
    }
    CreateInviteRequest.Builder request =
        CreateInviteRequest.newBuilder().setRoom(room).setUses(uses);
    if (lifetime != null) {
      request.setLifetime(Lifetimes.proto(lifetime));
    }
    try (RoomClient rooms = caller.rooms(world)) {
      CreateInviteResponse invite = rooms.createInvite(request.build());
      world
          .out()
          .needed()
          .line(
              json
                  ? people.code(invite.getCode(), invite.getExpiresAt())
                  : TerminalText.neutralise(invite.getCode()));
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "members",
      description = "Prints the members, one a line: name and role.")
  int members(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Option(
              names = "--json",
              description =
                  "Print one JSON object a line: user, role, invited, muted_until, banned_until.")
          boolean json) {
    try (RoomClient rooms = caller.rooms(world)) {
      String token = "";
      do {
        ListMembersResponse page =
            rooms.members(
                ListMembersRequest.newBuilder()
                    .setRoom(room)
                    .setPageSize(PAGE)
                    .setPageToken(token)
                    .build());
        page.getMembersList().forEach(member -> world.out().line(people.member(member, json)));
        token = page.getNextPageToken();
      } while (!token.isEmpty());
    }
    return ExitCode.DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "role",
      description = "Gives a member another role.")
  int role(
      @Mixin CallerOptions caller,
      @Parameters(paramLabel = "ROOM", converter = RoomNames.class, description = "The room.")
          String room,
      @Parameters(paramLabel = "USER", converter = Names.class, description = "The member.")
          String user,
      @Parameters(
              paramLabel = "ROLE",
              converter = Roles.class,
              description = "owner, moderator, member or read-only.")
          Role role) {
    try (RoomClient rooms = caller.rooms(world)) {
      rooms.setRole(room, user, role);
    }
    return ExitCode.DONE;
  }

  private void print(Room room, boolean json) {
    world.out().line(json ? lines.room(room) : RoomSheet.of(room));
  }
}
