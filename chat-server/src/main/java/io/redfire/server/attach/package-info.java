/** Attachments: how they come to rooms, go out of them, and are forgotten. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.attach;
