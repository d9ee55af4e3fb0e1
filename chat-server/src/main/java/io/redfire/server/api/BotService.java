package io.redfire.server.api;

import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.BotServiceGrpc;
import io.redfire.chat.v1.ListCommandsRequest;
import io.redfire.chat.v1.ListCommandsResponse;
import io.redfire.chat.v1.RegisterCommandRequest;
import io.redfire.chat.v1.RegisterCommandResponse;
import io.redfire.chat.v1.RunCommandRequest;
import io.redfire.chat.v1.RunCommandResponse;
import io.redfire.chat.v1.SlashCommand;
import io.redfire.chat.v1.UnregisterCommandRequest;
import io.redfire.chat.v1.UnregisterCommandResponse;
import io.redfire.core.log.UserName;
import io.redfire.server.bot.CommandBook;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Credentials;
import io.redfire.server.session.Services;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Requests;
import io.redfire.server.wire.Waiting;

/**
 * The bots' side of the contract. Thread-safe. Its methods block on Redis, so gRPC calls them on
 * threads of their own; what they throw becomes the call's status.
 */
public final class BotService extends BotServiceGrpc.BotServiceImplBase {
  private final Services services;
  private final CommandBook book;

  /** Keeps commands in that book. */
  public BotService(Services services, CommandBook book) {
    this.services = services;
    this.book = book;
  }

  @Override
  public void registerCommand(
      RegisterCommandRequest request, StreamObserver<RegisterCommandResponse> response) {
    SlashCommand command = command(book.register(caller(""), request));
    Calls.answer(response, RegisterCommandResponse.newBuilder().setCommand(command).build());
  }

  @Override
  public void unregisterCommand(
      UnregisterCommandRequest request, StreamObserver<UnregisterCommandResponse> response) {
    book.unregister(caller(""), request);
    Calls.answer(response, UnregisterCommandResponse.getDefaultInstance());
  }

  @Override
  public void listCommands(
      ListCommandsRequest request, StreamObserver<ListCommandsResponse> response) {
    ListCommandsResponse.Builder list = ListCommandsResponse.newBuilder();
    Caller caller = caller("");
    var unused = Waiting.on(services.admission().page(caller, Credentials.current()));
    book.list(caller, request).forEach(each -> list.addCommands(command(each)));
    Calls.answer(response, list.build());
  }

  @Override
  public void runCommand(RunCommandRequest request, StreamObserver<RunCommandResponse> response) {
    Caller caller = caller(request.getUser());
    UserName user = caller.user().orElseGet(() -> Requests.user(request.getUser()));
    Calls.answer(
        response,
        RunCommandResponse.newBuilder()
            .setAccepted(Waiting.on(services.commands().run(caller, user, request.getRun())))
            .build());
  }

  private static SlashCommand command(io.redfire.core.bot.SlashCommand command) {
    return SlashCommand.newBuilder()
        .setName(command.name().value())
        .setBot(command.bot().value())
        .setDescription(command.description())
        .setUsage(command.usage())
        .setRegisteredAt(Events.timestamp(command.at()))
        .build();
  }

  private Caller caller(String named) {
    return Waiting.on(services.callers().identify(Credentials.current(), named));
  }
}
