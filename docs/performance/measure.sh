#!/usr/bin/env bash
#
# Measures a Redfire node on this machine and prints Markdown tables: each figure is the median of
# several runs with its range, the variants taking turns within each round.
#
#   docs/performance/measure.sh [EXPERIMENT…]
#
#   sends     accepted sends a second through one node, beside the same script straight at Redis
#   fanout    deliveries a second and the server's processor time for each, beside a naive node
#   latency   delivery latency at half of the peak, beside PUBLISH to SUBSCRIBE at the same rate
#   idle      memory and opening time of idle connections
#   stalled   what readers that never read cost the server and the others
#   history   how long a page takes, by its place in a long room
#   growth    what rooms, members and entries times ten cost
#
# Without a name: all of them. Settings, from the environment:
#
#   RUNS=5          rounds that count, after one that does not
#   DURATION=10s    of each run          WARM_UP=3s      before it
#   ENTRIES=1000000 of the long room     IDLE=10000      idle connections
#   STALLED=1000    readers that stall   REDIS_ARGS=     more arguments for redis-server
#   NODE_JAVA=      arguments for the nodes' JVM, such as -Xmx512m
#   TOOL_JAVA=      arguments for the tool's; by default those that make it start quickly
#
# Needs the jars of 'mvn -q package -DskipTests', a JDK (java, jcmd), and redis-server on the PATH.
# It uses a Redis and nodes of its own on free ports, and stops what it started.

set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
server_jar=$root/chat-server/target/redfire-server.jar
cli_jar=$root/chat-client-cli/target/redfire.jar
test_classes=$root/integration-tests/target/test-classes

RUNS=${RUNS:-5}
DURATION=${DURATION:-10s}
WARM_UP=${WARM_UP:-3s}
ENTRIES=${ENTRIES:-1000000}
IDLE=${IDLE:-10000}
STALLED=${STALLED:-1000}
REDIS_ARGS=${REDIS_ARGS:-}
NODE_JAVA=${NODE_JAVA:-}
TOOL_JAVA=${TOOL_JAVA:--XX:TieredStopAtLevel=1 -XX:+UseSerialGC}

work=$(mktemp -d)
pids=()

stop_all() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

say() { echo "measure: $*" >&2; }

die() {
  say "$*"
  exit 1
}

# --- What is measured -------------------------------------------------------------------------

# A port that nobody listens on, above those that are given out to connections by themselves.
free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 12000))
    if ! (: </dev/tcp/127.0.0.1/$port) 2>/dev/null; then
      echo "$port"
      return
    fi
  done
}

# await FILE TEXT [SECONDS]: until a program has said so.
await() {
  local i
  for i in $(seq $((${3:-30} * 10))); do
    if grep -q "$2" "$1" 2>/dev/null; then return; fi
    sleep 0.1
  done
  die "no '$2' in time: $(tail -3 "$1")"
}

start_redis() {
  redis_port=$(free_port)
  # shellcheck disable=SC2086 # Several arguments.
  redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --appendonly no --dir "$work" \
    $REDIS_ARGS >"$work/redis.log" 2>&1 &
  pids+=($!)
  await "$work/redis.log" 'Ready to accept connections'
}

# Lets go of what the runs before have written. Nobody is connected to a node meanwhile.
forget() {
  local answer
  exec 3<>"/dev/tcp/127.0.0.1/$redis_port"
  printf 'FLUSHALL\r\n' >&3
  read -r -t 60 answer <&3
  exec 3>&-
  [[ $answer == +OK* ]] || die "FLUSHALL: $answer"
}

start_product() {
  product_port=$(free_port)
  product_metrics=$(free_port)
  # shellcheck disable=SC2086
  java $NODE_JAVA -jar "$server_jar" --listen "127.0.0.1:$product_port" \
    --redis "127.0.0.1:$redis_port" --metrics-listen "127.0.0.1:$product_metrics" \
    >"$work/product.log" 2>&1 &
  product_pid=$!
  pids+=("$product_pid")
  await "$work/product.log" 'listens on'
}

