package io.redfire.core.redis.bot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.bot.Delivery;
import io.redfire.core.log.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How far a webhook is, as fields of a hash; times in milliseconds since 1970, 0 for none. */
final class DeliveryFields {
  /** The first is there as long as the webhook is. */
  static final List<String> NAMES =
      List.of("seq", "tag", "before", "until", "standing", "failures", "next", "since", "problem");

  private DeliveryFields() {}

  /** Names and values by turns, as a script takes them. */
  static List<byte[]> words(Delivery delivery) {
    List<String> values =
        List.of(
            Long.toString(delivery.at().seq()),
            delivery.at().tag(),
            delivery.before().stream()
                .map(place -> place.seq() + ":" + place.tag())
                .collect(Collectors.joining(" ")),
            Long.toString(delivery.until()),
            delivery.standing().name(),
            Integer.toString(delivery.failures()),
            Long.toString(delivery.next().toEpochMilli()),
            Long.toString(delivery.failingSince().map(Instant::toEpochMilli).orElse(0L)),
            delivery.problem());
    List<byte[]> words = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      words.add(NAMES.get(i).getBytes(UTF_8));
      words.add(values.get(i).getBytes(UTF_8));
    }
    return words;
  }

  /** Reads the values, in the order of their names. Empty where they are none of ours. */
  static Optional<Delivery> read(List<String> values) {
    try {
      long since = Long.parseLong(values.get(7));
      return Optional.of(
          new Delivery(
              new Position(Long.parseLong(values.get(0)), values.get(1)),
              Arrays.stream(values.get(2).split(" "))
                  .filter(place -> !place.isEmpty())
                  .map(DeliveryFields::place)
                  .toList(),
              Long.parseLong(values.get(3)),
              Delivery.Standing.valueOf(values.get(4)),
              Integer.parseInt(values.get(5)),
              Instant.ofEpochMilli(Long.parseLong(values.get(6))),
              since == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(since)),
              values.get(8)));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static Position place(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("no place");
    }
    return new Position(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
  }
}
