/** The limits on how often, kept in Redis and shared by all nodes. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.redis.rate;
