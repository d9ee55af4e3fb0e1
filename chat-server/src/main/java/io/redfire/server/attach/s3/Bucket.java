package io.redfire.server.attach.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a bucket is, and what of it is ours. Immutable; holds no credentials.
 *
 * @param name of the bucket
 * @param prefix what all our keys begin with: empty, or ends with a slash
 * @param endpoint the server that has it; empty for AWS
 * @param region where it is; empty for what AWS's own settings say
 */
public record Bucket(String name, String prefix, Optional<URI> endpoint, Optional<String> region) {
  /** How it is written. */
  public static final String FORM = "s3://BUCKET/PREFIX?endpoint=URL&region=NAME";

  private static final String SCHEME = "s3://";
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i:s3)://(?<name>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"
              + "(?:/(?<prefix>[A-Za-z0-9._/-]*))?"
              + "(?:\\?(?<settings>[^?#]*))?");

  /** Whether the text is meant to be one. */
  public static boolean isMeant(String text) {
    return text.regionMatches(true, 0, SCHEME, 0, "s3:".length());
  }

  /**
   * Reads {@code s3://BUCKET/PREFIX?endpoint=URL&region=NAME}, of which all but the bucket may be
   * left out.
   *
   * @throws IllegalArgumentException where it is none; its message shows nothing of the text, since
   *     who writes a password there should not find it in a log
   */
  public static Bucket parse(String text) {
    if (text.contains("@")) {
      throw new IllegalArgumentException(
          "holds '@', as if before it stood who may use it (expected: no credentials; they are"
              + " taken from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS's own files)");
    }
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches()) {
      throw new IllegalArgumentException("is no bucket (expected: " + FORM + ")");
    }
    Map<String, String> settings = settings(address.group("settings"));
    return new Bucket(
        address.group("name"),
        prefix(address.group("prefix")),
        Optional.ofNullable(settings.get("endpoint")).map(Bucket::endpoint),
        Optional.ofNullable(settings.get("region")).map(Bucket::region));
  }

  private static String prefix(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    String prefix = text.endsWith("/") ? text : text + "/";
    for (String part : prefix.substring(0, prefix.length() - 1).split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException(
            "has a prefix with an empty part or dots alone (expected: one like 'redfire/blobs')");
      }
    }
    return prefix;
  }

  private static Map<String, String> settings(@Nullable String text) {
    Map<String, String> settings = new HashMap<>();
    if (text == null || text.isEmpty()) {
      return settings;
    }
    for (String each : text.split("&", -1)) {
      int equals = each.indexOf('=');
      String key = equals < 0 ? "" : each.substring(0, equals);
      if (!(key.equals("endpoint") || key.equals("region")) || settings.containsKey(key)) {
        throw new IllegalArgumentException(
            "says something other than an endpoint and a region, once each (expected: "
                + FORM
                + ", and credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)");
      }
      settings.put(key, decoded(each.substring(equals + 1)));
    }
    return settings;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException shownInFull) {
      throw new IllegalArgumentException(
          "has a '%' that stands for nothing (expected: " + FORM + ")");
    }
  }

  private static URI endpoint(String text) {
    try {
      URI url = new URI(text);
      boolean isBare =
          url.getRawUserInfo() == null
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && (url.getRawPath() == null || url.getRawPath().matches("/?"));
      boolean isWeb = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      if (isWeb && url.getHost() != null && isBare) {
        return url;
      }
    } catch (URISyntaxException | NumberFormatException e) {
      throw noEndpoint();
    }
    throw noEndpoint();
  }

  private static IllegalArgumentException noEndpoint() {
    return new IllegalArgumentException(
        "has an endpoint that is none (expected: https://HOST:PORT, or http://HOST:PORT)");
  }

  private static String region(String text) {
    if (!text.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("has a region that is none (expected: eu-central-1)");
    }
    return text;
  }

  @Override
  public String toString() {
    return SCHEME + name + "/" + prefix + endpoint.map(url -> " at " + url).orElse("");
  }
}
