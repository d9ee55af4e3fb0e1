@NullMarked
package io.redfire.bench.stream;

import org.jspecify.annotations.NullMarked;
