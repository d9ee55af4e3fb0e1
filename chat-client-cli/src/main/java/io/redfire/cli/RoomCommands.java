package io.redfire.cli;

import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.UpdateRoomRequest;
import io.redfire.client.AdminClient;
import io.redfire.client.RoomClient;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Puts together the commands about rooms: those of members, and those of administrators. */
final class RoomCommands {

  /** {@code redfire admin room}. */
  @Command(name = "room", description = "Changes and moderates any room, as its owner could.")
  private static final class AnyRoom {}

  private final World world;

  RoomCommands(World world) {
    this.world = world;
  }

  /** {@code redfire room}. */
  CommandLine ofMembers() {
    return with(
        new CommandLine(new RoomCommand(world)),
        (caller, changes) -> {
          try (RoomClient rooms = caller.rooms(world)) {
            return rooms.update(changes);
          }
        },
        (caller, moderation) -> {
          try (RoomClient rooms = caller.rooms(world)) {
            rooms.moderate(moderation);
          }
        });
  }

  /** {@code redfire admin}. */
  CommandLine ofAdministrators() {
    CommandLine any =
        with(
            new CommandLine(new AnyRoom()),
            (caller, changes) -> {
              try (AdminClient admin = caller.admin(world)) {
                return admin.updateRoom(changes);
              }
            },
            (caller, moderation) -> {
              try (AdminClient admin = caller.admin(world)) {
                admin.moderate(moderation);
              }
            });
    return new CommandLine(new AdminCommand(world))
        .addSubcommand(any)
        .addSubcommand(new AdminExportCommand(world))
        .addSubcommand(new AdminImportCommand(world));
  }

  private CommandLine with(
      CommandLine parent,
      BiFunction<CallerOptions, UpdateRoomRequest, Room> update,
      BiConsumer<CallerOptions, ModerateMemberRequest> moderator) {
    return parent
        .addSubcommand(new RoomSetCommand(world, update))
        .addSubcommand(
            "kick",
            moderate(
                MembershipAction.MEMBERSHIP_ACTION_KICKED,
                "Takes a member out of a room; it may join again where it could before.",
                moderator))
        .addSubcommand(
            "ban",
            moderate(
                MembershipAction.MEMBERSHIP_ACTION_BANNED,
                "Takes a user out of a room, and lets it neither read nor join while the ban"
                    + " lasts.",
                moderator))
        .addSubcommand(
            "unban",
            moderate(
                MembershipAction.MEMBERSHIP_ACTION_UNBANNED,
                "Ends a ban: the user may join again, and is no member by that.",
                moderator))
        .addSubcommand(
            "mute",
            moderate(
                MembershipAction.MEMBERSHIP_ACTION_MUTED,
                "Lets a member read and not write while that lasts.",
                moderator))
        .addSubcommand(
            "unmute",
            moderate(
                MembershipAction.MEMBERSHIP_ACTION_UNMUTED,
                "Lets a muted member write again.",
                moderator));
  }

  private static CommandLine moderate(
      MembershipAction action,
      String does,
      BiConsumer<CallerOptions, ModerateMemberRequest> moderator) {
    CommandLine command = new CommandLine(new ModerateCommand(action, moderator));
    command
        .getCommandSpec()
        .usageMessage()
        .description(does + " Everyone in the room is told, with the reason.");
    return command;
  }
}
