@NullMarked
package io.redfire.cli;

import org.jspecify.annotations.NullMarked;
