package io.redfire.server.search;

import com.google.protobuf.Timestamp;
import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads what somebody looks for: the words of the query and the fields beside it. For one query.
 *
 * <p>The contract tells the language. Each part of it stands for itself, so there is nothing to
 * nest and nothing to escape but a quote, which no word holds.
 */
final class SearchQueryParser {
  /** Characters of a query. */
  static final int MOST_CHARACTERS = 512;

  /** Parts of a query. */
  static final int MOST_PARTS = 16;

  /** Rooms that are named. */
  static final int MOST_ROOMS = 100;

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private final List<List<PlacedTerm>> phrases = new ArrayList<>();
  private final TreeSet<RoomName> rooms = new TreeSet<>();
  private Optional<String> from = Optional.empty();
  private Optional<Instant> since = Optional.empty();
  private Optional<Instant> until = Optional.empty();
  private boolean hasAttachment;
  private int parts;

  private SearchQueryParser() {}

  /**
   * Reads a request, but for its page.
   *
   * @throws Problem with what is wrong with it
   */
  static SearchQuery parse(SearchMessagesRequest request) {
    SearchQueryParser parser = new SearchQueryParser();
    parser.readFields(request);
    parser.readParts(request.getQuery());
    return parser.query();
  }

  private void readFields(SearchMessagesRequest request) {
    if (request.getRoomsCount() > MOST_ROOMS) {
      throw Problem.of(
          Reason.QUERY_INVALID,
          "rooms",
          request.getRoomsCount() + " rooms (expected: at most " + MOST_ROOMS + ")");
    }
    request.getRoomsList().forEach(room -> rooms.add(Requests.room(room)));
    if (!request.getFrom().isEmpty()) {
      from = Optional.of(name("from", request.getFrom(), UserName::new).value());
    }
    if (request.hasSince()) {
      since = Optional.of(moment("since", request.getSince()));
    }
    if (request.hasUntil()) {
      until = Optional.of(moment("until", request.getUntil()));
    }
    hasAttachment = request.getHasAttachment();
  }

  private void readParts(String query) {
    int length = query.codePointCount(0, query.length());
    if (length > MOST_CHARACTERS) {
      throw refused(length + " characters (expected: at most " + MOST_CHARACTERS + ")");
    }
    // The keyboards of many languages turn them so.
    String text = query.replace('\u201c', '"').replace('\u201d', '"').replace('\uff02', '"');
    int at = 0;
    while (at < text.length()) {
      if (isSpace(text.charAt(at))) {
        at++;
        continue;
      }
      if (++parts > MOST_PARTS) {
        throw refused("too many parts (expected: at most " + MOST_PARTS + ")");
      }
      boolean isQuoted = text.charAt(at) == '"';
      int end = isQuoted ? text.indexOf('"', at + 1) : endOfWord(text, at);
      if (end < 0) {
        throw refused("a quote is not closed (expected: \"words like these\")");
      }
      if (isQuoted) {
        addPhrase(text.substring(at + 1, end));
        at = end + 1;
      } else {
        readWord(text.substring(at, end));
        at = end;
      }
    }
  }

  private static boolean isSpace(char letter) {
    return Character.isWhitespace(letter) || Character.isSpaceChar(letter);
  }

  private static int endOfWord(String text, int from) {
    int end = from;
    while (end < text.length() && !isSpace(text.charAt(end)) && text.charAt(end) != '"') {
      end++;
    }
    return end;
  }

  private void readWord(String word) {
    int colon = word.indexOf(':');
    String key = colon < 0 ? "" : word.substring(0, colon);
    String value = word.substring(colon + 1);
    switch (key) {
      case "from" -> from = once(key, from, name(key, value, UserName::new).value());
      case "in" -> addRoom(name(key, value, RoomName::new));
      case "after" -> since = once(key, since, moment(key, value));
      case "before" -> until = once(key, until, moment(key, value));
      case "has" -> hasAttachment = isAttachment(value);
      default -> addPhrase(word);
    }
  }

  /** Other things may be asked for one day. */
  private static boolean isAttachment(String value) {
    if (!value.equals("attachment")) {
      throw refused("'has:' asks for what no message has (expected: has:attachment)");
    }
    return true;
  }

  private void addPhrase(String text) {
    List<PlacedTerm> terms = MessageWords.phrase(text);
    if (!terms.isEmpty()) {
      phrases.add(terms);
    }
  }

  private void addRoom(RoomName room) {
    rooms.add(room);
    if (rooms.size() > MOST_ROOMS) {
      throw refused(rooms.size() + " rooms (expected: at most " + MOST_ROOMS + ")");
    }
  }

  private static <T> Optional<T> once(String key, Optional<T> before, T value) {
    if (before.isPresent() && !before.get().equals(value)) {
      throw refused("'" + key + ":' is told twice (expected: one)");
    }
    return Optional.of(value);
  }

  private static <T> T name(String field, String value, Function<String, T> make) {
    try {
      return make.apply(value);
    } catch (InvalidName invalid) {
      throw refused("'" + field + "' names nobody: " + invalid.getMessage());
    }
  }

  private static Instant moment(String field, Timestamp told) {
    long seconds = told.getSeconds();
    int nanos = told.getNanos();
    if (seconds < FIRST.getEpochSecond()
        || seconds > LAST.getEpochSecond()
        || nanos < 0
        || nanos > 999_999_999) {
      throw Problem.of(
          Reason.QUERY_INVALID, field, "no moment (expected: one of the years 1 to 9999)");
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  private static Instant moment(String key, String value) {
    try {
      Instant moment =
          value.indexOf('T') < 0
              ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(value);
      if (moment.isBefore(FIRST) || moment.isAfter(LAST)) {
        throw new DateTimeException("of no year that messages are of");
      }
      return moment;
    } catch (DateTimeException noDate) {
      throw refused(
          "'" + key + ":' is no date (expected: such as 2026-01-31 or 2026-01-31T08:00:00Z)");
    }
  }

  private SearchQuery query() {
    if (phrases.isEmpty()
        && from.isEmpty()
        && since.isEmpty()
        && until.isEmpty()
        && !hasAttachment) {
      throw refused(
          "there is no word in it (expected: a word, from:, after:, before: or has:attachment)");
    }
    return new SearchQuery(
        List.copyOf(phrases), from, since, until, hasAttachment, List.copyOf(rooms));
  }

  private static Problem refused(String why) {
    return Problem.of(Reason.QUERY_INVALID, "query", why);
  }
}
