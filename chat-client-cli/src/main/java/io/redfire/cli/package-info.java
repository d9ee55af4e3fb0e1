/**
 * The terminal program over {@link io.redfire.client}: talks, sends, follows and pages.
 *
 * <p>Data goes to standard output, notes and errors to standard error. {@link
 * io.redfire.cli.RedfireCli} is the table of contents.
 */
@NullMarked
package io.redfire.cli;

import org.jspecify.annotations.NullMarked;
