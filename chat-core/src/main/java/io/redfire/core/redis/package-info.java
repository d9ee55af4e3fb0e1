/** The log and the bus in Redis, over Jedis. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.redis;
