package io.redfire.cli;

import io.redfire.chat.v1.RoomKind;
import java.util.Arrays;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;

/** Reads the kind that a room is given. Any thread may use it. */
final class RoomKinds implements ITypeConverter<RoomKind> {
  private static final Set<RoomKind> GIVEN =
      Set.of(
          RoomKind.ROOM_KIND_PUBLIC, RoomKind.ROOM_KIND_PRIVATE, RoomKind.ROOM_KIND_ANNOUNCEMENT);

  @Override
  public RoomKind convert(String given) {
    RoomKind[] kinds =
        Arrays.stream(RoomKind.values()).filter(GIVEN::contains).toArray(RoomKind[]::new);
    return Constants.of(kinds, "ROOM_KIND_", given);
  }
}
