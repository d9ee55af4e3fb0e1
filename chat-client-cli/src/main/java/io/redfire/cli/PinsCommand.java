package io.redfire.cli;

import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.ListPinsRequest;
import io.redfire.chat.v1.ListPinsResponse;
import io.redfire.client.ChatQueries;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code redfire pins}: the messages of a room that are pinned. */
@Command(
    name = "pins",
    description =
        "Prints the messages of a room that are pinned, as 'redfire history' does: the one that was"
            + " pinned last first.")
final class PinsCommand implements Callable<Integer> {
  private final World world;

  @Mixin private CallerOptions caller;
  @Mixin private FormOptions form;

  @Parameters(
      index = "0",
      paramLabel = "ROOM",
      converter = RoomNames.class,
      description = "The room.")
  private String room;

  PinsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    try (ChatQueries queries = caller.queries(world)) {
      ListPinsRequest.Builder ask = ListPinsRequest.newBuilder().setRoom(room);
      ListPinsResponse page;
      do {
        page = queries.listPins(ask.build());
        page.getEntriesList().forEach(this::print);
        ask.setPageToken(page.getNextPageToken());
      } while (!page.getNextPageToken().isEmpty());
    }
    return ExitCode.DONE;
  }

  private void print(Entry entry) {
    if (form.chosen().shows(entry)) {
      world.out().line(form.chosen().of(entry, world.out().isTerminal()));
    }
  }
}
