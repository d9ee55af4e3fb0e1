/** How measurements are shown: tables for people, JSON for programs, plots for both. */
@NullMarked
package io.redfire.bench.report;

import org.jspecify.annotations.NullMarked;
