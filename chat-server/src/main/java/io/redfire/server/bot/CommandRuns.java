package io.redfire.server.bot;

import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.CommandAccepted;
import io.redfire.chat.v1.CommandRun;
import io.redfire.core.account.Accounts;
import io.redfire.core.bot.SlashCommand;
import io.redfire.core.bot.SlashCommands;
import io.redfire.core.log.Lane;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewCommand;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import io.redfire.server.limit.Asking;
import io.redfire.server.right.Admission;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Hands slash commands to the bots that answer them, by the bots' own logs and in no other way.
 * Thread-safe; never blocks.
 */
public final class CommandRuns {
  private final StandingCommands commands;
  private final Admission admission;
  private final MessageLog log;
  private final Requests requests;
  private final Executor blocking;

  /**
   * Finds commands among these, and appends to that log.
   *
   * @param blocking runs what asks Redis
   */
  public CommandRuns(
      SlashCommands commands,
      RoomMembers members,
      Accounts accounts,
      Admission admission,
      MessageLog log,
      Requests requests,
      Executor blocking) {
    this.commands = new StandingCommands(commands, members, accounts, requests::now);
    this.admission = admission;
    this.log = log;
    this.requests = requests;
    this.blocking = blocking;
  }

  /**
   * Runs one.
   *
   * @return ends on any thread, once the bot's log has it; with a {@link Problem} where it may not
   *     be run, or there is none of that name
   * @throws Problem where the request makes no sense
   */
  public CompletableFuture<CommandAccepted> run(Caller caller, UserName user, CommandRun wish) {
    NewCommand asked = requests.command(user, wish);
    return admission
        .admit(caller, asked, () -> Asking.on(blocking, () -> asked.to(bot(asked))))
        .thenCompose(
            admitted ->
                log.append(admitted, new Lane(), requests.replicas(AckTarget.getDefaultInstance()))
                    .thenApply(appended -> Events.commandAccepted(admitted, appended)));
  }

  private UserName bot(NewCommand asked) {
    return commands
        .find(asked.about(), asked.name())
        .map(SlashCommand::bot)
        .orElseThrow(
            () ->
                Problem.of(
                    Reason.COMMAND_NOT_FOUND,
                    "name",
                    "room '"
                        + asked.about()
                        + "' has no command '"
                        + asked.name()
                        + "' (expected: one of ListCommands)"));
  }
}
