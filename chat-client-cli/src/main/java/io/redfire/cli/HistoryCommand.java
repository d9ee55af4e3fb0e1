package io.redfire.cli;

import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListMessagesResponse;
import io.redfire.client.ChatQueries;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redfire history}: pages of a room's log. */
@Command(
    name = "history",
    description = "Prints what stands in a room: the newest entries, those around a seq, or all.")
final class HistoryCommand implements Callable<Integer> {
  private static final int PAGE = 500;

  private final World world;
  private final JsonLines json = new JsonLines();

  @Mixin private CommonOptions common;
  @Mixin private FormOptions form;

  @Option(
      names = {"-n", "--last"},
      paramLabel = "N",
      description = "At most so many entries. Default: 50, or all with --all.")
  private @Nullable Integer last;

  @Option(names = "--before", paramLabel = "SEQ", description = "The newest ones before this seq.")
  private @Nullable Long before;

  @Option(names = "--after", paramLabel = "SEQ", description = "The oldest ones after this seq.")
  private @Nullable Long after;

  @Option(names = "--all", description = "Everything that is kept, from the oldest on.")
  private boolean all;

  HistoryCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    check();
    long most = last != null ? last : all ? Long.MAX_VALUE : 50;
    try (ChatQueries queries = common.queries(world)) {
      if (all || after != null) {
        forward(queries, after == null ? 0 : after, most);
      } else {
        backward(queries, before == null ? 0 : before, most);
      }
    }
    return ExitCode.DONE;
  }

  private void check() {
    if (last != null && last < 0) {
      throw new Failure(ExitCode.USAGE, "--last: " + last + " (expected: 0 or more)");
    }
    if (before != null && before < 1) {
      throw new Failure(ExitCode.USAGE, "--before: " + before + " (expected: 1 or more)");
    }
    if (after != null && after < 0) {
      throw new Failure(ExitCode.USAGE, "--after: " + after + " (expected: 0 or more)");
    }
    if (before != null && (after != null || all)) {
      throw new Failure(
          ExitCode.USAGE, "--before was given with --after or --all (expected: one of them)");
    }
  }

  private void forward(ChatQueries queries, long from, long most) {
    long left = most;
    ListMessagesRequest.Builder ask = page(left).setAfterSeq(from);
    while (left > 0) {
      ListMessagesResponse page = queries.listMessages(ask.build());
      tellChanges(page);
      for (Entry entry : page.getEntriesList()) {
        if (left > 0) {
          print(entry);
          left--;
        }
      }
      if (page.getNextPageToken().isEmpty()) {
        return;
      }
      ask = page(left).setPageToken(page.getNextPageToken());
    }
  }

  /** Gathers pages from the end, then prints them in the order of the log. */
  private void backward(ChatQueries queries, long end, long most) {
    Deque<List<Entry>> pages = new ArrayDeque<>();
    long left = most;
    ListMessagesRequest.Builder ask = page(left).setBeforeSeq(end);
    while (left > 0) {
      ListMessagesResponse page = queries.listMessages(ask.build());
      tellChanges(page);
      List<Entry> entries = page.getEntriesList();
      int surplus = (int) Math.max(0, entries.size() - left);
      entries = entries.subList(surplus, entries.size());
      pages.addFirst(entries);
      left -= entries.size();
      if (page.getNextPageToken().isEmpty()) {
        break;
      }
      ask = page(left).setPageToken(page.getNextPageToken());
    }
    pages.forEach(page -> page.forEach(this::print));
  }

  private ListMessagesRequest.Builder page(long left) {
    return ListMessagesRequest.newBuilder()
        .setRoom(common.room())
        .setPageSize((int) Math.min(PAGE, left));
  }

  private void print(Entry entry) {
    if (form.chosen().shows(entry)) {
      world.out().line(form.chosen().of(entry, world.out().isTerminal(), form.words(world)));
    }
  }

  private void tellChanges(ListMessagesResponse page) {
    boolean asJson = form.chosen() == EntryForm.JSON;
    if (page.hasRoomRewound()) {
      long fork = page.getRoomRewound().getForkSeq();
      if (asJson) {
        world.out().line(json.rewound(page.getRoomRewound()));
      } else {
        world.notes().say("the log was replaced: what was shown after " + fork + " is withdrawn");
      }
    }
    if (page.hasHistoryTrimmed()) {
      var trimmed = page.getHistoryTrimmed();
      if (asJson) {
        world.out().line(json.trimmed(trimmed));
      } else {
        long first = trimmed.getFirstMissingSeq();
        long lastMissing = trimmed.getLastMissingSeq();
        world.notes().say("entries " + first + " to " + lastMissing + " are no longer kept");
      }
    }
  }
}