start_naive() {
  naive_port=$(free_port)
  naive_metrics=$(free_port)
  # shellcheck disable=SC2086
  java $NODE_JAVA -cp "$server_jar:$test_classes" io.redfire.naive.NaiveNode \
    "127.0.0.1:$redis_port" "$naive_port" "$naive_metrics" >"$work/naive.log" 2>&1 &
  pids+=($!)
  await "$work/naive.log" 'listens on'
}

# --- The tool and its figures -----------------------------------------------------------------

# redfire ARGUMENTS: runs the tool; its JSON is in $work/out. Faults are told, and do not end it.
redfire() {
  local code=0
  # shellcheck disable=SC2086
  java $TOOL_JAVA -jar "$cli_jar" "$@" >"$work/out" 2>"$work/notes" || code=$?
  if [[ ! -s $work/out ]]; then
    die "redfire $*: exit code $code: $(tail -3 "$work/notes")"
  elif ((code != 0)); then
    say "FAULTS (exit code $code): redfire $*: $(grep -o '"\(faults\|errors\)":{[^}]*}' "$work/out" | tr '\n' ' ')"
    echo "$*" >>"$work/faults"
  fi
}

# bench_node PORT METRICS_PORT ARGUMENTS
bench_node() {
  local port=$1 metrics=$2
  shift 2
  redfire bench --server "127.0.0.1:$port" --metrics "http://127.0.0.1:$metrics/metrics" \
    --duration "$DURATION" --warm-up "$WARM_UP" --drain 30s --json "$@"
}

# bench_redis ARGUMENTS
bench_redis() {
  redfire bench redis --redis "127.0.0.1:$redis_port" --duration "$DURATION" \
    --warm-up "$WARM_UP" --json "$@"
}

# get PATH: a number out of the tool's JSON, such as 'appends.0.per_second'; 'nan' where it is not.
get() {
  awk -v want="$1" '
    { text = text $0 }
    END {
      depth = 0
      while (match(text, /^[ \t]*("([^"\\]|\\.)*"|[-+.0-9eE]+|true|false|null|[][{}:,])/)) {
        token = substr(text, 1, RLENGTH)
        text = substr(text, RLENGTH + 1)
        gsub(/^[ \t]+/, "", token)
        if (token == "{" || token == "[") {
          depth++
          index_of[depth] = token == "[" ? 0 : -1
          name[depth] = token == "[" ? "0" : ""
        } else if (token == "}" || token == "]") {
          depth--
        } else if (token == ",") {
          if (index_of[depth] >= 0) name[depth] = "" ++index_of[depth]
          else name[depth] = ""
        } else if (token == ":") {
          # The name has been taken.
        } else if (index_of[depth] < 0 && name[depth] == "") {
          name[depth] = substr(token, 2, length(token) - 2)
        } else {
          path = name[1]
          for (i = 2; i <= depth; i++) path = path "." name[i]
          if (path == want) { print token == "null" ? "nan" : token; found = 1; exit }
        }
      }
    }
    END { if (!found) print "nan" }' "$work/out"
}

# calc EXPRESSION: 'nan' where one of its figures is missing.
calc() {
  if [[ $1 == *nan* ]]; then echo nan; else awk "BEGIN { printf \"%.6g\", $1 }"; fi
}

# note KEY VALUE: a sample, unless the round is the one that does not count.
note() {
  if ((round > 0)); then printf '%s\t%s\n' "$1" "$2" >>"$work/samples"; fi
}

# rounds FUNCTION: calls it once for warming up and RUNS times for real.
rounds() {
  for round in $(seq 0 "$RUNS"); do
    say "$1, round $round of $RUNS"
    "$1"
  done
}

begin() {
  : >"$work/samples"
  : >"$work/faults"
  echo
  echo "### $1"
  echo
}

