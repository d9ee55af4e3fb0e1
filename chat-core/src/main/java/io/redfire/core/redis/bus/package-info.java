/** The bus in Redis: plain pub/sub, and beside it sharded pub/sub on a cluster. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.redis.bus;
