package io.redfire.core.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.InvalidName;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.RoomName;
import io.redfire.testing.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names of rooms in the names of keys. */
class RedisKeysFuzzTest {
  private static final RedisKeys KEYS = new RedisKeys("team:");
  private static final MessageId ID = new MessageId("019ab0d4-0000-7000-8000-000000000000");

  /** Two names, a line each: no key of one room is a key of the other, nor one of no room. */
  @FuzzTarget(maxBytes = 256)
  void roomsShareNoKey(byte[] input) {
    String[] names = new String(input, UTF_8).split("\n", 2);
    Set<RoomName> rooms = new HashSet<>();
    try {
      rooms.add(new RoomName(names[0]));
      rooms.add(new RoomName(names[names.length - 1]));
    } catch (InvalidName refused) {
      return;
    }
    List<String> keys = new ArrayList<>(List.of(text(KEYS.rooms()), text(KEYS.control())));
    for (RoomName room : rooms) {
      for (byte[] key :
          List.of(
              KEYS.logKey(room),
              KEYS.head(room),
              KEYS.marks(room),
              KEYS.ids(room, ID),
              KEYS.signals(room))) {
        keys.add(text(key));
        assertThat(slotText(text(key))).isEqualTo("team:" + room);
      }
    }
    assertThat(keys).doesNotHaveDuplicates();
  }

  /** What a cluster hashes of a key. */
  private static String slotText(String key) {
    int from = key.indexOf('{');
    int to = key.indexOf('}', from + 1);
    return from < 0 || to <= from + 1 ? key : key.substring(from + 1, to);
  }

  private static String text(byte[] key) {
    return new String(key, UTF_8);
  }
}
