package io.redfire.model;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A breadth-first walk through every state that a world can reach. Breadth first, so that the first
 * violation found is one with the fewest steps.
 */
final class Search {
  /**
   * What a walk found.
   *
   * @param states different states that were reached and checked
   * @param happened the kinds of action that changed something at least once
   * @param violation empty where the walk went through everything and found nothing
   */
  record Result(int states, Set<Class<?>> happened, Optional<Violation> violation) {}

  /** A broken property and the steps that lead to it from the initial state. */
  record Violation(Property property, String what, List<Action> steps) {
    @Override
    public String toString() {
      return String.join("\n", steps.stream().map(Action::toString).toList()) + "\n=> " + what;
    }
  }

  /** A state to go on from, and the last step to it. */
  private record Visit(State state, @Nullable Step last) {}

  /** One step of a way. It does not keep the state, so that states behind the walk can be freed. */
  private record Step(@Nullable Step before, Action action) {}

  private Search() {}

  static Result walk(World world, Collection<Property> properties) {
    List<Action> actions = world.actions();
    Set<Class<?>> happened = new HashSet<>();
    Seen seen = new Seen();
    Queue<Visit> ahead = new ArrayDeque<>();
    State initial = world.initial();
    seen.add(initial);
    ahead.add(new Visit(initial, null));
    for (Visit visit = ahead.poll(); visit != null; visit = ahead.poll()) {
      for (Property property : properties) {
        String broken = property.broken(visit.state, world);
        if (broken != null) {
          Violation violation = new Violation(property, broken, way(visit));
          return new Result(seen.size(), happened, Optional.of(violation));
        }
      }
      for (Action action : actions) {
        State next = action.on(visit.state, world);
        if (!next.equals(visit.state)) {
          happened.add(action.getClass());
          if (seen.add(next)) {
            ahead.add(new Visit(next, new Step(visit.last, action)));
          }
        }
      }
    }
    return new Result(seen.size(), happened, Optional.empty());
  }

  private static List<Action> way(Visit end) {
    ArrayDeque<Action> actions = new ArrayDeque<>();
    for (Step step = end.last; step != null; step = step.before) {
      actions.addFirst(step.action);
    }
    return List.copyOf(actions);
  }
}
