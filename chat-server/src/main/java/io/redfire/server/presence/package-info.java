/** Who is there: what the devices on this node show, and whom their users want to see. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.presence;
