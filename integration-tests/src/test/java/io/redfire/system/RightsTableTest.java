package io.redfire.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.AttachmentServiceGrpc;
import io.redfire.chat.v1.BotServiceGrpc;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.PresenceServiceGrpc;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.chat.v1.SearchServiceGrpc;
import io.redfire.chat.v1.WebhookServiceGrpc;
import io.redfire.core.account.Scope;
import io.redfire.system.RightsTable.Row;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every call of the contract, by everybody, in every kind of room, answers as {@code rights.txt}
 * says; and what is refused leaves nothing in the room's log. The calls are those of the contract's
 * descriptors: one that the table does not know is a failure.
 */
class RightsTableTest {
  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          ChatServiceGrpc.getServiceDescriptor(),
          RoomServiceGrpc.getServiceDescriptor(),
          PresenceServiceGrpc.getServiceDescriptor(),
          SearchServiceGrpc.getServiceDescriptor(),
          AccountServiceGrpc.getServiceDescriptor(),
          BotServiceGrpc.getServiceDescriptor(),
          WebhookServiceGrpc.getServiceDescriptor(),
          AdminServiceGrpc.getServiceDescriptor(),
          AttachmentServiceGrpc.getServiceDescriptor());

  private static final Set<String> KINDS =
      Set.of("open", "public", "announcement", "archived", "private", "direct", "unopened", "own");

  /**
   * What tells what stands in a room, beside what the table's scope is for: it takes that of
   * reading too.
   */
  private static final Set<String> READ_TOO =
      Set.of("SendMessage (a forward)", "CreateOutgoingWebhook");

  private static final RightsTable TABLE = RightsTable.read();
  private static final Map<String, Attempt> ATTEMPTS = attempts();
  private static Stage stage;

  @BeforeAll
  static void setUp() {
    stage = new Stage();
  }

  @AfterAll
  static void strike() {
    stage.close();
  }

  private static Map<String, Attempt> attempts() {
    Map<String, Attempt> all = new HashMap<>();
    all.putAll(ChatAttempts.ALL);
    all.putAll(FrameAttempts.ALL);
    all.putAll(RoomAttempts.ALL);
    all.putAll(PresenceAttempts.ALL);
    all.putAll(SearchAttempts.ALL);
    all.putAll(PeopleAttempts.ALL);
    all.putAll(AttachmentAttempts.ALL);
    all.putAll(BotAttempts.ALL);
    return all;
  }

  /** All that a client can ask for; of the stream, its frames. */
  private static List<String> calls() {
    Stream<String> methods =
        SERVICES.stream()
            .flatMap(service -> service.getMethods().stream())
            .map(RightsTableTest::bareName)
            .filter(name -> !name.equals("Connect"));
    Stream<String> frames =
        ConnectRequest.getDescriptor().getOneofs().stream()
            .flatMap(oneof -> oneof.getFields().stream())
            .map(field -> "Connect." + field.getName());
    return Stream.concat(methods, frames).toList();
  }

  private static String bareName(MethodDescriptor<?, ?> method) {
    return String.valueOf(method.getBareMethodName());
  }

  @Test
  void theServerHasNoServiceOfOursThatIsNotWalked() {
    CompletableFuture<List<ServiceResponse>> told = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(stage.node().channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    told.complete(response.getListServicesResponse().getServiceList());
                  }

                  @Override
                  public void onError(Throwable thrown) {
                    told.completeExceptionally(thrown);
                  }

                  @Override
                  public void onCompleted() {}
                });
    questions.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    questions.onCompleted();

    assertThat(told.join())
        .extracting(ServiceResponse::getName)
        .filteredOn(name -> name.startsWith("redfire."))
        .containsExactlyInAnyOrderElementsOf(
            SERVICES.stream().map(ServiceDescriptor::getName).toList());
  }

  @Test
  void theTableIsAboutCallsThatThereAre() {
    assertThat(calls()).doesNotHaveDuplicates();
    assertThat(TABLE.rows())
        .allSatisfy(
            row -> {
              assertThat(calls()).contains(row.call());
              assertThat(ATTEMPTS).containsKey(row.attempt());
            });
    assertThat(calls()).containsAll(TABLE.scopes().keySet());
    assertThat(TABLE.rows()).extracting(Row::attempt).containsAll(ATTEMPTS.keySet());
  }

  @TestFactory
  Stream<DynamicTest> everyCallAnswersAsTheTableSays() {
    return calls().stream()
        .flatMap(
            call ->
                TABLE.of(call).isEmpty()
                    ? Stream.of(
                        dynamicTest(
                            call,
                            () -> {
                              throw new AssertionError("rights.txt does not know " + call);
                            }))
                    : TABLE.of(call).stream()
                        .map(
                            row ->
                                dynamicTest(
                                    row.attempt() + ": " + row.kind(), () -> checkRow(row))));
  }

  private static void checkRow(Row row) {
    if (row.isAboutStanding()) {
      assertThat(TABLE.kinds(row.attempt())).as("kinds of rooms").containsAll(KINDS);
    }
    List<String> wrong = new ArrayList<>();
    row.words()
        .forEach(
            (caller, expected) -> {
              boolean isThere = !row.isAboutStanding() || isThere(row.kind(), caller);
              String answer =
                  isThere
                      ? answer(row.attempt(), stage.scene(row.kind(), caller, stage.who(caller)))
                      : "-";
              if (!answer.equals(expected)) {
                wrong.add(caller + " hears '" + answer + "' (expected: " + expected + ")");
              }
            });
    assertThat(wrong).isEmpty();
  }

  /** Whether a kind of room knows somebody who is that in it. */
  private static boolean isThere(String kind, String caller) {
    return switch (kind) {
      case "open", "new" -> Set.of("nameless", "guest", "outsider").contains(caller);
      case "direct", "unopened", "own" ->
          Set.of("nameless", "guest", "outsider", "member").contains(caller);
      default -> true;
    };
  }

  @TestFactory
  Stream<DynamicTest> aTokenIsGoodForItsScopesOnly() {
    return TABLE.rows().stream()
        .filter(row -> row.kind().equals(ordinaryKind(row.attempt())))
        .map(
            row ->
                dynamicTest(
                    row.attempt(),
                    () -> {
                      assertThat(TABLE.scopes()).as("scopes").containsKey(row.call());
                      Optional<Scope> scope = requireNonNull(TABLE.scopes().get(row.call()));
                      if (scope.isPresent()) {
                        EnumSet<Scope> others = EnumSet.complementOf(EnumSet.of(scope.get()));
                        assertThat(answer(row.attempt(), scoped(row, others)))
                            .contains("PERMISSION_DENIED", "SCOPE_MISSING", "SCOPE_" + scope.get());
                      }
                      Set<Scope> alone = EnumSet.of(scope.orElse(Scope.READ));
                      if (READ_TOO.contains(row.attempt())) {
                        assertThat(answer(row.attempt(), scoped(row, alone)))
                            .contains("SCOPE_MISSING", "SCOPE_READ");
                        alone = EnumSet.of(scope.orElseThrow(), Scope.READ);
                      }
                      assertThat(answer(row.attempt(), scoped(row, alone)))
                          .isEqualTo(
                              row.words().get(row.isAboutStanding() ? standing(row) : "admin"));
                    }));
  }

  /** The kind of room in which nothing but the caller could keep it from being done. */
  private static String ordinaryKind(String attempt) {
    Set<String> kinds = TABLE.kinds(attempt);
    return Stream.of("new", "any", "public").filter(kinds::contains).findFirst().orElse("private");
  }

  private static String standing(Row row) {
    return row.kind().equals("new") ? "outsider" : "owner";
  }

  private static Scene scoped(Row row, Set<Scope> scopes) {
    String user = hasCall(AdminServiceGrpc.getServiceDescriptor(), row) ? "admin" : "scoped";
    if (hasCall(AccountServiceGrpc.getServiceDescriptor(), row)) {
      // Has a password.
      user = "user";
    }
    return stage.scene(row.kind(), standing(row), stage.session(user, scopes));
  }

  private static boolean hasCall(ServiceDescriptor service, Row row) {
    return service.getMethods().stream().anyMatch(method -> bareName(method).equals(row.call()));
  }

  @TestFactory
  Stream<DynamicTest> aTokenThatIsOverLetsNobodyIn() {
    return TABLE.rows().stream()
        .filter(Row::isAboutStanding)
        .filter(row -> row.kind().equals(ordinaryKind(row.attempt())))
        .map(
            row ->
                dynamicTest(
                    row.attempt(),
                    () -> {
                      for (String caller : List.of("unknown", "expired", "disabled")) {
                        assertThat(
                                answer(
                                    row.attempt(),
                                    stage.scene(row.kind(), caller, stage.who(caller))))
                            .as(caller)
                            .isEqualTo(caller.equals("disabled") ? "disabled" : "token");
                      }
                    }));
  }

  /** What somebody hears who tries that; a word of the table, where one says it. */
  private static String answer(String attempt, Scene scene) {
    try {
      return requireNonNull(ATTEMPTS.get(attempt)).make(scene);
    } catch (Attempt.Refused refused) {
      return refusal(refused.refusal(), scene);
    } catch (StatusRuntimeException refused) {
      return refusal(Refusal.of(refused), scene);
    }
  }

  private static String refusal(Refusal refusal, Scene scene) {
    String word = Answer.to(refusal, scene.room());
    return scene.isUntouched() ? word : word + ", and yet something was written";
  }
}
