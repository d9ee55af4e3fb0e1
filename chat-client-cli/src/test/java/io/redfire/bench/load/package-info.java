@NullMarked
package io.redfire.bench.load;

import org.jspecify.annotations.NullMarked;
