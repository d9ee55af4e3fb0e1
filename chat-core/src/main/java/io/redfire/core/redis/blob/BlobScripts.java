package io.redfire.core.redis.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.redis.log.Script;
import java.util.List;
import java.util.stream.Stream;

/** The scripts of attachments that append nothing. */
final class BlobScripts {
  static final Script BEGIN = of("begin.lua");
  static final Script NOTE = of("note.lua");
  static final Script ADD = of("add.lua");
  static final Script HOLD = of("hold.lua");
  static final Script KEEP = of("keep.lua");
  static final Script RELEASE = of("release.lua");
  static final Script CLEAR = of("clear.lua");
  static final Script LIST = of("list.lua");
  static final Script LEASE = of("lease.lua");
  static final Script BIND = of("bind.lua");
  static final Script ASK = Script.ofLog("/io/redfire/core/redis/blob/ask.lua");
  static final Script DROP = Script.ofLog("/io/redfire/core/redis/blob/drop.lua");

  private BlobScripts() {}

  private static Script of(String name) {
    return Script.of("/io/redfire/core/redis/blob/" + name);
  }

  /** Arguments of a script: numbers and texts. */
  static List<byte[]> words(Object... words) {
    return Stream.of(words).map(word -> word.toString().getBytes(UTF_8)).toList();
  }
}
