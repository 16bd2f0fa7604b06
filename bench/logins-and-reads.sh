#!/bin/sh
# Measures the latency of profile reads without logins and during 64 concurrent logins.
#
#   bench/logins-and-reads.sh                        builds the packaged service if necessary and starts it
#                                                    with a DynamoDB Local of its own
#   bench/logins-and-reads.sh http://localhost:8080  uses a running service
#
# Requires JDK 17 or newer. Settings: ROUNDS (3), SECONDS_EACH (10), LOGINS (64), READERS (2); for the service JAVA (java)
# and JAVA_OPTS: with -XX:MaxRAM=384m -XX:MaxRAMPercentage=50 -XX:+UseSerialGC it runs as in the container of k8s/.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
children=""
cleanup() {
  for child in $children; do kill "$child" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

if [ $# -gt 0 ]; then
  url=$1
else
  jar=service/target/quarkus-app/quarkus-run.jar
  [ -f $jar ] || ./mvnw -q package -DskipTests
  java bench/LoginsAndReads.java prepare "$work" > "$work/ports"
  read -r store_port port < "$work/ports"

  ./mvnw -q -f bench/stores.pom.xml dependency:build-classpath -Dmdep.outputFile="$work/classpath"
  java -cp "dev-stores/deployment/target/classes:$(cat "$work/classpath")" io.vestibule.devstores.child.LoopbackDynamoDb \
    -inMemory -sharedDb -disableTelemetry -cors http://localhost -port "$store_port" > "$work/store.log" 2>&1 &
  children="$children $!"
  java bench/LoginsAndReads.java await "http://127.0.0.1:$store_port" || { cat "$work/store.log"; exit 1; }

  AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=bench AWS_SECRET_ACCESS_KEY=bench \
    AWS_ENDPOINT_URL_DYNAMODB="http://127.0.0.1:$store_port" \
    AWS_ENDPOINT_URL="http://127.0.0.1:$store_port" \
    VESTIBULE_TOKENS_ISSUER=https://bench.example \
    VESTIBULE_TABLES_CREATE_MISSING=true \
    VESTIBULE_REQUEST_LIMIT_ENABLED=false \
    VESTIBULE_KEYS_SIGNING_FILE="$work/signing.pem" \
    VESTIBULE_KEYS_SEALING_FILE="$work/sealing.key" \
    VESTIBULE_KEYS_TICKET_FILE="$work/ticket.key" \
    ${JAVA:-java} ${JAVA_OPTS:-} -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port="$port" -Dquarkus.management.host=127.0.0.1 \
    -Dquarkus.management.port=0 -jar $jar > "$work/service.log" 2>&1 &
  service=$!
  children="$children $service"
  url=http://127.0.0.1:$port
  java bench/LoginsAndReads.java await "$url/api/health" || { cat "$work/service.log"; exit 1; }
fi

resident() {
  [ -r "/proc/${service:-none}/status" ] || return 0
  awk -v when="$1" '/^VmRSS|^VmHWM/ { kib[$1] = $2 } END {
    printf "resident %s: %d MiB, at most %d MiB so far\n", when, kib["VmRSS:"] / 1024, kib["VmHWM:"] / 1024 }' "/proc/$service/status"
}

echo "command: bench/logins-and-reads.sh $*"
echo "machine: $(uname -srm), $(getconf _NPROCESSORS_ONLN) cores, load $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown), $(java -version 2>&1 | head -n 1)"
echo "service, store and load generator share this machine"
if [ -n "${service:-}" ]; then
  echo "service: ${JAVA:-java} ${JAVA_OPTS:-}"
  sleep 5
  resident "at rest"
fi
java bench/LoginsAndReads.java measure "$url"
resident "after the load"
