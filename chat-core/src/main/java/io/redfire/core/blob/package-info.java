/** What messages have beside their words: bytes, who holds them, and how they come. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.blob;
