package io.redfire.core.blob;

import io.redfire.core.log.ContentFacts;
import io.redfire.core.log.ContentHash;

/**
 * Bytes that a room holds. Immutable.
 *
 * @param holder as whom the room holds them
 */
public record HeldAttachment(ContentHash hash, BlobHolder holder, ContentFacts facts) {}
