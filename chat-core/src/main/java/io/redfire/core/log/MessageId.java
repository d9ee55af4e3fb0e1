package io.redfire.core.log;

import com.github.f4b6a3.uuid.UuidCreator;
import com.github.f4b6a3.uuid.util.UuidUtil;
import com.github.f4b6a3.uuid.util.UuidValidator;
import java.nio.ByteBuffer;
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

  /**
   * The id of the n-th thing that comes of the one with this id: of the same time, and the same
   * whoever asks.
   */
  MessageId derived(int n) {
    byte[] digest = TagChain.sha1Of(value + ":" + n);
    long most = UUID.fromString(value).getMostSignificantBits() & ~0xfffL;
    ByteBuffer bits = ByteBuffer.wrap(digest);
    most |= bits.getShort() & 0xfffL;
    long least = (bits.getLong() & (-1L >>> 2)) | (1L << 63);
    return new MessageId(new UUID(most, least).toString());
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
