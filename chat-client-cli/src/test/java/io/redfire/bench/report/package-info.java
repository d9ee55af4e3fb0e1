@NullMarked
package io.redfire.bench.report;

import org.jspecify.annotations.NullMarked;
