package io.redfire.server.attach;

import java.awt.Dimension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MimeTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what bytes are from how they begin, and from nothing else. Thread-safe. */
final class ContentType {
  /** How many of the first bytes are looked at. */
  static final int LOOKED_AT = 64 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ContentType.class);
  private static final MimeTypes TYPES = MimeTypes.getDefaultMimeTypes();

  private ContentType() {}

  /** The media type, without parameters. */
  static String of(byte[] beginning) {
    int length = Math.min(beginning.length, LOOKED_AT);
    try {
      return TYPES
          .detect(new ByteArrayInputStream(beginning, 0, length), new Metadata())
          .getBaseType()
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException("reading memory", e);
    }
  }

  /**
   * How large the picture says it is; empty for what is no picture, or none that is known. Nothing
   * of it is decoded.
   */
  static Optional<Dimension> size(String type, byte[] beginning) {
    if (!type.startsWith("image/")) {
      return Optional.empty();
    }
    if (type.equals(Thumbnails.WEBP)) {
      return webpSize(beginning);
    }
    Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(type);
    if (!readers.hasNext()) {
      return Optional.empty();
    }
    ImageReader reader = readers.next();
    // In memory: the usual stream would write what strangers send to a file.
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(beginning))) {
      reader.setInput(input, true, true);
      return Optional.of(new Dimension(reader.getWidth(0), reader.getHeight(0)))
          .filter(size -> size.width > 0 && size.height > 0);
    } catch (IOException | RuntimeException broken) {
      // The readers throw whatever they like at bytes that are no picture.
      LOG.debug("No picture of type {}: {}", type, broken.toString());
      return Optional.empty();
    } finally {
      reader.dispose();
    }
  }

  private static Optional<Dimension> webpSize(byte[] beginning) {
    try {
      return WebpFile.size(beginning);
    } catch (IOException e) {
      throw new UncheckedIOException("reading memory", e);
    }
  }
}
