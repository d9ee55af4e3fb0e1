@NullMarked
package io.redfire.bench.metrics;

import org.jspecify.annotations.NullMarked;
