#!/usr/bin/env bash
# Makes all that the native compiler is given, without the compiler, and looks for secrets in it: whatever stands in these
# jars would stand in the binary.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Incremental compilation would compile all again, for the development stores' jars are new each time.
./mvnw -q package -Dnative -Pstatic -Dquarkus.native.sources-only=true -DskipTests \
  -Dmaven.compiler.useIncrementalCompilation=false
sources=service/target/native-sources
test -s "$sources/native-image.args"

# Files that hold keys, by name.
for jar in "$sources"/*.jar "$sources"/lib/*.jar; do
  if unzip -Z1 "$jar" | grep -E '\.(pem|key|p12|pfx|jks|keystore)$'; then
    echo "a key file is in $jar" >&2
    exit 1
  fi
done

# DER of private keys in base64: EC P-256 of either length, EC of other curves, RSA.
keys='MEECAQAwEwYHKoZIzj0|MIGHAgEAMBMGByqGSM49|MIG2AgEAMBAGByqGSM49|MII[A-Za-z0-9+/]{2}[A-Za-z0-9+/]{0,4}IBADANBgkqhkiG9w0BAQEFAASC'
# Values of our own secrets, and AWS access keys.
settings='vestibule\.keys\.(signing|sealing|ticket)[ =:]+[A-Za-z0-9+/]{20}|AKIA[0-9A-Z]{16}'
for jar in "$sources"/vestibule-*.jar "$sources"/lib/*.jar; do
  case "$jar" in
    # Netty tries a key of its own, known to the world, on the OpenSSL it finds.
    */io.netty.netty-handler-*) continue ;;
  esac
  if unzip -p "$jar" | LC_ALL=C grep -aoE "$keys|$settings"; then
    echo "a secret is in $jar" >&2
    exit 1
  fi
done

# The stores of dev mode stay at home.
if ls "$sources/lib" | grep -iE 'dynamodblocal|s3proxy|dev-stores'; then
  echo "a development store would be in the binary" >&2
  exit 1
fi
echo "native sources are complete and hold no secret"