# table: all samples so far, a row for each key in the order in which they came first.
table() {
  echo "| what | median | range | runs |"
  echo "|---|---|---|---|"
  awk -F '\t' '
    !($1 in count) { order[++keys] = $1; count[$1] = 0 }
    $2 != "nan" { values[$1, ++count[$1]] = $2 }
    function form(v) {
      v += 0
      a = v < 0 ? -v : v
      return a >= 1000 ? sprintf("%.0f", v) : a >= 10 ? sprintf("%.1f", v) : sprintf("%.3f", v)
    }
    END {
      for (k = 1; k <= keys; k++) {
        key = order[k]; n = count[key]
        if (n == 0) { printf "| %s | not told | | 0 |\n", key; continue }
        for (i = 1; i <= n; i++) sorted[i] = values[key, i]
        for (i = 2; i <= n; i++) {
          v = sorted[i]
          for (j = i - 1; j > 0 && sorted[j] + 0 > v + 0; j--) sorted[j + 1] = sorted[j]
          sorted[j + 1] = v
        }
        median = n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
        printf "| %s | %s | %s to %s | %d |\n", key, form(median), form(sorted[1]), form(sorted[n]), n
      }
    }' "$work/samples"
  if [[ -s $work/faults ]]; then
    echo
    echo "**$(wc -l <"$work/faults") runs had faults**; see standard error."
  fi
}

# Bytes of heap in use at the product after a full collection.
heap() {
  jcmd "$product_pid" GC.run >/dev/null
  jcmd "$product_pid" GC.heap_info |
    awk 'match($0, /used [0-9]+K/) { print substr($0, RSTART + 5, RLENGTH - 6) * 1024; exit }'
}

# --- Experiments ------------------------------------------------------------------------------

sends_round() {
  local rooms node
  for rooms in 1 16; do
    # 256 messages under way in each variant.
    bench_node "$product_port" "$product_metrics" --rooms "$rooms" --members 0 \
      --senders $((16 / rooms)) --in-flight 16
    node=$(get sends_per_second)
    note "$rooms room(s): node, sends/s" "$node"
    note "$rooms room(s): node, ack p99 ms" "$(calc "$(get ack_latency_us.p99) / 1000")"
    note "$rooms room(s): node, server processor µs/send" "$(get server_cpu_us_per_send)"
    forget
    bench_redis --only appends --rooms "$rooms" --outstanding 256 --batch 1,16
    note "$rooms room(s): Redis, one in a call, appends/s" "$(get appends.0.per_second)"
    note "$rooms room(s): Redis, 16 in a call, appends/s" "$(get appends.1.per_second)"
    note "$rooms room(s): node / Redis one in a call" "$(calc "$node / $(get appends.0.per_second)")"
    note "$rooms room(s): node / Redis 16 in a call" "$(calc "$node / $(get appends.1.per_second)")"
  done
}

sends() {
  begin "Accepted sends"
  start_product
  rounds sends_round
  table
}

# fanout_run NAME PORT METRICS ROOMS MEMBERS
fanout_run() {
  bench_node "$2" "$3" --rooms "$4" --members "$5" --senders 1 --in-flight 16
  note "$4×$5: $1, deliveries/s" "$(get deliveries_per_second)"
  note "$4×$5: $1, server processor µs/delivery" "$(get server_cpu_us_per_delivery)"
  note "$4×$5: $1, delivery p99 ms" "$(calc "$(get delivery_latency_us.p99) / 1000")"
  forget
}

fanout_round() {
  local shape rooms members product naive
  for shape in '1 100' '1 1000' '100 10'; do
    read -r rooms members <<<"$shape"
    fanout_run node "$product_port" "$product_metrics" "$rooms" "$members"
    product=$(get deliveries_per_second)
    fanout_run naive "$naive_port" "$naive_metrics" "$rooms" "$members"
    naive=$(get deliveries_per_second)
    note "$rooms×$members: node / naive, deliveries/s" "$(calc "$product / $naive")"
  done
}

