#!/bin/sh
# Starts a sentinel of compose.yaml. At its first start it makes the settings in its volume; from then on
# the sentinel keeps them, with what it has learned of the others.
#
#   sentinel.sh ADDRESS PRIMARY   its own address, and the primary of the first start
set -eu

conf=/data/sentinel.conf
if [ ! -e "$conf" ]; then
  admin=$(cat /run/secrets/redis-admin.password)
  umask 077
  cat >"$conf.part" <<END
port 26379
dir /data
sentinel announce-ip $1
# Sentinels hold no messages, and listen in this network only.
protected-mode no
# Two of the three have to agree that the primary is gone.
sentinel monitor redfire $2 6379 2
sentinel auth-pass redfire $admin
# Silent for 5 s is gone. Shorter finds more crashes in a second, and more that are none.
sentinel down-after-milliseconds redfire 5000
sentinel failover-timeout redfire 30000
# The other replicas copy from the new primary one after the other, so one of them always can take over.
sentinel parallel-syncs redfire 1
END
  chown redis "$conf.part"
  mv "$conf.part" "$conf"
fi
# The image's own, which goes on as the user redis.
exec docker-entrypoint.sh redis-server "$conf" --sentinel
