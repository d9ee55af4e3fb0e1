package io.redfire.faults.link;

import io.redfire.faults.disturb.Fault;
import java.util.List;

/** Some links are in bad weather for a while. */
public record BadWeather(List<Link> links, Weather weather) implements Fault {
  @Override
  public void begin() {
    links.forEach(link -> link.set(weather));
  }

  @Override
  public void end() {
    links.forEach(link -> link.set(Weather.FAIR));
  }
}
