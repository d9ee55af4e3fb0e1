/** What a node does over plain HTTP: it takes posts to incoming webhooks, and makes others. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.http;
