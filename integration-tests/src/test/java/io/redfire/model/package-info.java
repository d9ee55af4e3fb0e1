/**
 * An exhaustive model of cursors and failover: small enough that every interleaving is tried,
 * honest enough that a wrong cursor is caught. Read {@link io.redfire.model.State} (what there is),
 * then {@link io.redfire.model.Action} (what can happen), then {@link io.redfire.model.Property}
 * (what must always hold), then the traces in {@code CursorModelTest}.
 */
@NullMarked
package io.redfire.model;

import org.jspecify.annotations.NullMarked;
