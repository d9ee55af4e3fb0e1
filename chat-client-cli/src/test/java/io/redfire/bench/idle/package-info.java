@NullMarked
package io.redfire.bench.idle;

import org.jspecify.annotations.NullMarked;
