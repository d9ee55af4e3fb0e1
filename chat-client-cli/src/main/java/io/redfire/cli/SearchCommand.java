package io.redfire.cli;

import com.google.protobuf.Timestamp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.RoomIndexing;
import io.redfire.chat.v1.SearchHit;
import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.chat.v1.SearchMessagesResponse;
import io.redfire.client.ChatQueries;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code redfire search}: the messages that hold some words. */
@Command(
    name = "search",
    description = {
      "Prints the messages that hold all of the words, newest first, each after the name of its"
          + " room.",
      "WORDS may hold \"words next to each other\" in quotes (for a shell: '\"fire alarm\"'),"
          + " from:USER, in:ROOM, after:2026-01-31, before:2026-02-01 and has:attachment."
    })
final class SearchCommand implements Callable<Integer> {
  private static final int PAGE = 100;
  private static final int USUAL = 20;

  private final World world;

  @Mixin private CallerOptions caller;

  @Parameters(arity = "0..*", paramLabel = "WORDS", description = "What to look for.")
  private List<String> words = List.of();

  @Option(
      names = "--room",
      paramLabel = "ROOM",
      converter = RoomNames.class,
      description = "Where to look; may be told again. Default: all of your rooms.")
  private List<String> rooms = List.of();

  @Option(
      names = "--from",
      paramLabel = "USER",
      converter = Names.class,
      description = "Only messages of this user.")
  private @Nullable String from;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Moments.class,
      description = "Only messages sent then or later: 2026-01-31 (UTC) or 2026-01-31T08:00:00Z.")
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Moments.class,
      description = "Only messages sent before.")
  private @Nullable Instant until;

  @Option(names = "--has-attachment", description = "Only messages that have an attachment.")
  private boolean hasAttachment;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "" + USUAL,
      description = "At most so many messages. Default: 20.")
  private int limit;

  @Option(
      names = "--json",
      description = "Print one JSON object a line: seq, tag, id, room, from, at, text, cursor.")
  private boolean json;

  SearchCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new Failure(ExitCode.USAGE, "--limit: " + limit + " (expected: 1 or more)");
    }
    try (ChatQueries queries = caller.queries(world)) {
      SearchMessagesRequest.Builder ask = request();
      int left = limit;
      SearchMessagesResponse page;
      do {
        page = queries.search(ask.setPageSize(Math.min(PAGE, left)).build());
        for (SearchHit hit : page.getHitsList().subList(0, Math.min(left, page.getHitsCount()))) {
          print(hit.getEntry());
          left--;
        }
        ask.setPageToken(page.getNextPageToken());
      } while (left > 0 && !page.getNextPageToken().isEmpty());
      tellOfIndexing(page);
    }
    return ExitCode.DONE;
  }

  private SearchMessagesRequest.Builder request() {
    SearchMessagesRequest.Builder request =
        SearchMessagesRequest.newBuilder()
            .setQuery(String.join(" ", words))
            .addAllRooms(rooms)
            .setHasAttachment(hasAttachment);
    if (from != null) {
      request.setFrom(from);
    }
    if (since != null) {
      request.setSince(timestamp(since));
    }
    if (until != null) {
      request.setUntil(timestamp(until));
    }
    return request;
  }

  private static Timestamp timestamp(Instant moment) {
    return Timestamp.newBuilder()
        .setSeconds(moment.getEpochSecond())
        .setNanos(moment.getNano())
        .build();
  }

  private void print(Entry entry) {
    boolean isTerminal = world.out().isTerminal();
    if (json) {
      world.out().line(EntryForm.JSON.of(entry, isTerminal));
    } else if (EntryForm.PLAIN.shows(entry)) {
      world
          .out()
          .line(
              TerminalText.neutralise(entry.getRoom())
                  + " "
                  + EntryForm.PLAIN.of(entry, isTerminal));
    }
  }

  private void tellOfIndexing(SearchMessagesResponse page) {
    if (page.getComplete()) {
      return;
    }
    StringBuilder far = new StringBuilder();
    for (RoomIndexing room :
        page.getIndexingList().subList(0, Math.min(3, page.getIndexingCount()))) {
      far.append(far.isEmpty() ? " (" : ", ")
          .append(TerminalText.neutralise(room.getRoom()))
          .append(": ")
          .append(Long.toUnsignedString(room.getIndexedSeq()))
          .append(" of ")
          .append(Long.toUnsignedString(room.getLastSeq()));
    }
    if (!far.isEmpty()) {
      far.append(page.getIndexingCount() > 3 ? ", …)" : ")");
    }
    world.notes().say("not all is indexed yet" + far + "; search again for the rest");
  }
}
