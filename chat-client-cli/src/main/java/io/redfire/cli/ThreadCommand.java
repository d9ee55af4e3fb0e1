package io.redfire.cli;

import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.ListThreadRequest;
import io.redfire.chat.v1.ListThreadResponse;
import io.redfire.client.ChatQueries;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire thread}: a message, and what was said in its thread. */
@Command(
    name = "thread",
    description =
        "Prints a message and the newest messages of its thread, as 'redfire history' does.")
final class ThreadCommand implements Callable<Integer> {
  private static final int PAGE = 200;

  private final World world;

  @Mixin private CallerOptions caller;
  @Mixin private FormOptions form;

  @Parameters(
      index = "0",
      paramLabel = "ROOM",
      converter = RoomNames.class,
      description = "The room.")
  private String room;

  @Parameters(
      index = "1",
      paramLabel = "SEQ",
      converter = Seqs.class,
      description = "Where the message stands that the thread is of.")
  private long seq;

  @Option(
      names = {"-n", "--last"},
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many messages of the thread. Default: 50.")
  private int last;

  ThreadCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    if (last < 1) {
      throw new Failure(ExitCode.USAGE, "--last: " + last + " (expected: 1 or more)");
    }
    try (ChatQueries queries = caller.queries(world)) {
      Deque<List<Entry>> pages = new ArrayDeque<>();
      ListThreadRequest.Builder ask =
          ListThreadRequest.newBuilder().setRoom(room).setThreadSeq(seq);
      ListThreadResponse page;
      int left = last;
      do {
        page = queries.listThread(ask.setPageSize(Math.min(PAGE, left)).build());
        pages.addFirst(page.getRepliesList());
        left -= page.getRepliesCount();
        ask.setPageToken(page.getNextPageToken());
      } while (left > 0 && !page.getNextPageToken().isEmpty());
      print(page.getRoot());
      pages.forEach(replies -> replies.forEach(this::print));
    }
    return ExitCode.DONE;
  }

  private void print(Entry entry) {
    if (form.chosen().shows(entry)) {
      world.out().line(form.chosen().of(entry, world.out().isTerminal()));
    }
  }
}
