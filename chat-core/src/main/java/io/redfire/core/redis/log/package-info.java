/** The log in Redis: the scripts, the writers that call them, and what Redis' answers mean. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.redis.log;
