/** What a node answers over plain HTTP: posts to incoming webhooks. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.http;
