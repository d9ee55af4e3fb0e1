/** What goes over the wire: checked requests, ready bytes, errors. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.wire;
