/** What a node tells whoever runs it, in numbers, and the endpoint that tells it. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.metrics;
