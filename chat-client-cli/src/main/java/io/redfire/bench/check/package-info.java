/** What a delivery says about itself, and whether it came once and in order. */
@NullMarked
package io.redfire.bench.check;

import org.jspecify.annotations.NullMarked;
