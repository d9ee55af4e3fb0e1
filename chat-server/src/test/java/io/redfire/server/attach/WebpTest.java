package io.redfire.server.attach;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pictures of WebP, 64 pixels wide and 48 high: red on the left, black or nothing on the right,
 * made with the programs of libwebp; and what pretends to be some.
 */
class WebpTest {
  private final Thumbnails thumbnails = new Thumbnails(Duration.ofSeconds(60));

  @AfterEach
  void close() {
    thumbnails.close();
  }

  private static byte[] file(String name) throws IOException {
    try (InputStream file =
        WebpTest.class.getResourceAsStream("WebpFuzzTestInputs/pictureIsAloneInItsFile/" + name)) {
      assertThat(file).isNotNull();
      return file.readAllBytes();
    }
  }

  private static Optional<Dimension> size(byte[] bytes) {
    assertThat(ContentType.of(bytes)).isEqualTo("image/webp");
    return ContentType.size("image/webp", bytes);
  }

  /** Makes one, and tells that it was begun: its thread may need a moment until it can take one. */
  private Optional<byte[]> make(byte[] bytes) {
    AtomicInteger begun = new AtomicInteger();
    return await()
        .until(
            () ->
                thumbnails.make(
                    "image/webp",
                    () -> {
                      begun.incrementAndGet();
                      return new ByteArrayInputStream(bytes);
                    }),
            made -> begun.get() > 0);
  }

  @ParameterizedTest
  @CsvSource({
    "lossy, false",
    "lossless, false",
    "lossless-photo, false",
    "lossy-alpha, true",
    "lossless-alpha, true",
    "animated, false"
  })
  void smallPictureShowsTheSame(String name, boolean isSeenThrough) throws IOException {
    byte[] bytes = file(name);
    assertThat(size(bytes)).contains(new Dimension(64, 48));
    assertThat(Thumbnails.mayHave("image/webp", size(bytes), bytes.length)).isTrue();
    byte[] made = make(bytes).orElseThrow();
    assertThat(ContentType.of(made)).isEqualTo(isSeenThrough ? "image/png" : "image/jpeg");
    BufferedImage small = ImageIO.read(new ByteArrayInputStream(made));
    assertThat(small.getWidth()).isEqualTo(64);
    Color left = new Color(small.getRGB(10, 24), true);
    Color right = new Color(small.getRGB(54, 24), true);
    assertThat(left.getRed()).isGreaterThan(200);
    assertThat(left.getAlpha()).isEqualTo(255);
    assertThat(right.getAlpha()).isEqualTo(isSeenThrough ? 0 : 255);
    assertThat(right.getRed()).isLessThan(50);
  }

  /**
   * Some hundred bytes that would take minutes or gigabytes, in pictures of 9 megapixels or less.
   */
  @ParameterizedTest
  @ValueSource(strings = {"many-predictors", "many-greens", "huge-in-small", "huge-in-animated"})
  void whatWouldCostMuchHasNone(String name) throws IOException {
    assertThat(make(file(name))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"many-predictors", "many-greens"})
  void transformsThatComeAgainAreNotModestHoweverSmallThePicture(String name) throws IOException {
    InputStream bytes = new ByteArrayInputStream(file(name));
    WebpFile found = WebpFile.read(bytes).orElseThrow();
    assertThat(LosslessHead.isModest(found.lossless().orElseThrow(), new Dimension(64, 48)))
        .isFalse();
  }

  @Test
  void hugeCanvasHasNone() throws IOException {
    byte[] bytes =
        box("RIFF", join("WEBP".getBytes(US_ASCII), canvas(1 << 24, 1 << 24), lossy(64, 48)));
    assertThat(size(bytes)).contains(new Dimension(1 << 24, 1 << 24));
    assertThat(Thumbnails.mayHave("image/webp", size(bytes), bytes.length)).isFalse();
  }

