#!/usr/bin/env bash
# What one append costs all servers of a cluster of 3 primaries and 3 replicas, on this machine, by
# the command that rings: PUBLISH or SPUBLISH. Five runs of each, in turns; prints each and the medians.
#
#   docs/performance/bell.sh [APPENDS]     needs redis-server, redis-cli and redis-benchmark, 7.0 or newer
set -eu
cd "$(dirname "$0")/../.."
appends=${1:-100000}
base=${PORT:-27300}
dir=$(mktemp -d)
ports=$(seq "$base" $((base + 5)))
cleanup() {
  for port in $ports; do redis-cli -p "$port" shutdown nosave >/dev/null 2>&1 || true; done
  rm -rf "$dir"
}
trap cleanup EXIT

for port in $ports; do
  mkdir "$dir/$port"
  redis-server --port "$port" --bind 127.0.0.1 --dir "$dir/$port" --cluster-enabled yes --save '' \
    --daemonize yes --logfile "$dir/$port/log" >/dev/null
done
for port in $ports; do until redis-cli -p "$port" ping >/dev/null 2>&1; do sleep 0.1; done; done
# shellcheck disable=SC2046
redis-cli --cluster create $(for port in $ports; do echo "127.0.0.1:$port"; done) \
  --cluster-replicas 1 --cluster-yes >/dev/null
for port in $ports; do
  until redis-cli -p "$port" cluster info | grep -q cluster_state:ok; do sleep 0.1; done
done
sleep 5

room=chat
owner=$(redis-cli -p "$base" get $room | sed -n 's/^MOVED .*:\([0-9]*\)$/\1/p')
owner=${owner:-$base}
scripts=chat-core/src/main/resources/io/redfire/core/redis/log
cat "$scripts/log.lua" "$scripts/write.lua" "$scripts/append.lua" >"$dir/script"
sha=$(redis-cli -p "$owner" -x script load <"$dir/script")
# A listener as a node is one: plainly at any server, and by shards at the owner.
redis-cli -p $((base + 1)) subscribe $room >/dev/null &
redis-cli -p "$owner" ssubscribe $room >/dev/null &

micros() { # of processor time that a server has used
  redis-cli -p "$1" info cpu | tr -d '\r' | awk -F: '/^used_cpu_(user|sys):/ { sum += $2 } END { printf "%d\n", sum * 1000000 }'
}

run() {
  redis-cli -p "$owner" del $room "{$room}:head" "{$room}:marks" "{$room}:ids:1" >/dev/null
  local before=0 own_before after=0 own port
  own_before=$(micros "$owner")
  for port in $ports; do before=$((before + $(micros "$port"))); done
  redis-benchmark -p "$owner" -n "$appends" -c 1 -P 16 -r 1000000000 -q evalsha "$sha" 4 \
    $room "{$room}:head" "{$room}:marks" "{$room}:ids:1" $room 1000 "$1" 4 9999999999999 \
    user:__rand_int__ '{"id":"__rand_int__","from":"user","at":"2026-11-24T00:00:00.000Z","text":"hello, hello"}' \
    >/dev/null
  sleep 1
  for port in $ports; do after=$((after + $(micros "$port"))); done
  own=$(($(micros "$owner") - own_before))
  awk -v all=$((after - before)) -v own="$own" -v n="$appends" -v ring="$1" \
    'BEGIN { printf "%s all %.1f owner %.1f us an append\n", ring, all / n, own / n }' | tee -a "$dir/$1"
}

for _ in 1 2 3 4 5; do run PUBLISH; run SPUBLISH; done
for ring in PUBLISH SPUBLISH; do
  echo "median $ring: all $(cut -d' ' -f3 "$dir/$ring" | sort -n | sed -n 3p)," \
    "owner $(cut -d' ' -f5 "$dir/$ring" | sort -n | sed -n 3p) us an append"
done
