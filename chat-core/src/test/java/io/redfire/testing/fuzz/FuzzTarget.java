package io.redfire.testing.fuzz;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A method that is given bytes from outside and fails where a promise about them is broken.
 *
 * <p>In every build it is a plain test over the inputs that are kept beside it ({@link Seeds}).
 * With {@code mvn -Pfuzz} Jazzer looks for further inputs ({@link FuzzRun}). It stands in a class
 * whose name ends in {@code FuzzTest}, takes one {@code byte[]}, and is given a new instance each
 * time.
 *
 * <p>Not Jazzer's own annotation: that one puts an agent into the machine of all tests of a module,
 * and needs native code to be there for the platform, when it only reads what is kept.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(Seeds.class)
public @interface FuzzTarget {
  /** The longest input worth trying. */
  int maxBytes() default 4096;
}
