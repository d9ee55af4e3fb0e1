package io.redfire.client;

import io.grpc.ManagedChannel;
import io.redfire.chat.v1.BotServiceGrpc;
import io.redfire.chat.v1.CommandAccepted;
import io.redfire.chat.v1.CommandRun;
import io.redfire.chat.v1.ListCommandsRequest;
import io.redfire.chat.v1.RegisterCommandRequest;
import io.redfire.chat.v1.RunCommandRequest;
import io.redfire.chat.v1.SlashCommand;
import io.redfire.chat.v1.UnregisterCommandRequest;
import java.time.Duration;
import java.util.List;

/**
 * Slash commands of rooms, one call at a time. For one thread.
 *
 * <p>A bot registers its commands here, follows its own log {@code @NAME} with a {@link ChatClient}
 * for what was run, and answers with messages. A failure is a {@link ChatException}: the server's
 * refusal, or that of the last server tried.
 */
public final class BotClient implements AutoCloseable {
  private final Calls calls;
  private final String user;

  /**
   * @param user a guest's name; empty with a token
   * @param deadline how long one server may take for one answer
   */
  public BotClient(
      List<ServerAddress> servers, ChannelFactory channels, String user, Duration deadline) {
    this.calls = new Calls(servers, channels, deadline);
    this.user = user;
  }

  /**
   * Registers a command that the caller answers, or describes it anew.
   *
   * @param description what it does, for people; may be empty
   * @param usage what to write after the name, for people; may be empty
   */
  public SlashCommand register(String room, String name, String description, String usage) {
    RegisterCommandRequest request =
        RegisterCommandRequest.newBuilder()
            .setRoom(room)
            .setName(name)
            .setDescription(description)
            .setUsage(usage)
            .build();
    return calls.ask(to -> stub(to).registerCommand(request)).getCommand();
  }

  /** Takes a command away: one's own, or for moderators any. */
  public void unregister(String room, String name) {
    UnregisterCommandRequest request =
        UnregisterCommandRequest.newBuilder().setRoom(room).setName(name).build();
    var unused = calls.askOnce(to -> stub(to).unregisterCommand(request));
  }

  /** The commands of a room, in the order of their names. */
  public List<SlashCommand> commands(String room) {
    ListCommandsRequest request = ListCommandsRequest.newBuilder().setRoom(room).build();
    return calls.ask(to -> stub(to).listCommands(request)).getCommandsList();
  }

  /**
   * Runs a command, once however often it is asked for; returns when the bot's log has it.
   *
   * @param text what stands after the name; may be empty
   */
  public CommandAccepted run(String room, String name, String text) {
    CommandRun.Builder run = CommandRun.newBuilder().setRoom(room).setName(name).setText(text);
    RunCommandRequest.Builder request = RunCommandRequest.newBuilder().setUser(user);
    return calls
        .change("", (to, id) -> stub(to).runCommand(request.setRun(run.setId(id).build()).build()))
        .getAccepted();
  }

  private BotServiceGrpc.BotServiceBlockingStub stub(ManagedChannel to) {
    return calls.timed(BotServiceGrpc.newBlockingStub(to));
  }

  @Override
  public void close() {
    calls.close();
  }
}