  @Test
  void hugePictureInASmallCanvasHasNone() throws IOException {
    byte[] bytes =
        box("RIFF", join("WEBP".getBytes(US_ASCII), canvas(64, 48), lossy(16_383, 16_383)));
    assertThat(Thumbnails.mayHave("image/webp", size(bytes), bytes.length)).isTrue();
    assertThat(make(bytes)).isEmpty();
    assertThat(make(box("RIFF", join("WEBP".getBytes(US_ASCII), canvas(64, 48), lossy(64, 48)))))
        .isPresent();
  }

  @Test
  void sizeIsToldWhereWhatStandsBeforeThePixelsIsLong() throws IOException {
    byte[] profile = box("ICCP", new byte[300_000]);
    byte[] bytes =
        box("RIFF", join("WEBP".getBytes(US_ASCII), canvas(64, 48), profile, lossy(64, 48)));
    assertThat(size(Arrays.copyOf(bytes, 1 << 18))).contains(new Dimension(64, 48));
    assertThat(make(bytes)).isPresent();
  }

  @Test
  void manyGroupsOfCodesAreNotModest() throws IOException {
    assertThat(LosslessHead.isModest(groups(4095), new Dimension(64, 48))).isTrue();
    assertThat(LosslessHead.isModest(groups(4096), new Dimension(64, 48))).isFalse();
    assertThat(LosslessHead.isModest(groups(65_535), new Dimension(64, 48))).isFalse();
  }

  /** A head whose picture of groups is one pixel of that number all over. */
  private static InputStream groups(int greatest) {
    Bits bits = new Bits();
    // No transform, nothing remembered, groups of 4 × 4 pixels, and in their picture nothing
    // remembered either.
    bits.put(0, 1).put(0, 1).put(1, 1).put(0, 3).put(0, 1);
    for (int only : new int[] {greatest & 255, greatest >> 8, 0, 0, 0}) {
      bits.put(1, 1).put(0, 1).put(1, 1).put(only, 8);
    }
    return new ByteArrayInputStream(bits.bytes());
  }

  /** Bits from the lowest one of each byte on. */
  private static final class Bits {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int held;
    private int count;

    Bits put(int value, int width) {
      held |= value << count;
      count += width;
      while (count >= 8) {
        bytes.write(held);
        held >>>= 8;
        count -= 8;
      }
      return this;
    }

    byte[] bytes() {
      bytes.write(held);
      return bytes.toByteArray();
    }
  }

  @Test
  void brokenPicturesDoNoHarmAndTheNextOneHasOne() throws IOException {
    Random random = new Random(7);
    for (String name : new String[] {"lossy", "lossless-photo", "lossy-alpha", "animated"}) {
      byte[] whole = file(name);
      for (int i = 0; i < 100; i++) {
        byte[] broken = whole.clone();
        for (int j = 0; j < 4; j++) {
          broken[random.nextInt(broken.length)] = (byte) random.nextInt();
        }
        var unused = ContentType.size("image/webp", broken);
        var unusedPicture = thumbnails.make("image/webp", () -> new ByteArrayInputStream(broken));
      }
      assertThat(make(whole)).isPresent();
    }
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] box(String name, byte[] bytes) {
    byte[] box = new byte[8 + bytes.length + bytes.length % 2];
    ByteBuffer.wrap(box)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(name.getBytes(US_ASCII))
        .putInt(bytes.length)
        .put(bytes);
    return box;
  }

  private static byte[] canvas(int width, int height) {
    byte[] box = new byte[12];
    ByteBuffer.wrap(box).order(ByteOrder.LITTLE_ENDIAN).putInt(4, width - 1).putInt(7, height - 1);
    return box("VP8X", Arrays.copyOf(box, 10));
  }

  /** The one picture of a file, with another size in its head. */
  private static byte[] lossy(int width, int height) throws IOException {
    byte[] file = file("lossy");
    byte[] picture = Arrays.copyOfRange(file, 20, file.length);
    ByteBuffer.wrap(picture)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(6, (short) width)
        .putShort(8, (short) height);
    return box("VP8 ", picture);
  }
}
