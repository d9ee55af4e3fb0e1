package io.redfire.faults.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The rooms of a run, the first ones much busier than the last (Zipf). Immutable.
 *
 * @param names busiest first
 */
public record Rooms(List<String> names) {
  /** Makes so many rooms whose names begin so. */
  public static Rooms named(String begin, int count) {
    return new Rooms(IntStream.rangeClosed(1, count).mapToObj(i -> begin + i).toList());
  }

  /** One of them by its share: the n-th comes 1/n times as often as the first. */
  public String pick(RandomGenerator random) {
    double all = 0;
    for (int i = 1; i <= names.size(); i++) {
      all += 1.0 / i;
    }
    double left = random.nextDouble() * all;
    for (int i = 1; i < names.size(); i++) {
      left -= 1.0 / i;
      if (left < 0) {
        return names.get(i - 1);
      }
    }
    return names.get(names.size() - 1);
  }

  /** So many different ones, the busiest of them most likely. */
  List<String> pick(RandomGenerator random, int count) {
    List<String> picked = new ArrayList<>();
    while (picked.size() < Math.min(count, names.size())) {
      String one = pick(random);
      if (!picked.contains(one)) {
        picked.add(one);
      }
    }
    return picked;
  }
}
