package io.redfire.server.settings;

import io.redfire.core.rate.Rate;
import io.redfire.server.limit.AttachmentLimits;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.wire.Limit;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the limits.
 *
 * <p>Where only programs of this machine can connect, those who send and read have no limit unless
 * one is told: they could as well take its processor themselves, and a bench is to measure the
 * server.
 */
final class LimitReader {
  private static final Pattern RATE = Pattern.compile("([0-9]{1,7})/([0-9]{1,8})(ms|s|m|h)");
  private static final int MOST = 1_000_000;
  private static final long USUAL_ROOM_BYTES = 1L << 30;
  private static final long MOST_ROOM_BYTES = 1L << 46;

  private final Source source;
  private final boolean loopback;

  /** Where settings are read from. */
  interface Source {
    <T> Optional<T> read(Setting setting, Function<String, T> reading);
  }

  /**
   * @param loopback whether only programs of this machine can connect
   */
  LimitReader(Source source, boolean loopback) {
    this.source = source;
    this.loopback = loopback;
  }

  LimitSettings read() {
    return LimitSettings.with()
        .connections(count(Setting.MAX_CONNECTIONS, 20_000))
        .connectionsPerAddress(count(Setting.MAX_CONNECTIONS_PER_ADDRESS, 256))
        .streamsPerUser(count(Setting.MAX_STREAMS_PER_USER, loopback ? 0 : 64))
        .roomsPerUser(count(Setting.MAX_ROOMS_PER_USER, 1000))
        .textBytes(
            source.read(Setting.MAX_TEXT_BYTES, LimitReader::textBytes).orElse(Limit.TEXT_BYTES))
        .sendsPerUser(rate(Setting.SEND_RATE, remote("60/2s")))
        .sendsPerRoom(rate(Setting.ROOM_SEND_RATE, remote("400/2s")))
        .logInsPerAccount(rate(Setting.LOG_IN_RATE, "10/10m"))
        .logInsPerAddress(rate(Setting.LOG_IN_ADDRESS_RATE, "60/10m"))
        .registrationsPerAddress(rate(Setting.REGISTRATION_RATE, "10/1h"))
        .roomCreationsPerUser(rate(Setting.ROOM_CREATION_RATE, "20/1h"))
        .typingPerUser(rate(Setting.TYPING_RATE, "20/10s"))
        .historyPerUser(rate(Setting.HISTORY_RATE, remote("200/10s")))
        .searchesPerUser(rate(Setting.SEARCH_RATE, remote("30/10s")))
        .attachments(attachments())
        .done();
  }

  private AttachmentLimits attachments() {
    return new AttachmentLimits(
        source
            .read(Setting.MAX_ATTACHMENT_BYTES, text -> bytes(text, 1, AttachmentLimits.MOST_BYTES))
            .orElse(AttachmentLimits.USUAL_BYTES),
        source
            .read(Setting.MAX_ROOM_ATTACHMENT_BYTES, text -> bytes(text, 0, MOST_ROOM_BYTES))
            .orElse(loopback ? 0 : USUAL_ROOM_BYTES),
        count(Setting.MAX_UPLOADS_PER_USER, loopback ? 0 : 16),
        rate(Setting.UPLOAD_RATE, remote("1000000/24h")));
  }

  private static long bytes(String text, long least, long most) {
    if (text.matches("[0-9]{1,15}")
        && Long.parseLong(text) >= least
        && Long.parseLong(text) <= most) {
      return Long.parseLong(text);
    }
    throw new IllegalArgumentException(
        Shown.quoted(text) + " is no number of bytes (expected: " + least + " to " + most + ")");
  }

  private String remote(String usual) {
    return loopback ? "off" : usual;
  }

  private int count(Setting setting, int usual) {
    return source.read(setting, LimitReader::number).orElse(usual);
  }

  private Optional<Rate> rate(Setting setting, String usual) {
    return source.read(setting, LimitReader::rate).orElseGet(() -> rate(usual));
  }

  private static int number(String text) {
    if (text.matches("[0-9]{1,7}") && Integer.parseInt(text) <= MOST) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException(
        Shown.quoted(text) + " is not a number (expected: 1 to " + MOST + ", or 0 for no limit)");
  }

  private static int textBytes(String text) {
    if (text.matches("[1-9][0-9]{0,6}") && Integer.parseInt(text) <= Limit.MOST_TEXT_BYTES) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException(
        Shown.quoted(text)
            + " is no length of a text (expected: 1 to "
            + Limit.MOST_TEXT_BYTES
            + " bytes)");
  }

  private static Optional<Rate> rate(String text) {
    if (text.equals("off")) {
      return Optional.empty();
    }
    Matcher rate = RATE.matcher(text);
    if (rate.matches()) {
      try {
        return Optional.of(
            new Rate(
                Integer.parseInt(rate.group(1)),
                period(Long.parseLong(rate.group(2)), rate.group(3))));
      } catch (IllegalArgumentException outOfBounds) {
        throw refused(text, outOfBounds);
      }
    }
    throw refused(text, null);
  }

  private static Duration period(long count, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  private static IllegalArgumentException refused(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        Shown.quoted(text)
            + " is not a rate (expected: such as 60/2s or 10/10m, which is 1 to "
            + Rate.MOST_TOKENS
            + " in 1ms to 24h, or off)",
        cause);
  }
}
