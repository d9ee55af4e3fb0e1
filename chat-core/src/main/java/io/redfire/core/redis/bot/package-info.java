/** What bots registered, and webhooks, in Redis beside the rooms. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.redis.bot;
