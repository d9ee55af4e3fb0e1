/**
 * The way to one Redis, whether it is one server, a primary with Sentinels or a cluster: addresses,
 * connections, which server holds what, and how everything in it is named.
 */
@org.jspecify.annotations.NullMarked
package io.redfire.core.redis;
