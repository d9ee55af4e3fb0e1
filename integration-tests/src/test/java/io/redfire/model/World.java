package io.redfire.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is on trial and within which bounds: the kind of cursor, the planted flaw, and how many of
 * everything there are.
 *
 * @param authors each author's messages in order, one letter a message: "ab" sends a, then b
 * @param failovers lossy failovers, at most
 * @param trail marks that a reader keeps
 * @param window entries that a tail keeps
 * @param rings rings that a connection holds on their way to a node
 */
record World(
    Cursors cursors,
    Flaw flaw,
    List<String> authors,
    int failovers,
    int nodes,
    int readers,
    int trail,
    int window,
    int rings) {

  World with(Cursors other) {
    return new World(other, flaw, authors, failovers, nodes, readers, trail, window, rings);
  }

  World with(Flaw other) {
    return new World(cursors, other, authors, failovers, nodes, readers, trail, window, rings);
  }

  State initial() {
    return new State(
        new Redis(""),
        0,
        List.of(),
        Collections.nCopies(nodes, Node.FRESH),
        Collections.nCopies(readers, Reader.NEW));
  }

  /** Everything that can ever happen, in a fixed order, so that every search takes the same way. */
  List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    int messages = 0;
    for (String author : authors) {
      for (int i = 0; i < author.length(); i++) {
        actions.add(new Action.Send(author, i));
        messages++;
      }
    }
    for (int reader = 0; reader < readers; reader++) {
      actions.add(new Action.Follow(reader));
      actions.add(new Action.Page(reader));
      actions.add(new Action.Rewind(reader));
      for (int node = 0; node < nodes; node++) {
        actions.add(new Action.Connect(reader, node));
      }
    }
    for (int node = 0; node < nodes; node++) {
      actions.add(new Action.Subscribe(node));
      actions.add(new Action.Read(node));
      actions.add(new Action.Fill(node));
      actions.add(new Action.Hear(node));
      actions.add(new Action.Lose(node));
      actions.add(new Action.Crash(node));
    }
    for (int kept = 0; kept <= messages + failovers; kept++) {
      actions.add(new Action.Failover(kept));
    }
    return List.copyOf(actions);
  }
}
