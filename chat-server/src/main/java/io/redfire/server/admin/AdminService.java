package io.redfire.server.admin;

import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.redfire.core.account.Accounts;
import io.redfire.core.log.MessageLog;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.transfer.RoomTransfer;
import io.redfire.server.account.Entrance;
import io.redfire.server.account.SessionDesk;
import io.redfire.server.attach.RoomFiles;
import io.redfire.server.govern.RoomChanges;
import io.redfire.server.govern.RoomOrder;
import io.redfire.server.right.Callers;
import io.redfire.server.wire.Requests;
import java.time.Clock;

/**
 * The administrators' side of the contract. Thread-safe; its methods block on Redis and passwords.
 *
 * <p>It is bound behind its gate, or not at all.
 */
public final class AdminService implements BindableService {
  private final AdminGate gate;
  private final AdminCalls calls;

  /** Serves these accounts and rooms. */
  public AdminService(
      Accounts accounts,
      Callers callers,
      Entrance entrance,
      SessionDesk sessions,
      MessageLog log,
      RoomMembers members,
      RoomTransfer transfer,
      RoomFiles files,
      Requests requests,
      RoomChanges changes,
      RoomOrder order,
      Clock clock) {
    gate = new AdminGate(callers);
    AdminRooms rooms = new AdminRooms(log, members, changes, order);
    calls =
        new AdminCalls(
            new AdminAccounts(accounts, callers, entrance, sessions, clock),
            rooms,
            new Announcements(log, members, requests),
            new AdminTransfers(log, members, accounts, transfer, rooms, files, requests));
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerInterceptors.intercept(calls.bindService(), gate);
  }
}
