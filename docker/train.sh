#!/bin/sh
# Starts the service once so that the JVM records the classes that it loads: train.sh <folder of quarkus-run.jar>
# The keys are temporary. No store is needed, because no request is sent.
set -eu
app=$1
cd "$app"
java -jar quarkus-run.jar keys generate --directory /tmp/train-keys
log=/tmp/train.log
VESTIBULE_TOKENS_ISSUER=https://train.example \
VESTIBULE_KEYS_SIGNING_FILE=/tmp/train-keys/signing.pem \
VESTIBULE_KEYS_SEALING_FILE=/tmp/train-keys/sealing.key \
VESTIBULE_KEYS_TICKET_FILE=/tmp/train-keys/ticket.key \
AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=train AWS_SECRET_ACCESS_KEY=train \
QUARKUS_HTTP_PORT=${TRAIN_PORT:-8080} QUARKUS_MANAGEMENT_PORT=0 QUARKUS_SHUTDOWN_DELAY=0S \
  java -XX:AOTCacheOutput="$app/vestibule.aot" -XX:+UseSerialGC -jar "$app/quarkus-run.jar" > $log 2>&1 &
service=$!
tries=0
until grep -q 'Listening on' $log; do
  tries=$((tries + 1))
  if [ $tries -gt 120 ] || ! kill -0 $service 2> /dev/null; then
    cat $log
    exit 1
  fi
  sleep 1
done
kill -TERM $service
wait $service || true
rm -r /tmp/train-keys $log
test -s "$app/vestibule.aot"
