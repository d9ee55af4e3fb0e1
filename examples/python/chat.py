#!/usr/bin/python3
"""A Redfire client: says each line of standard input, shows what everybody says, until Ctrl-C.

usage: chat.py HOST:PORT ROOM NAME
"""
import random, sys, threading, time, uuid
from pathlib import Path

sys.path.append(str(Path(__file__).with_name("stubs")))
import grpc
from redfire.chat.v1 import chat_pb2 as pb, chat_pb2_grpc as service


def uuid7():
    """An id that tells its own time, so the server knows whether a retry comes too late."""
    bits = time.time_ns() // 1_000_000 << 80 | 7 << 76 | random.getrandbits(12) << 64
    return str(uuid.UUID(int=bits | 2 << 62 | random.getrandbits(62)))


def harmless(text):
    """The text without what could drive a terminal; the joiner inside emoji stays."""
    return "".join(c if c.isprintable() or c == "\u200d" else f"\\u{ord(c):04x}" for c in text)


class Chat:
    def __init__(self, server, room, user):
        self.server, self.room, self.user = server, room, user
        self.start = pb.Start(last=10)  # from the first entry on: after the newest one seen
        self.changed = threading.Condition()
        self.said = 0
        self.unanswered = {}  # request number -> message, in the order of saying

    def say(self, text):
        with self.changed:
            self.said += 1
            self.unanswered[self.said] = pb.OutgoingMessage(room=self.room, id=uuid7(), text=text)
            self.changed.notify_all()

    def frames(self, over):
        """What one stream sends: who this is, from where it goes on, and all that is unanswered."""
        rooms = [pb.RoomSubscription(room=self.room, start=self.start)]
        yield pb.ConnectRequest(hello=pb.Hello(user=self.user, subscriptions=rooms))
        sent = 0
        while not over.is_set():
            with self.changed:
                self.changed.wait_for(lambda: over.is_set() or max(self.unanswered, default=0) > sent)
                waiting = [item for item in self.unanswered.items() if item[0] > sent]
            for sent, message in waiting:
                yield pb.ConnectRequest(request=sent, send=message)

    def on(self, event):
        kind = event.WhichOneof("event")
        what = getattr(event, kind) if kind else None  # None: newer than this program, to be skipped
        if kind == "entry" and what.HasField("message"):
            author = getattr(what, "from")  # a word that Python keeps for itself
            text = "[erased]" if what.message.erased else harmless(what.message.text)
            print(f"{what.seq} {harmless(author)}: {text}", flush=True)
        elif kind == "live_text":
            print(f"- {harmless(what.text)}", flush=True)
        elif kind == "room_rewound":
            print(f"the log was replaced after {what.fork_seq}", file=sys.stderr)
        elif kind in ("accepted", "failed"):
            with self.changed:
                message = self.unanswered.pop(event.request, None)
            if kind == "failed":
                print(f"refused: {harmless(what.status.message)}", file=sys.stderr)
                if message is None:  # not a message but the room or the name
                    raise SystemExit(1)
        # An acknowledgement has a cursor too, but may overtake what others said before it.
        if kind != "accepted" and getattr(what, "cursor", ""):
            self.start = pb.Start(resume=pb.Resume(cursors=[what.cursor]))

    def run(self):
        while True:
            over = threading.Event()
            try:
                with grpc.insecure_channel(self.server) as channel:
                    for response in service.ChatServiceStub(channel).Connect(self.frames(over)):
                        for event in response.events:
                            self.on(event)
            except grpc.RpcError as error:
                print(f"{self.server}: {harmless(error.details())}", file=sys.stderr)
                if error.code() is not grpc.StatusCode.UNAVAILABLE:
                    raise SystemExit(1)
            finally:
                with self.changed:
                    over.set()
                    self.changed.notify_all()
            time.sleep(random.uniform(0.2, 1.0))


def main():
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    chat = Chat(*sys.argv[1:])

    def read():
        for line in sys.stdin:
            chat.say(line.rstrip("\n"))

    threading.Thread(target=read, daemon=True).start()
    try:
        chat.run()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
