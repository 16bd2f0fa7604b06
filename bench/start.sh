#!/bin/sh
# Measures the start time of the packaged service on Java 25, with and without the ahead-of-time cache of
# docker/Dockerfile.jvm. Usage: bench/start.sh [folder of quarkus-run.jar]
# Settings: JAVA25 (default: from /usr/lib/jvm), ROUNDS (7). The time is the one that Quarkus logs, from the start of the JVM.
set -eu
cd "$(dirname "$0")/.."
app=${1:-service/target/quarkus-app}
[ -f "$app/quarkus-run.jar" ] || ./mvnw -q package -DskipTests
java=${JAVA25:-$(ls -d /usr/lib/jvm/*25*/bin/java | head -n 1)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

cp -r "$app" "$work/app"
PATH=$(dirname "$java"):$PATH TRAIN_PORT=0 sh docker/train.sh "$work/app" > /dev/null
"$java" -jar "$work/app/quarkus-run.jar" keys generate --directory "$work/keys" > /dev/null
cd "$work/app"

# Starts the service once and prints the seconds from its log.
start() {
  env VESTIBULE_TOKENS_ISSUER=https://start.example VESTIBULE_KEYS_SIGNING_FILE="$work/keys/signing.pem" \
    VESTIBULE_KEYS_SEALING_FILE="$work/keys/sealing.key" VESTIBULE_KEYS_TICKET_FILE="$work/keys/ticket.key" \
    AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=start AWS_SECRET_ACCESS_KEY=start \
    QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=0 QUARKUS_MANAGEMENT_HOST=127.0.0.1 QUARKUS_MANAGEMENT_PORT=0 QUARKUS_SHUTDOWN_DELAY=0S QUARKUS_LOG_CONSOLE_JSON_ENABLED=false \
    "$java" "$@" -XX:+UseSerialGC -jar "$work/app/quarkus-run.jar" > "$work/log" 2>&1 &
  service=$!
  until grep -q 'started in' "$work/log"; do
    kill -0 $service 2> /dev/null || { cat "$work/log" >&2; exit 1; }
    sleep 0.1
  done
  kill -TERM $service
  wait $service || true
  sed -n 's/.*started in \([0-9.]*\)s.*/\1/p' "$work/log"
}
median() {
  round=0
  while [ $round -lt "${ROUNDS:-7}" ]; do
    start "$@"
    round=$((round + 1))
  done | sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

echo "command: bench/start.sh $*"
echo "machine: $(uname -srm), $(getconf _NPROCESSORS_ONLN) cores, load $(cut -d' ' -f1-3 /proc/loadavg), $("$java" -version 2>&1 | head -n 1)"
start -Dwarm=disk > /dev/null
plain=$(median -Dcache=none)
# Mode on: the start fails if the cache cannot be used.
cached=$(median -XX:AOTMode=on -XX:AOTCache="$work/app/vestibule.aot")
echo "started in $plain s, with the cache in $cached s (medians); the cache takes $(du -m vestibule.aot | cut -f1) MiB"
awk -v plain="$plain" -v cached="$cached" 'BEGIN { printf "ratio %.2f\n", cached / plain }'
