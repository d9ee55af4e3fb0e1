/** What bots registered, in Redis beside the rooms. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.redis.bot;
