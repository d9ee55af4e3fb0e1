/** Who is in which room, and what a user has in front of them, in Redis. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.redis.member;
