/** Whole rooms out of Redis and into it. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.redis.transfer;
