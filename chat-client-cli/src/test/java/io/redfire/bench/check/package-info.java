@NullMarked
package io.redfire.bench.check;

import org.jspecify.annotations.NullMarked;
