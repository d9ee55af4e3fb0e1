package io.redfire.system;

import static io.redfire.system.Attempt.ok;
import static java.util.Map.entry;

import io.redfire.chat.v1.DownloadRequest;
import io.redfire.chat.v1.GetUploadRequest;
import io.redfire.chat.v1.StartUploadRequest;
import java.util.Map;

/** The calls about attachments. */
final class AttachmentAttempts {
  private static final byte[] BYTES = {1, 2, 3};

  static final Map<String, Attempt> ALL =
      Map.ofEntries(
          entry(
              "StartUpload",
              scene ->
                  ok(
                      uploading(scene)
                          .calls()
                          .startUpload(
                              StartUploadRequest.newBuilder()
                                  .setUser(scene.who().told())
                                  .setRoom(scene.room())
                                  .setSize(3)
                                  .build()))),
          entry(
              "Upload", scene -> ok(uploading(scene).send(upload(scene), 0, BYTES, BYTES.length))),
          entry(
              "GetUpload",
              scene ->
                  ok(
                      uploading(scene)
                          .calls()
                          .getUpload(
                              GetUploadRequest.newBuilder()
                                  .setUser(scene.who().told())
                                  .setUpload(upload(scene))
                                  .build()))),
          entry("Download", AttachmentAttempts::download));

  private AttachmentAttempts() {}

  private static Uploading uploading(Scene scene) {
    return new Uploading(scene.channel(), scene.who().told());
  }

  /** One of the caller's own, as if it had begun when the caller could still write there. */
  private static String upload(Scene scene) {
    return scene.stage().upload(scene.room(), scene.who().user(), BYTES.length);
  }

  private static String download(Scene scene) {
    String hash = scene.stage().attach(scene.room(), BYTES);
    uploading(scene)
        .calls()
        .download(DownloadRequest.newBuilder().setRoom(scene.room()).setSha256(hash).build())
        .forEachRemaining(piece -> {});
    return ok(hash);
  }
}
