#!/usr/bin/python3
"""The program that Redfire grew from: a chat over nothing but Redis.

usage: chat.py redis://HOST:PORT [ROOM]     (a password: in the environment as REDISCLI_AUTH)
"""
import os, sys, threading
import redis


class Chat:
    def __init__(self, url, room="chat"):
        password = os.environ.get("REDISCLI_AUTH")
        self.redis = redis.Redis.from_url(url, password=password, decode_responses=True)
        self.room = room
        self.subscription = self.redis.pubsub(ignore_subscribe_messages=True)
        self.subscription.subscribe(room)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for message in self.subscription.listen():
            print(message["data"], flush=True)

    def say(self, text):
        self.redis.rpush(self.room, text)
        self.redis.publish(self.room, text)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    chat = Chat(*sys.argv[1:])
    for line in sys.stdin:
        chat.say(line.rstrip("\n"))
