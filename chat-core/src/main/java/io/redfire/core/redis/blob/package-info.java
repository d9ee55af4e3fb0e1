/** What messages have beside their words, in Redis. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.redis.blob;
