package io.redfire.system;

import static io.redfire.system.Attempt.ok;
import static java.util.Map.entry;

import io.redfire.chat.v1.CommandRun;
import io.redfire.chat.v1.CreateIncomingWebhookRequest;
import io.redfire.chat.v1.CreateOutgoingWebhookRequest;
import io.redfire.chat.v1.DeleteWebhookRequest;
import io.redfire.chat.v1.ListCommandsRequest;
import io.redfire.chat.v1.ListWebhooksRequest;
import io.redfire.chat.v1.RegisterCommandRequest;
import io.redfire.chat.v1.RunCommandRequest;
import io.redfire.chat.v1.UnregisterCommandRequest;
import java.util.Map;

/** The calls about slash commands, the bots that answer them, and webhooks. */
final class BotAttempts {
  private static final String ROLL = "roll";

  static final Map<String, Attempt> ALL =
      Map.ofEntries(
          entry(
              "RegisterCommand",
              scene ->
                  ok(
                      scene
                          .bots()
                          .registerCommand(
                              RegisterCommandRequest.newBuilder()
                                  .setRoom(scene.room())
                                  .setName("flip")
                                  .build()))),
          entry("UnregisterCommand (one's own)", scene -> unregister(scene, scene.who().user())),
          entry("UnregisterCommand (another's)", scene -> unregister(scene, Stage.ROOT)),
          entry(
              "ListCommands",
              scene ->
                  ok(
                      scene
                          .bots()
                          .listCommands(
                              ListCommandsRequest.newBuilder().setRoom(scene.room()).build()))),
          entry(
              "CreateIncomingWebhook",
              scene ->
                  ok(
                      scene
                          .webhooks()
                          .createIncomingWebhook(
                              CreateIncomingWebhookRequest.newBuilder()
                                  .setRoom(scene.room())
                                  .setName("hook")
                                  .build()))),
          entry(
              "CreateOutgoingWebhook",
              scene ->
                  ok(
                      scene
                          .webhooks()
                          .createOutgoingWebhook(
                              CreateOutgoingWebhookRequest.newBuilder()
                                  .setRoom(scene.room())
                                  .setUrl("https://hooks.example/in")
                                  .build()))),
          entry(
              "ListWebhooks",
              scene ->
                  ok(
                      scene
                          .webhooks()
                          .listWebhooks(
                              ListWebhooksRequest.newBuilder().setRoom(scene.room()).build()))),
          entry(
              "DeleteWebhook",
              scene ->
                  ok(
                      scene
                          .webhooks()
                          .deleteWebhook(
                              DeleteWebhookRequest.newBuilder()
                                  .setRoom(scene.room())
                                  .setWebhook(scene.stage().webhook(scene.room()))
                                  .build()))),
          entry(
              "RunCommand",
              scene ->
                  ok(
                      scene
                          .bots()
                          .runCommand(
                              RunCommandRequest.newBuilder()
                                  .setUser(scene.who().told())
                                  .setRun(run(scene))
                                  .build()))));

  private BotAttempts() {}

  /** One that an owner of the room answers, if it has any. */
  static CommandRun run(Scene scene) {
    scene.stage().register(scene.room(), Stage.ROOT);
    return CommandRun.newBuilder().setRoom(scene.room()).setName(ROLL).setText("2d6").build();
  }

  private static String unregister(Scene scene, String bot) {
    scene.stage().register(scene.room(), bot.isEmpty() ? Stage.ROOT : bot);
    return ok(
        scene
            .bots()
            .unregisterCommand(
                UnregisterCommandRequest.newBuilder().setRoom(scene.room()).setName(ROLL).build()));
  }
}
