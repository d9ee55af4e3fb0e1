package io.redfire.bench.search;

import java.util.Random;

/**
 * The messages that a room is filled with: the same for the same number, with words as unevenly
 * frequent as in a language, in Latin letters and in Chinese. Any thread may use it.
 */
final class Talk {
  /** How many users talk. */
  static final int USERS = 16;

  /** One message of so many has a word that no other has. */
  static final int RARE_EVERY = 1000;

  private static final int WORDS = 20_000;
  private static final String CHINESE =
      "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感消防火";

  private Talk() {}

  /** The user who sends that message. */
  static String user(long number) {
    return "talker" + number % USERS;
  }

  /** A word; those with low numbers are frequent. */
  static String word(int number) {
    StringBuilder word = new StringBuilder();
    for (int rest = number + 1; rest > 0; rest /= 20) {
      word.append("bcdfghjklmnpqrstvwxz".charAt(rest % 20)).append("aeiou".charAt(rest % 5));
    }
    return word.toString();
  }

  /** Two Chinese characters that often stand together. */
  static String chinese(int number) {
    int at = Math.floorMod(number, CHINESE.length() - 1);
    return CHINESE.substring(at, at + 2);
  }

  /** The word that only this message has. */
  static String rare(long number) {
    return "rare" + number / RARE_EVERY;
  }

  static String message(long number) {
    Random random = new Random(number * 0x9E3779B97F4A7C15L);
    StringBuilder text = new StringBuilder();
    int words = 4 + random.nextInt(16);
    for (int i = 0; i < words; i++) {
      text.append(word(zipf(random))).append(' ');
    }
    if (random.nextInt(4) == 0) {
      for (int i = 0; i < 6; i++) {
        text.append(chinese(random.nextInt(CHINESE.length())));
      }
    }
    if (number % RARE_EVERY == 0) {
      text.append(' ').append(rare(number));
    }
    return text.toString();
  }

  /** About as likely as its number is small. */
  private static int zipf(Random random) {
    return (int) Math.min(WORDS - 1, Math.pow(WORDS, random.nextDouble()) - 1);
  }
}
