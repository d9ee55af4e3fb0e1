package io.redfire.core.blob;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.ContentHash;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlobPlaceTest {
  private static final ContentHash HASH = new ContentHash("ab".repeat(32));

  @Test
  void placeHoldsNothingThatCouldBeAPath() {
    for (String word : List.of("", "..", "a/b", "A", "../../etc", "x")) {
      assertThatThrownBy(() -> new BlobPlace(HASH, word, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String hash : List.of("", "..", "AB".repeat(32), "/".repeat(64), "ab".repeat(33))) {
      assertThatThrownBy(() -> new ContentHash(hash)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
