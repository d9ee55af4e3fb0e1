/**
 * A look at a Redis before Redfire is trusted to it: what is set so that messages could be lost or
 * strangers could come in, and what to change.
 *
 * <p>{@link io.redfire.server.doctor.Doctor} is the way in, {@link io.redfire.server.doctor.Report}
 * the way out. A {@link io.redfire.server.doctor.Check} looks at one thing on one connection.
 */
@NullMarked
package io.redfire.server.doctor;

import org.jspecify.annotations.NullMarked;
