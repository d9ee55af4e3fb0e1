/**
 * Measures the Redis itself, with the product's own append calls and with plain pub/sub, so that
 * what the servers carry can be set beside what there is to carry. The only package of the client
 * that knows the core and Jedis; its public types name neither.
 */
@NullMarked
package io.redfire.bench.redis;

import org.jspecify.annotations.NullMarked;
