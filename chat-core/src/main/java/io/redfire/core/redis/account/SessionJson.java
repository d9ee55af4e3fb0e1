package io.redfire.core.redis.account;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Scope;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Sessions as Redis keeps them: {@code {"digest":…,"name":…,"token":…,"scopes":[…],"created":…,
 * "expires":…}}, times in milliseconds since 1970. The scripts read {@code token} and {@code
 * expires} too.
 */
final class SessionJson {
  private static final JsonFactory JSON = new JsonFactory();

  private SessionJson() {}

  static String encode(AccountSession session) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("digest", session.digest());
      json.writeStringField("name", session.name());
      json.writeBooleanField("token", session.token());
      json.writeArrayFieldStart("scopes");
      for (Scope scope : session.scopes()) {
        json.writeString(scope.name());
      }
      json.writeEndArray();
      json.writeNumberField("created", session.createdAt().toEpochMilli());
      json.writeNumberField("expires", session.expiresAt().toEpochMilli());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }

  /** Reads it; empty where it is no session, which is then as good as none. */
  static Optional<AccountSession> decode(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      return json.nextToken() == JsonToken.START_OBJECT ? read(json) : Optional.empty();
    } catch (IOException notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<AccountSession> read(JsonParser json) throws IOException {
    String digest = "";
    String name = "";
    boolean token = false;
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    long created = 0;
    long expires = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "digest" -> digest = json.getValueAsString("");
        case "name" -> name = json.getValueAsString("");
        case "token" -> token = json.getValueAsBoolean();
        case "scopes" -> scopes = scopes(json, value);
        case "created" -> created = json.getValueAsLong();
        case "expires" -> expires = json.getValueAsLong();
        default -> json.skipChildren();
      }
    }
    return digest.length() == 64
        ? Optional.of(
            new AccountSession(
                AccountSession.idOf(digest),
                digest,
                name,
                token,
                scopes,
                Instant.ofEpochMilli(created),
                Instant.ofEpochMilli(expires)))
        : Optional.empty();
  }

  /** Scopes of a newer version are left out: nothing here asks for them. */
  private static Set<Scope> scopes(JsonParser json, JsonToken value) throws IOException {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    if (value == JsonToken.START_ARRAY) {
      while (json.nextToken() == JsonToken.VALUE_STRING) {
        String name = json.getText();
        Stream.of(Scope.values()).filter(scope -> scope.name().equals(name)).forEach(scopes::add);
      }
    }
    return scopes;
  }
}
