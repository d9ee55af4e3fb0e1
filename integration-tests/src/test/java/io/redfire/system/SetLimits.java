package io.redfire.system;

import io.redfire.core.rate.Rate;
import io.redfire.server.limit.LimitSettings;
import java.util.Optional;

/** Limits of a node: those that a test sets, and no others. For one thread. */
final class SetLimits {
  private int connectionsPerAddress;
  private int streamsPerUser;
  private int roomsPerUser;
  private int textBytes = LimitSettings.NONE.textBytes();
  private Optional<Rate> sendsPerUser = Optional.empty();
  private Optional<Rate> sendsPerRoom = Optional.empty();
  private Optional<Rate> logInsPerAccount = Optional.empty();
  private Optional<Rate> logInsPerAddress = Optional.empty();
  private Optional<Rate> registrationsPerAddress = Optional.empty();
  private Optional<Rate> roomCreationsPerUser = Optional.empty();
  private Optional<Rate> historyPerUser = Optional.empty();
  private Optional<Rate> searchesPerUser = Optional.empty();

  SetLimits connectionsPerAddress(int most) {
    connectionsPerAddress = most;
    return this;
  }

  SetLimits streamsPerUser(int most) {
    streamsPerUser = most;
    return this;
  }

  SetLimits roomsPerUser(int most) {
    roomsPerUser = most;
    return this;
  }

  SetLimits textBytes(int most) {
    textBytes = most;
    return this;
  }

  SetLimits sendsPerUser(Rate rate) {
    sendsPerUser = Optional.of(rate);
    return this;
  }

  SetLimits sendsPerRoom(Rate rate) {
    sendsPerRoom = Optional.of(rate);
    return this;
  }

  SetLimits logInsPerAccount(Rate rate) {
    logInsPerAccount = Optional.of(rate);
    return this;
  }

  SetLimits logInsPerAddress(Rate rate) {
    logInsPerAddress = Optional.of(rate);
    return this;
  }

  SetLimits registrationsPerAddress(Rate rate) {
    registrationsPerAddress = Optional.of(rate);
    return this;
  }

  SetLimits roomCreationsPerUser(Rate rate) {
    roomCreationsPerUser = Optional.of(rate);
    return this;
  }

  SetLimits historyPerUser(Rate rate) {
    historyPerUser = Optional.of(rate);
    return this;
  }

  SetLimits searchesPerUser(Rate rate) {
    searchesPerUser = Optional.of(rate);
    return this;
  }

  LimitSettings done() {
    return new LimitSettings(
        0,
        connectionsPerAddress,
        streamsPerUser,
        roomsPerUser,
        textBytes,
        sendsPerUser,
        sendsPerRoom,
        logInsPerAccount,
        logInsPerAddress,
        registrationsPerAddress,
        roomCreationsPerUser,
        Optional.empty(),
        historyPerUser,
        searchesPerUser);
  }
}
