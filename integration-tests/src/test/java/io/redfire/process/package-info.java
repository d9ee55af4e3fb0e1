/** Both programs as their users run them: real processes, real signals, real pipes. */
@org.jspecify.annotations.NullMarked
package io.redfire.process;
