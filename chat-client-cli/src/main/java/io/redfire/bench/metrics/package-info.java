/** What servers tell of themselves in the Prometheus text format. */
@NullMarked
package io.redfire.bench.metrics;

import org.jspecify.annotations.NullMarked;
