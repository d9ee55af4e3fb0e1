package io.redfire.server.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThumbnailsTest {
  private final Thumbnails thumbnails = new Thumbnails(Duration.ofSeconds(60));

  @AfterEach
  void close() {
    thumbnails.close();
  }

  private static byte[] picture(String format, int width, int height, int kind) throws IOException {
    BufferedImage image = new BufferedImage(width, height, kind);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.RED);
    pen.fillRect(0, 0, width / 2, height);
    pen.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** The thread may need a moment until it can take something. */
  private static Optional<byte[]> make(Thumbnails thumbnails, String type, byte[] bytes) {
    return await()
        .until(
            () -> thumbnails.make(type, () -> new ByteArrayInputStream(bytes)),
            Optional::isPresent);
  }

  @ParameterizedTest
  @CsvSource({
    "png, 1000, 500, 320, 160",
    "jpg, 3001, 2000, 320, 213",
    "gif, 640, 64, 320, 32",
    "png, 20, 10, 20, 10",
    "jpg, 40, 800, 16, 320"
  })
  void smallPictureShowsTheSame(
      String format, int width, int height, int smallWidth, int smallHeight) throws IOException {
    byte[] large = picture(format, width, height, BufferedImage.TYPE_INT_RGB);
    byte[] made = make(thumbnails, ContentType.of(large), large).orElseThrow();
    BufferedImage small = ImageIO.read(new ByteArrayInputStream(made));
    assertThat(small.getWidth()).isEqualTo(smallWidth);
    assertThat(small.getHeight()).isEqualTo(smallHeight);
    Color left = new Color(small.getRGB(smallWidth / 4, smallHeight / 2));
    Color right = new Color(small.getRGB(3 * smallWidth / 4, smallHeight / 2));
    assertThat(left.getRed()).isGreaterThan(200);
    assertThat(right.getRed()).isLessThan(50);
  }

  @Test
  void whatCanBeSeenThroughStaysSo() throws IOException {
    byte[] large = picture("png", 500, 500, BufferedImage.TYPE_INT_ARGB);
    byte[] made = make(thumbnails, "image/png", large).orElseThrow();
    assertThat(ContentType.of(made)).isEqualTo("image/png");
    assertThat(ImageIO.read(new ByteArrayInputStream(made)).getRGB(300, 10) >>> 24).isZero();
  }

  @Test
  void whatIsTooLargeOrTooLongIsNotLookedAt() {
    assertThat(Thumbnails.mayHave("image/png", Optional.of(new Dimension(8000, 5000)), 1)).isTrue();
    for (int[] size :
        List.of(
            new int[] {60_000, 60_000},
            new int[] {8001, 5000},
            new int[] {2100, 100},
            new int[] {1, 21},
            new int[] {0, 0},
            new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE})) {
      assertThat(Thumbnails.mayHave("image/png", Optional.of(new Dimension(size[0], size[1])), 1))
          .isFalse();
    }
    Optional<Dimension> fine = Optional.of(new Dimension(10, 10));
    assertThat(Thumbnails.mayHave("image/png", fine, 33L << 20)).isFalse();
    assertThat(Thumbnails.mayHave("image/svg+xml", fine, 1)).isFalse();
    assertThat(Thumbnails.mayHave("image/png", Optional.empty(), 1)).isFalse();
  }

  @Test
  void brokenPicturesHaveNoneAndTheNextOneHas() throws IOException {
    Random random = new Random(3);
    for (String format : new String[] {"png", "jpg", "gif"}) {
      byte[] whole = picture(format, 100, 100, BufferedImage.TYPE_INT_RGB);
      String type = ContentType.of(whole);
      for (int i = 0; i < 50; i++) {
        byte[] broken = whole.clone();
        for (int j = 0; j < 8; j++) {
          broken[random.nextInt(broken.length)] = (byte) random.nextInt();
        }
        var unused = thumbnails.make(type, () -> new ByteArrayInputStream(broken));
      }
      assertThat(make(thumbnails, type, whole)).isPresent();
    }
  }

  @Test
  void oneThatTakesTooLongKeepsNobodyWaiting() throws IOException {
    byte[] whole = picture("png", 100, 100, BufferedImage.TYPE_INT_RGB);
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<InputStream> never = new CompletableFuture<>();
    Supplier<InputStream> slow =
        () -> {
          begun.countDown();
          return never.join();
        };
    try (Thumbnails impatient = new Thumbnails(Duration.ofMillis(50))) {
      await()
          .until(
              () -> {
                assertThat(impatient.make("image/png", slow)).isEmpty();
                return begun.getCount() == 0;
              });
      // It is still at it; others go without.
      assertThat(impatient.make("image/png", () -> new ByteArrayInputStream(whole))).isEmpty();
      boolean ignored = never.complete(new ByteArrayInputStream(whole));
      assertThat(make(impatient, "image/png", whole)).isPresent();
    }
  }
}
