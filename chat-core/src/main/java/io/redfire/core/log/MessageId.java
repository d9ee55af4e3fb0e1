package io.redfire.core.log;

import com.github.f4b6a3.uuid.UuidCreator;
import com.github.f4b6a3.uuid.util.UuidUtil;
import com.github.f4b6a3.uuid.util.UuidValidator;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * The sender's own id of a message: a UUIDv7, whose own time tells how old it is.
 *
 * @param value the id in its usual text form, lower case
 */
public record MessageId(String value) {
  /**
   * Checks the id and brings it to lower case.
   *
   * @throws InvalidName where it is not a UUID of version 7
   */
  public MessageId {
    if (!UuidValidator.isValid(value, 7) || value.length() != 36) {
      throw new InvalidName(
          "id: not a UUIDv7 (expected: such as " + UuidCreator.getTimeOrderedEpoch() + ")");
    }
    value = value.toLowerCase(Locale.ROOT);
  }

  /** A new id with the present time. */
  public static MessageId create() {
    return new MessageId(UuidCreator.getTimeOrderedEpoch().toString());
  }

  /** When the id was made, by the clock of whoever made it; milliseconds. */
  public Instant time() {
    return UuidUtil.getInstant(UUID.fromString(value));
  }

  @Override
  public String toString() {
    return value;
  }
}
