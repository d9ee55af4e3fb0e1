package io.redfire.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameSkeletonTest {
  @ParameterizedTest
  @CsvSource({
    // Another case.
    "alice,Alice",
    "alice,ALICE",
    "straße,STRASSE",
    "алиса,АЛИСА",
    // 1, l, I, i and what looks like them.
    "alice,aIice",
    "alice,a1ice",
    "alice,aІісе",
    "alice,aǀice",
    "alice,alıce",
    "paul,pauI",
    "paul,PAU1",
    "Ian,lan",
    "Ian,ian",
    // Letters of other scripts.
    "alice,аlice",
    "alice,аӏісе",
    "scope,ѕсоре",
    "omega,οmega",
    "ABEKM,АВЕКМ",
    "анна,АННА",
    "AHHA,АННА",
    // Digits, and letters that flow together.
    "bob,b0b",
    "BOB,B0B",
    "mike,rnike",
    // Other widths and faces.
    "alice,ａｌｉｃｅ",
    "alice,𝐚𝐥𝐢𝐜𝐞",
    "カタカナ,ｶﾀｶﾅ",
    // Nothing at all between the letters.
    "alice,al\u200dice",
    "alice,al\u200bice",
    "alice,al\ufe0fice",
    "alice,al\u3164ice",
    // Chinese and Japanese.
    "日,曰",
    "口,ロ",
    "二,ニ",
    "力,カ",
    "一郎,ー郎",
  })
  void lookAlikesHaveTheSameSkeleton(String one, String other) {
    assertThat(NameSkeleton.allOf(one)).containsAnyElementsOf(NameSkeleton.allOf(other));
  }

  @ParameterizedTest
  @CsvSource({
    "alice,alicia",
    "alice,alise",
    "alice,alicé",
    "alice,alice2",
    "alice,a.lice",
    "ana,anna",
    "hai,hal",
    "lili,liii",
    "bob,rob",
    "张伟,張偉",
    "张伟,张玮",
    "田中,由中",
    "محمد,محمود",
    "דוד,דויד",
    "user2,user3",
    "a.b,a-b",
    "a-b,a_b",
  })
  void differentNamesHaveDifferentSkeletons(String one, String other) {
    assertThat(NameSkeleton.allOf(one)).doesNotContainAnyElementsOf(NameSkeleton.allOf(other));
  }

  @Test
  void nameWithoutCapitalsHasOneSkeleton() {
    assertThat(NameSkeleton.allOf("alice")).containsExactly(new NameSkeleton("alice"));
    assertThat(NameSkeleton.allOf("张伟")).hasSize(1);
    assertThat(NameSkeleton.allOf("Ian"))
        .containsExactlyInAnyOrder(new NameSkeleton("ian"), new NameSkeleton("lan"));
  }

  @Test
  void digestCanStandInAKeyWhateverTheSkeletonHolds() {
    NameSkeleton skeleton = NameSkeleton.allOf("aːǃ").iterator().next();
    assertThat(skeleton.value()).contains(":");
    assertThat(skeleton.digest()).matches("[0-9a-f]{64}");
  }
}
