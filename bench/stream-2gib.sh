#!/bin/sh
# Uploads a generated recording of 2 GiB and streams it through the content route of the packaged service at -Xmx128m, then
# reads a range from its middle. Reports MB/s, and the speed of AES-GCM alone. Uses the stores of dev mode. Requires node 20,
# openssl and the packaged service (./mvnw -DskipTests package). Usage: bench/stream-2gib.sh [MiB]
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'kill $service $dev 2>/dev/null || true; rm -rf "$work"' EXIT
dev= service=

./mvnw quarkus:dev -Dquarkus.http.port=8097 -Ddebug=false -Dquarkus.console.enabled=false \
  -Dvestibule.dev-stores.folder="$work/stores" > "$work/dev.log" 2>&1 & dev=$!
echo "command: bench/stream-2gib.sh"
echo "machine: $(uname -srm), $(getconf _NPROCESSORS_ONLN) cores, load $(cut -d' ' -f1-3 /proc/loadavg), $(java -version 2>&1 | head -n 1)"
until grep -qs 'Listening on' "$work/dev.log"; do sleep 1; kill -0 $dev; done
s3=$(sed -n 's/.*S3Proxy listens on \(http[^ ]*\) .*/\1/p' "$work/dev.log")
dynamodb=$(sed -n 's/.*DynamoDB Local listens on \(http[^ ]*\) .*/\1/p' "$work/dev.log")

export AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=vestibuledev AWS_SECRET_ACCESS_KEY=vestibule-dev-secret
export QUARKUS_S3_ENDPOINT_OVERRIDE="$s3" QUARKUS_S3_PATH_STYLE_ACCESS=true QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE="$dynamodb"
export VESTIBULE_TOKENS_ISSUER=http://localhost:8098 QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=8098 VESTIBULE_TABLES_CREATE_MISSING=true
VESTIBULE_KEYS_SIGNING=$(openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 2>/dev/null)
VESTIBULE_KEYS_SEALING=$(openssl rand -base64 32)
VESTIBULE_KEYS_TICKET=$(openssl rand -base64 32)
export VESTIBULE_KEYS_SIGNING VESTIBULE_KEYS_SEALING VESTIBULE_KEYS_TICKET
java -Xmx128m -Dquarkus.management.host=127.0.0.1 -Dquarkus.management.port=0 -jar service/target/quarkus-app/quarkus-run.jar > "$work/service.log" 2>&1 & service=$!
until curl -sf http://localhost:8098/api/health > /dev/null; do sleep 1; kill -0 $service || { cat "$work/service.log"; exit 1; }; done

client=src/main/resources/META-INF/resources/vestibule
cp $client/audio-crypto.js $client/audio-keys.js $client/argon2.umd.min.js bench/stream.mjs "$work"
echo '{"type":"module"}' > "$work/package.json"
node "$work/stream.mjs" http://localhost:8098 "${1:-2048}"
echo "service: $(grep VmHWM /proc/$service/status | tr -s '\t ' ' ') at -Xmx128m; errors in its log: $(grep -c -E 'ERROR|OutOfMemory' "$work/service.log" || true)"
java bench/GcmSpeed.java