fanout() {
  begin "Deliveries, as fast as sends are acknowledged"
  start_product
  start_naive
  rounds fanout_round
  table
}

latency_round() {
  local members peak rate node raw
  for members in 1 10 100; do
    bench_node "$product_port" "$product_metrics" --members "$members" --senders 1 --in-flight 16
    peak=$(calc "$(get deliveries_per_second) / $members")
    forget
    rate=$(awk "BEGIN { printf \"%d\", $peak / 2 + 1 }")
    note "1×$members: rate, sends/s" "$rate"
    bench_node "$product_port" "$product_metrics" --members "$members" --senders 1 \
      --in-flight 64 --rate "$rate"
    node=$(get delivery_latency_us.p99)
    note "1×$members: node, delivery p50 ms" "$(calc "$(get delivery_latency_us.p50) / 1000")"
    note "1×$members: node, delivery p99 ms" "$(calc "$node / 1000")"
    forget
    bench_redis --only pubsub --rate "$rate"
    raw=$(get pubsub.latency_us.p99)
    note "1×$members: PUBLISH to SUBSCRIBE, p50 ms" "$(calc "$(get pubsub.latency_us.p50) / 1000")"
    note "1×$members: PUBLISH to SUBSCRIBE, p99 ms" "$(calc "$raw / 1000")"
    note "1×$members: node / PUBLISH to SUBSCRIBE, p99" "$(calc "$node / $raw")"
  done
}

latency() {
  begin "Delivery latency at half of the peak"
  start_product
  rounds latency_round
  table
}

idle_round() {
  local before after
  before=$(heap)
  rm -f "$work/notes"
  redfire bench idle --progress --server "127.0.0.1:$product_port" --connections "$IDLE" --rooms 100 \
    --metrics "http://127.0.0.1:$product_metrics/metrics" --hold 10s --json &
  local tool=$!
  await "$work/notes" 'all joined' 180
  after=$(heap)
  wait "$tool"
  note "heap after a collection, KiB/connection" "$(calc "($after - $before) / $IDLE / 1024")"
  note "resident, KiB/connection" "$(calc "$(get server_resident_bytes_per_connection) / 1024")"
  note "network buffers, KiB/connection" "$(calc "$(get server_netty_bytes_per_connection) / 1024")"
  note "all accepted and joined, s" "$(get join_seconds)"
  note "a message to each of them, s" "$(get probe_seconds)"
  forget
}

idle() {
  begin "$IDLE idle connections, each joined to one of 100 rooms"
  ulimit -n "$(ulimit -Hn)"
  start_product
  rounds idle_round
  table
}

# stalled_run NAME STALLED: heap is taken in the last third, since a collection disturbs latency.
stalled_run() {
  # At 27 KB/s it takes 4 s until the windows of those that stall are full; only then they do.
  WARM_UP=8s bench_node "$product_port" "$product_metrics" --members 100 --senders 1 --rate 100 \
    --stalled "$2"
  note "$1: delivery p50 ms" "$(calc "$(get delivery_latency_us.p50) / 1000")"
  note "$1: delivery p99 ms" "$(calc "$(get delivery_latency_us.p99) / 1000")"
  note "$1: delivery p99.9 ms" "$(calc "$(get delivery_latency_us.p999) / 1000")"
  forget
  local seconds=${DURATION%s} early late
  rm -f "$work/notes"
  bench_node "$product_port" "$product_metrics" --members 100 --senders 1 --rate 200 \
    --size 1024 --stalled "$2" --progress &
  local tool=$!
  await "$work/notes" 'measuring' 180
  early=$(heap)
  sleep "$(calc "$seconds / 2")"
  late=$(heap)
  wait "$tool"
  note "$1: heap when it begins, MiB" "$(calc "$early / 1048576")"
  note "$1: heap after $(calc "$seconds / 2 * 200") messages of 1 KiB more, MiB" \
    "$(calc "$late / 1048576")"
  forget
}

