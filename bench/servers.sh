# shellcheck shell=bash
# Starts the servers of compare and soak. Sourced with bash at the top of the repository; needs `work`, a new folder.
# shellcheck disable=SC2034,SC2154

children=() running=
cleanup() {
  local child
  for child in $running "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  for child in $running "${children[@]}"; do wait "$child" 2>/dev/null || true; done
  if [ -n "${KEEP_LOGS:-}" ]; then echo "logs: $work" >&2; else rm -rf "$work"; fi
}

fail() {
  echo "$1" >&2
  [ -z "${2:-}" ] || tail -n 30 "$2" >&2
  exit 1
}

# In the background, so that a signal to the script ends it at once.
generator() {
  local status=0
  "$java_tool" -cp "$work/generator" Compare "$@" &
  running=$!
  wait "$running" || status=$?
  running=
  return $status
}

# Compiles the load generator, makes keys and chooses ports.
prepare() {
  java_tool=${JAVA_TOOL:-java}
  local compiler=javac
  [ "$java_tool" = java ] || compiler=$(dirname "$java_tool")/javac
  "$compiler" -d "$work/generator" bench/Compare.java
  "$java_tool" bench/LoginsAndReads.java prepare "$work" > /dev/null
  read -r store_port bucket_port binary_port binary_management jar_port jar_management pocketbase_port < <(generator ports --count 7)
}

# An in-memory DynamoDB Local.
start_store() {
  [ -d dev-stores/deployment/target/classes ] || fail "not compiled: run ./mvnw package -DskipTests first"
  ./mvnw -q -f bench/stores.pom.xml dependency:build-classpath -Dmdep.outputFile="$work/classpath"
  "$java_tool" -cp "dev-stores/deployment/target/classes:$(cat "$work/classpath")" io.vestibule.devstores.child.LoopbackDynamoDb \
    -inMemory -sharedDb -disableTelemetry -cors http://localhost -port "$store_port" > "$work/store.log" 2>&1 &
  store=$!
  children+=("$store")
  generator await --port "$store_port" || fail "DynamoDB Local did not start" "$work/store.log"
}

# launcher NAME COMMAND: writes a script $work/NAME that becomes the command. PREFIX is for a scheduler, such as "chrt -f 10".
launcher() {
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nexec ${PREFIX:-} %s "$@"\n' "$2" > "$work/$1"
  chmod +x "$work/$1"
}

# vestibule_launcher NAME MANAGEMENT_PORT COMMAND: the same with the environment of the service. Its port comes from PORT.
vestibule_launcher() {
  launcher "$1" "env QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=\"\$PORT\" \
QUARKUS_MANAGEMENT_HOST=127.0.0.1 QUARKUS_MANAGEMENT_PORT=$2 QUARKUS_SHUTDOWN_DELAY=0S \
AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=bench AWS_SECRET_ACCESS_KEY=bench AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:$store_port \
AWS_ENDPOINT_URL=http://127.0.0.1:$store_port QUARKUS_S3_ENDPOINT_OVERRIDE=http://127.0.0.1:$bucket_port QUARKUS_S3_PATH_STYLE_ACCESS=true \
VESTIBULE_TOKENS_ISSUER=https://bench.example VESTIBULE_REQUEST_LIMIT_ENABLED=false VESTIBULE_THROTTLE_SIGN_UPS=false \
VESTIBULE_KEYS_SIGNING_FILE=$work/signing.pem VESTIBULE_KEYS_SEALING_FILE=$work/sealing.key VESTIBULE_KEYS_TICKET_FILE=$work/ticket.key \
$3"
}

# start NAME PORT: runs the launcher until the end of the script; its process id is in ${pid[NAME]}.
declare -A pid
start() {
  PORT=$2 "$work/$1" > "$work/$1.log" 2>&1 &
  pid[$1]=$!
  children+=("$!")
  generator await --port "$2" || fail "$1 did not start" "$work/$1.log"
  kill -0 "${pid[$1]}" 2>/dev/null || fail "$1 has ended" "$work/$1.log"
}

# The binary in VESTIBULE_BINARY, otherwise the one of the last native build. Empty if there is none.
find_binary() {
  local found=${VESTIBULE_BINARY:-}
  [ -n "$found" ] || found=$(find service/target -maxdepth 1 -name '*-runner' -type f 2>/dev/null | head -n 1)
  if [ -n "$found" ]; then
    [ -x "$found" ] || fail "VESTIBULE_BINARY is not executable: $found"
    realpath "$found"
  fi
}

machine() {
  echo "machine: $(uname -srm), $(getconf _NPROCESSORS_ONLN) cores, load $(cut -d' ' -f1-3 /proc/loadavg), $("$java_tool" -version 2>&1 | head -n 1)"
  date -u '+%Y-%m-%d %H:%M UTC'
}
