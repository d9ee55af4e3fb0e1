package io.redfire.server.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;

/** Files that anybody may have sent. */
class ContentTypeFuzzTest {
  /** Whatever the bytes are, they have a type of a harmless form, and a size where that is told. */
  @FuzzTarget(maxBytes = 4096)
  void bytesHaveAType(byte[] bytes) {
    String type = ContentType.of(bytes);
    assertThat(type).matches("[a-z]+/[A-Za-z0-9][A-Za-z0-9.+_-]*");
    assertThat(ContentType.of(bytes)).isEqualTo(type);
    ContentType.size(type, bytes)
        .ifPresent(
            size -> {
              assertThat(type).startsWith("image/");
              assertThat(size.width).isPositive();
              assertThat(size.height).isPositive();
            });
  }
}
