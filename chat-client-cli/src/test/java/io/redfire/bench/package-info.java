@NullMarked
package io.redfire.bench;

import org.jspecify.annotations.NullMarked;
