package io.redfire.core.log;

/**
 * What is known of an attachment's bytes without reading them. Immutable.
 *
 * @param size in bytes
 * @param type the media type that was found in the bytes, such as {@code image/png}
 * @param width of a picture, in pixels; 0 where it is none, or not known
 * @param height as {@code width}
 * @param hasThumbnail whether there is a small picture of it
 */
public record ContentFacts(long size, String type, int width, int height, boolean hasThumbnail) {
  /** Of bytes of which nothing is known. */
  public static final ContentFacts UNKNOWN = new ContentFacts(0, "", 0, 0, false);
}
