package io.redfire.core.blob;

import io.redfire.core.log.ContentHash;

/**
 * Where some bytes are in a {@link BlobStore}. Immutable.
 *
 * <p>Bytes of one hash that are written anew get another place, so that whoever removes old ones
 * never removes those.
 *
 * @param hash names the bytes
 * @param word tells the places of one hash apart: hex digits
 * @param size how many bytes
 */
public record BlobPlace(ContentHash hash, String word, long size) {
  /** Checks the form, since places become names of keys and files. */
  public BlobPlace {
    if (!word.matches("[0-9a-f]{1,32}") || size < 1) {
      throw new IllegalArgumentException("no place of bytes: " + word + ", " + size);
    }
  }

  /** A place where nothing is yet. */
  public static BlobPlace fresh(ContentHash hash, long size) {
    return new BlobPlace(hash, RandomWord.draw(), size);
  }
}
