# Runs a Redis for as long as standard input stays open.
#
# $1 redis-server, $2 its configuration, $3 its log. Tells the process id of Redis on standard
# output. Ends when Redis has ended, with its status.
#
# The server holds the other end of standard input. When the server is gone, however it went, the
# kernel closes that end, the guard reads the end of the file, and Redis is told to stop.
umask 077
# A signal to the whole group (Ctrl-C) must not take the watchdog before the server has finished.
trap '' INT QUIT HUP TERM
exec 3<&0 </dev/null
(trap - INT QUIT HUP TERM; exec "$1" "$2" 3<&- >>"$3" 2>&1) &
redis=$!
echo "$redis"
exec >/dev/null 2>&1
(
  while read -r _; do :; done <&3
  kill -TERM "$redis"
  left=100
  while [ "$left" -gt 0 ] && kill -0 "$redis"; do
    sleep 0.1 || sleep 1
    left=$((left - 1))
  done
  kill -KILL "$redis"
) &
guard=$!
wait "$redis"
status=$?
kill -KILL "$guard"
exit "$status"
