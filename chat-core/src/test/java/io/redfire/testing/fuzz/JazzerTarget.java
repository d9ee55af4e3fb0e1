package io.redfire.testing.fuzz;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * What Jazzer calls, on one thread: hands each of its inputs to the method with {@link FuzzTarget}
 * that it was started for. The names and the state are as Jazzer wants them.
 */
public final class JazzerTarget {
  private static @Nullable Constructor<?> constructor;
  private static @Nullable Method method;

  private JazzerTarget() {}

  /** Called once, with the names of the class and the method. */
  public static void fuzzerInitialize(String[] target) throws ReflectiveOperationException {
    Class<?> type = Class.forName(target[0]);
    Constructor<?> maker = type.getDeclaredConstructor();
    maker.setAccessible(true);
    Method found = type.getDeclaredMethod(target[1], byte[].class);
    found.setAccessible(true);
    constructor = maker;
    method = found;
  }

  /** Called for each input; what it throws is a finding. */
  public static void fuzzerTestOneInput(byte[] input) throws Throwable {
    Constructor<?> maker = constructor;
    Method target = method;
    if (maker == null || target == null) {
      throw new IllegalStateException("not initialised");
    }
    try {
      target.invoke(maker.newInstance(), (Object) input);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
