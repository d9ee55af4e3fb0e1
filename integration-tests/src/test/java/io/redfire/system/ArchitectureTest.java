package io.redfire.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(
    packages = "io.redfire",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJar.class})
class ArchitectureTest {
  /** In a whole build the test Redis comes in a jar, which is no folder of tests. */
  static final class NoTestJar implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/io/redfire/testing/");
    }
  }

  private static final String OURS = "io.redfire..";

  @ArchTest
  static final ArchRule theCoreKnowsNoGrpc =
      noClasses()
          .that()
          .resideInAPackage("io.redfire.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "com.google.protobuf..", "com.google.rpc..");

  @ArchTest
  static final ArchRule theCoreKnowsNothingElseOfOurs =
      noClasses()
          .that()
          .resideInAPackage("io.redfire.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.redfire.server..",
              "io.redfire.client..",
              "io.redfire.bench..",
              "io.redfire.cli..",
              "io.redfire.chat..");

  @ArchTest
  static final ArchRule theContractKnowsNothingElseOfOurs =
      classes()
          .that()
          .resideInAPackage("io.redfire.chat..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              "io.redfire.server..",
              "io.redfire.client..",
              "io.redfire.bench..",
              "io.redfire.cli..",
              "io.redfire.core..");

  @ArchTest
  static final ArchRule theClientKnowsTheContractOnly =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.redfire.client..", "io.redfire.bench..", "io.redfire.cli..", "io.redfire.tls..")
          .and()
          .resideOutsideOfPackage("io.redfire.bench.redis..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.redfire.core..", "io.redfire.server..", "redis.clients..");

  @ArchTest
  static final ArchRule theBenchOfRedisKnowsTheCoreAndNoServer =
      noClasses()
          .that()
          .resideInAPackage("io.redfire.bench.redis..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.redfire.server..",
              "io.redfire.chat..",
              "io.redfire.client..",
              "io.redfire.cli..");

  @ArchTest
  static final ArchRule theClientDoesNotKnowItsTerminal =
      noClasses()
          .that()
          .resideInAPackage("io.redfire.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.redfire.bench..", "io.redfire.cli..", "org.jline..", "picocli..");

  @ArchTest
  static final ArchRule howConnectionsAreSecuredKnowsNobodyWhoHasOne =
      noClasses()
          .that()
          .resideInAPackage("io.redfire.tls..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.redfire.client..", "io.redfire.bench..", "io.redfire.cli..");

  @ArchTest
  static final ArchRule theBenchKnowsNeitherTheTerminalNorTheHealingClient =
      noClasses()
          .that()
          .resideInAPackage("io.redfire.bench..")
          // What measures Redis itself has to know it.
          .and()
          .resideOutsideOfPackage("io.redfire.bench.redis..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.redfire.cli..",
              "io.redfire.client..",
              "io.redfire.core..",
              "io.redfire.server..",
              "org.jline..",
              "picocli..");

  @ArchTest
  static final ArchRule thePackagesOfTheBenchHaveNoCycle =
      slices().matching("io.redfire.bench.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theServerKnowsNoClient =
      noClasses()
          .that()
          .resideInAPackage("io.redfire.server..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.redfire.client..", "io.redfire.bench..", "io.redfire.cli..");

  @ArchTest
  static final ArchRule jedisStaysWhereRedisIs =
      noClasses()
          .that()
          .resideInAPackage(OURS)
          .and()
          .resideOutsideOfPackages(
              "io.redfire.core.redis..",
              "io.redfire.server.doctor..",
              "io.redfire.server.embedded..",
              "io.redfire.bench.redis..")
          // Looks whether Redis can be used before it starts.
          .and()
          .doNotHaveFullyQualifiedName("io.redfire.server.RedfireServer")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("redis.clients..");

  @ArchTest
  static final ArchRule prometheusStaysWhereTheMetricsAre =
      noClasses()
          .that()
          .resideInAPackage(OURS)
          .and()
          .resideOutsideOfPackage("io.redfire.server.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.prometheus..");

  @ArchTest
  static final ArchRule thePackagesOfTheServerHaveNoCycle =
      slices().matching("io.redfire.server.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule thePackagesOfTheCoreHaveNoCycle =
      slices().matching("io.redfire.core.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theWayToRedisKnowsNothingOfWhatGoesOverIt =
      noClasses()
          .that()
          .resideInAPackage("io.redfire.core.redis")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.redfire.core.redis.*..");

  @ArchTest
  static final ArchRule theLogInRedisKnowsNoBus =
      noClasses()
          .that()
          .resideInAPackage("io.redfire.core.redis.log..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.redfire.core.bus..", "io.redfire.core.redis.bus..");

  @ArchTest
  static final ArchRule theBusInRedisKnowsNothingOfTheLogInRedis =
      noClasses()
          .that()
          .resideInAPackage("io.redfire.core.redis.bus..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.redfire.core.redis.log..");

  @ArchTest
  static final ArchRule nothingCallsBackUpTheRing =
      noClasses()
          .that()
          .resideInAnyPackage("io.redfire.server.room..", "io.redfire.server.wire..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.redfire.server.session..", "io.redfire.server.api..");

  @ArchTest
  static final ArchRule packagesAreNamedByWhatTheyAreAbout =
      noClasses()
          .that()
          .resideInAPackage(OURS)
          .should()
          .resideInAnyPackage("..util..", "..utils..", "..helper..", "..common..", "..impl..");

  @ArchTest
  static final ArchRule classesAreNamedByWhatTheyAre =
      noClasses()
          .that()
          .resideInAPackage(OURS)
          .and()
          .resideOutsideOfPackage("io.redfire.chat..")
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper");
}