stalled_round() {
  stalled_run 'none stalled' 0
  stalled_run "$STALLED stalled" "$STALLED"
}

stalled() {
  begin "100 readers of a room, beside $STALLED that open it and never read"
  ulimit -n "$(ulimit -Hn)"
  start_product
  rounds stalled_round
  table
}

# fill ROOM FROM TO: real messages, in order, as a user sends them.
fill() {
  local text='a message of the usual length, as people write them to each other, and some more words'
  say "filling the room to $3 entries"
  awk -v n=$(($3 - $2)) -v text="$text" 'BEGIN { for (i = 0; i < n; i++) print text }' |
    java -jar "$cli_jar" send --server "127.0.0.1:$product_port" --as filler --room "$1" \
      --stdin-lines >"$work/out" 2>"$work/notes" || die "filling: $(tail -3 "$work/notes")"
}

history_round() {
  local i entries places=(0 25 50 75 99.9)
  redfire bench history --server "127.0.0.1:$product_port" --room "$history_room" --json
  entries=$(get entries)
  for i in "${!places[@]}"; do
    note "$entries entries, at ${places[i]} %: page p50 ms" \
      "$(calc "$(get "places.$i.latency_us.p50") / 1000")"
    note "$entries entries, at ${places[i]} %: page p99 ms" \
      "$(calc "$(get "places.$i.latency_us.p99") / 1000")"
  done
  note "$entries entries: slowest place / fastest, p50" "$(get spread)"
}

history() {
  begin "Pages of 200 entries, by their place in a room"
  start_product
  history_room=history
  fill "$history_room" 0 $((ENTRIES / 10))
  rounds history_round
  fill "$history_room" $((ENTRIES / 10)) "$ENTRIES"
  rounds history_round
  table
}

# growth_run ROOMS MEMBERS RATE
growth_run() {
  bench_node "$product_port" "$product_metrics" --rooms "$1" --members "$2" --senders 1 --rate "$3"
  note "$1×$2 at $3 sends/s: server processor µs/delivery" "$(get server_cpu_us_per_delivery)"
  note "$1×$2 at $3 sends/s: delivery p99 ms" "$(calc "$(get delivery_latency_us.p99) / 1000")"
  forget
}

growth_round() {
  # The same 10,000 deliveries a second each time.
  growth_run 1 10 1000
  growth_run 1 100 100
  growth_run 1 1000 10
  growth_run 10 10 1000
  growth_run 100 10 1000
}

growth() {
  begin "Rooms and members times ten, at 10,000 deliveries a second"
  ulimit -n "$(ulimit -Hn)"
  start_product
  rounds growth_round
  table
  echo
  echo "Entries times ten: see the pages of history, in a room of a tenth of the entries and of all."
}

# --- The run ----------------------------------------------------------------------------------

for needed in "$server_jar" "$cli_jar" "$test_classes/io/redfire/naive/NaiveNode.class"; do
  [[ -f $needed ]] || die "${needed#"$root"/} is missing (expected: after mvn -q package -DskipTests)"
done
for program in java jcmd redis-server awk; do
  command -v "$program" >/dev/null || die "$program is not on the PATH"
done

chosen=("$@")
if ((${#chosen[@]} == 0)); then chosen=(sends fanout latency idle stalled history growth); fi
for experiment in "${chosen[@]}"; do
  case $experiment in
    sends | fanout | latency | idle | stalled | history | growth) ;;
    *) die "'$experiment' is no experiment (expected: sends, fanout, latency, idle, stalled, history or growth)" ;;
  esac
done

echo "$(uname -sm), $(getconf _NPROCESSORS_ONLN) processors; $(java -version 2>&1 | sed -n 2p);" \
  "$(redis-server --version | cut -d' ' -f1-3); runs of $DURATION after $WARM_UP;" \
  "$(date -u +%Y-%m-%d)"
for experiment in "${chosen[@]}"; do
  start_redis
  "$experiment"
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  pids=()
done
