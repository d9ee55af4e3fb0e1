/** The accounts in Redis, over Jedis. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.redis.account;
