#!/bin/sh
# Starts a Redis of compose.yaml. At its first start it makes the settings in its volume, of the shared
# file and the passwords; from then on Redis keeps them, for a failover changes who follows whom.
#
#   redis.sh ADDRESS [PRIMARY]   its own address, and the one it follows at first
set -eu

conf=/data/redis.conf
if [ ! -e "$conf" ]; then
  admin=$(cat /run/secrets/redis-admin.password)
  chat=$(cat /run/secrets/redis-chat.password)
  case $admin$chat in
    *[!0-9A-Za-z]*) echo "redis.sh: passwords are letters and digits here" >&2; exit 2 ;;
  esac
  umask 077
  {
    cat /etc/redfire/replicated.conf
    printf 'dir /data\n'
    printf 'replica-announce-ip %s\n' "$1"
    printf 'masterauth %s\n' "$admin"
    printf 'user default on #%s ~* &* +@all\n' "$(printf %s "$admin" | sha256sum | cut -c1-64)"
    printf 'user chat on #%s ~* &* +@all -@dangerous +config|get\n' \
      "$(printf %s "$chat" | sha256sum | cut -c1-64)"
    if [ $# -gt 1 ]; then
      printf 'replicaof %s 6379\n' "$2"
    fi
  } >"$conf.part"
  chown redis "$conf.part"
  mv "$conf.part" "$conf"
fi
# The image's own, which goes on as the user redis.
exec docker-entrypoint.sh redis-server "$conf"
