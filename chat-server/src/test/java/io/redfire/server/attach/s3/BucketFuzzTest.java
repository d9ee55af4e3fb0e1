package io.redfire.server.attach.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;
import java.util.regex.Pattern;

/** What somebody may set {@code --blobs} to, a password among it. */
class BucketFuzzTest {
  private static final Pattern PREFIX = Pattern.compile("((?!\\.{1,2}/)[A-Za-z0-9._-]+/)*");

  /** It is a bucket whose keys are harmless, or refused in words that are not from it. */
  @FuzzTarget(maxBytes = 256)
  void addressIsReadOrRefusedAndNotShown(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    try {
      Bucket bucket = Bucket.parse(text);
      assertThat(Bucket.parse(text)).isEqualTo(bucket);
      assertThat(text).doesNotContain("@");
      assertThat(bucket.prefix()).matches(PREFIX);
      bucket.endpoint().ifPresent(server -> assertThat(server.getUserInfo()).isNull());
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage())
          .matches("(holds|is|has|says) .* \\(expected: .*\\)")
          .hasSizeLessThan(250);
    }
  }
}
