package io.redfire.model;

/** The kinds of cursor under trial: how a mark is made. Everything else is the same for all. */
enum Cursors {
  /** The position alone. */
  SEQ_ONLY {
    @Override
    Mark start(Redis redis) {
      return new Mark(0, "");
    }

    @Override
    Mark next(Mark before, char id) {
      return new Mark(before.seq() + 1, "");
    }
  },

  /**
   * The position and a count of promotions that Redis itself keeps. The model is kind to it: the
   * count goes up in the very instant of the promotion, and no one forgets to.
   */
  SEQ_AND_EPOCH {
    @Override
    Mark start(Redis redis) {
      return new Mark(0, "epoch " + redis.epoch());
    }

    @Override
    Mark next(Mark before, char id) {
      return new Mark(before.seq() + 1, before.witness());
    }

    @Override
    Redis promoted(Redis replica) {
      return replica.countPromotion();
    }
  },

  /**
   * The position and the tag chain, {@code tag(n) = hash(tag(n-1), body(n))}. The hash is ideal: it
   * loses nothing, so a tag is the history itself.
   */
  SEQ_AND_TAG {
    @Override
    Mark start(Redis redis) {
      return new Mark(0, "");
    }

    @Override
    Mark next(Mark before, char id) {
      return new Mark(before.seq() + 1, before.witness() + id);
    }
  };

  /** The mark below the first entry. */
  abstract Mark start(Redis redis);

  /** The mark of the entry {@code id} that stands right above {@code before}. */
  abstract Mark next(Mark before, char id);

  /** The data of a replica that has just become the primary. */
  Redis promoted(Redis replica) {
    return replica;
  }

  Mark at(Redis redis, int seq) {
    Mark mark = start(redis);
    for (int i = 0; i < seq; i++) {
      mark = next(mark, redis.log().charAt(i));
    }
    return mark;
  }

  Mark head(Redis redis) {
    return at(redis, redis.length());
  }

  Entry entry(Redis redis, int seq) {
    return new Entry(redis.log().charAt(seq - 1), at(redis, seq));
  }

  /** Whether {@code mark} stands in this log, as far as this kind of cursor can tell. */
  boolean finds(Redis redis, Mark mark) {
    return mark.seq() <= redis.length() && at(redis, mark.seq()).equals(mark);
  }
}
