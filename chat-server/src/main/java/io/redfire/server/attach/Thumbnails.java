package io.redfire.server.attach;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes small pictures of large ones, one at a time on a thread of its own. Thread-safe.
 *
 * <p>What strangers send may be made to cost much: so nothing is decoded whose head says that it is
 * too large or too long, only as many of the pixels are decoded as are needed, and it has a few
 * seconds. A picture that does not get one is no worse for it. What is made is encoded anew, so
 * that it holds nothing but pixels.
 */
final class Thumbnails implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);

  /** The longer side, in pixels. */
  static final int SIDE = 320;

  /** What is larger is not kept. */
  static final int MOST_BYTES = 64 * 1024;

  private static final long MOST_PIXELS = 40_000_000;

  /** Of those that need all of them in memory, and are gone over as often as they say. */
  private static final long MOST_COSTLY_PIXELS = 10_000_000;

  /** A decoder of WebP takes some 30 bytes for each pixel. */
  private static final long MOST_WEBP_PIXELS = 4_000_000;

  static final String WEBP = "image/webp";

  private static final int MOST_RATIO = 20;
  private static final long MOST_SOURCE_BYTES = 32L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Duration patience;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          // No queue: those who find it busy go without, since they hold a thread meanwhile.
          new SynchronousQueue<>(),
          new ThreadFactoryBuilder().setNameFormat("thumbnails").setDaemon(true).build());

  Thumbnails() {
    this(PATIENCE);
  }

  Thumbnails(Duration patience) {
    this.patience = patience;
    var unused = thread.prestartCoreThread();
  }

  /** Whether a picture of that type, size and number of bytes may have one. */
  static boolean mayHave(String type, Optional<Dimension> size, long bytes) {
    if (size.isEmpty() || bytes > MOST_SOURCE_BYTES || !type.matches("image/(jpeg|png|gif|webp)")) {
      return false;
    }
    long width = size.get().width;
    long height = size.get().height;
    return width > 0
        && height > 0
        && width * height <= MOST_PIXELS
        && Math.max(width, height) <= MOST_RATIO * Math.min(width, height);
  }

  /**
   * Makes one. Waits for it for some seconds.
   *
   * @param source all bytes of the picture, from the beginning
   * @return a JPEG or PNG; empty where there is none to be had, or not now
   */
  Optional<byte[]> make(String type, Supplier<InputStream> source) {
    Future<Optional<byte[]>> made;
    try {
      long deadline = System.nanoTime() + patience.toNanos();
      made = thread.submit(() -> decode(type, source, deadline));
    } catch (RejectedExecutionException busy) {
      return Optional.empty();
    }
    try {
      return made.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      // It ends when it asks for the next bytes. A reader of JPEG lets no other thread abort it.
      return Optional.empty();
    } catch (ExecutionException broken) {
      LOG.debug("No small picture: {}", String.valueOf(broken.getCause()));
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<byte[]> decode(String type, Supplier<InputStream> source, long deadline)
      throws IOException {
    if (type.equals(WEBP) && !isModestWebp(source, deadline)) {
      return Optional.empty();
    }
    try (InputStream bytes = new TimedStream(source.get(), deadline)) {
      return decode(type, type.equals(WEBP) ? aloneInWebp(bytes) : bytes);
    }
  }

  private static boolean isModestWebp(Supplier<InputStream> source, long deadline)
      throws IOException {
    try (InputStream bytes = new BufferedInputStream(new TimedStream(source.get(), deadline))) {
      Optional<WebpFile> file = WebpFile.read(bytes);
      if (file.isEmpty()) {
        return false;
      }
      Dimension size = file.get().picture();
      Optional<InputStream> lossless = file.get().lossless();
      return (long) size.width * size.height <= MOST_WEBP_PIXELS
          && (lossless.isEmpty() || LosslessHead.isModest(lossless.get(), size));
    }
  }

  private static InputStream aloneInWebp(InputStream bytes) throws IOException {
    return WebpFile.read(bytes).orElseThrow(() -> new IOException("no picture")).bytes();
  }

  private static Optional<byte[]> decode(String type, InputStream bytes) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByMIMEType(type).next();
    try (ImageInputStream input = new MemoryCacheImageInputStream(bytes)) {
      boolean isCostly = type.equals("image/jpeg") && JpegHead.isCostly(input);
      reader.setInput(input, true, true);
      Dimension size = new Dimension(reader.getWidth(0), reader.getHeight(0));
      if (!mayHave(type, Optional.of(size), 0)
          || (isCostly && (long) size.width * size.height > MOST_COSTLY_PIXELS)) {
        return Optional.empty();
      }
      ImageReadParam some = reader.getDefaultReadParam();
      int step = Math.max(1, Math.max(size.width, size.height) / (2 * SIDE));
      some.setSourceSubsampling(step, step, 0, 0);
      some.setSourceRegion(new Rectangle(size));
      return encode(small(reader.read(0, some)));
    } finally {
      reader.dispose();
    }
  }

  private static BufferedImage small(BufferedImage picture) {
    double scale = Math.min(1, SIDE / (double) Math.max(picture.getWidth(), picture.getHeight()));
    int width = Math.max(1, (int) Math.round(picture.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(picture.getHeight() * scale));
    int kind =
        picture.getColorModel().hasAlpha()
            ? BufferedImage.TYPE_INT_ARGB
            : BufferedImage.TYPE_INT_RGB;
    BufferedImage small = new BufferedImage(width, height, kind);
    Graphics2D pen = small.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    pen.drawImage(picture, 0, 0, width, height, null);
    pen.dispose();
    return small;
  }

  private static Optional<byte[]> encode(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String format = picture.getColorModel().hasAlpha() ? "png" : "jpeg";
    // In memory: the usual stream writes to a file first.
    try (var output = new javax.imageio.stream.MemoryCacheImageOutputStream(bytes)) {
      boolean ignored = ImageIO.write(picture, format, output);
    }
    return bytes.size() == 0 || bytes.size() > MOST_BYTES
        ? Optional.empty()
        : Optional.of(bytes.toByteArray());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
