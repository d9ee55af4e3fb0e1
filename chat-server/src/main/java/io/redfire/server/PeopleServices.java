package io.redfire.server;

import io.grpc.BindableService;
import io.redfire.server.account.Attempts;
import io.redfire.server.account.Entrance;
import io.redfire.server.account.Passwords;
import io.redfire.server.account.SessionDesk;
import io.redfire.server.admin.AdminService;
import io.redfire.server.api.AccountService;
import io.redfire.server.api.BotService;
import io.redfire.server.api.PresenceService;
import io.redfire.server.api.RoomService;
import io.redfire.server.api.SearchService;
import io.redfire.server.api.WebhookService;
import io.redfire.server.attach.AttachmentService;
import io.redfire.server.bot.CommandBook;
import io.redfire.server.bot.HookBook;
import io.redfire.server.govern.Governing;
import io.redfire.server.govern.RoomChanges;
import io.redfire.server.govern.RoomMoves;
import io.redfire.server.govern.RoomNames;
import io.redfire.server.govern.RoomOrder;
import io.redfire.server.govern.RoomQuota;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.right.SendRates;
import io.redfire.server.search.MessageSearch;
import io.redfire.server.session.Services;
import io.redfire.server.wire.Requests;
import java.time.Clock;
import java.util.List;

/** Puts together the services that are about accounts, their rooms and what is in these. */
final class PeopleServices {
  private final NodeStore store;
  private final NodeThreads threads;
  private final NodeSettings settings;
  private final Services services;
  private final Clock clock;

  PeopleServices(
      NodeStore store, NodeThreads threads, NodeSettings settings, Services services, Clock clock) {
    this.store = store;
    this.threads = threads;
    this.settings = settings;
    this.services = services;
    this.clock = clock;
  }

  /**
   * All of them.
   *
   * @param hooksChanged hears that there are other outgoing webhooks than before
   */
  List<BindableService> all(
      Passwords passwords, MessageSearch search, ServerMetrics metrics, Runnable hooksChanged) {
    SessionDesk desk = new SessionDesk(store.accounts, store.log, clock, threads.blocking);
    Entrance entrance =
        new Entrance(
            store.accounts,
            passwords,
            new Attempts(store.rates, settings.limits()),
            desk,
            settings.entry().openRegistration(),
            clock,
            threads.blocking);
    SendRates sends = new SendRates(store.rates, settings.limits());
    Governing governing =
        new Governing(services.authority(), store.log, store.members, sends, clock);
    RoomQuota quota = new RoomQuota(store.rates, settings.limits(), store.members);
    Requests requests = services.requests();
    RoomChanges changes =
        new RoomChanges(governing, requests, store.accounts, quota, new RoomNames(store.members));
    RoomMoves moves = new RoomMoves(governing, requests, store.accounts, store.members, quota);
    RoomOrder order = new RoomOrder(governing, requests, store.accounts);
    return List.of(
        new RoomService(services, changes, moves, order),
        new PresenceService(services),
        new SearchService(services, search),
        new AttachmentService(
            store.attachments,
            services.callers(),
            services.authority(),
            services.admission(),
            metrics),
        new BotService(
            services,
            new CommandBook(
                store.commands, store.members, store.accounts, services.authority(), sends, clock)),
        new WebhookService(
            services.callers(),
            new HookBook(
                store.hooks,
                store.deliveries,
                store.log,
                services.authority(),
                sends,
                clock,
                hooksChanged)),
        new AccountService(
            store.accounts, services.callers(), entrance, desk, clock, threads.blocking),
        new AdminService(
            store.accounts,
            services.callers(),
            entrance,
            desk,
            store.log,
            store.members,
            store.transfer,
            store.attachments.files(),
            requests,
            changes,
            order,
            clock));
  }
}
