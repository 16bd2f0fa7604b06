#!/usr/bin/env bash
# Creates the input of the native compiler without running it. Searches it for secrets, because the binary contains
# what these jars contain, and for response types that the binary could not serialize.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Incremental compilation would recompile everything, because the jars of the dev stores are new each time.
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
    # Netty tests OpenSSL with a key that is publicly known.
    */io.netty.netty-handler-*) continue ;;
  esac
  if unzip -p "$jar" | LC_ALL=C grep -aoE "$keys|$settings"; then
    echo "a secret is in $jar" >&2
    exit 1
  fi
done

# The dev stores must not be in the artifact.
if ls "$sources/lib" | grep -iE 'dynamodblocal|s3proxy|dev-stores'; then
  echo "a development store would be in the binary" >&2
  exit 1
fi
# Every type of a response has a generated serializer or is registered for reflection; otherwise the binary answers 500.
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
for jar in "$sources"/vestibule-*.jar; do
  unzip -qo "$jar" -d "$classes"
done
registered=$(find "$classes/META-INF" \( -name 'reflect-config.json' -o -name 'reachability-metadata.json' \) -exec cat {} +)
# A command that creates Vert.x at run time ends with an error if a provider is named but not registered.
for provider in $(cat "$classes"/META-INF/services/* | grep '^io\.vestibule\.'); do
  if ! grep -qF "\"$provider\"" <<<"$registered"; then
    echo "the service provider $provider is not registered for reflection" >&2
    exit 1
  fi
done
# Jackson reads the classes of webauthn4j by reflection.
library=$(find "$sources/lib" -name 'com.webauthn4j.webauthn4j-core-*.jar')
unregistered=$(unzip -Z1 "$library" | grep -E '^com/webauthn4j/(data|converter/jackson)/.*\.class$' | sed 's/\.class$//; s#/#.#g' \
  | grep -vxF -f <(grep -oE 'com\.webauthn4j\.[A-Za-z0-9_.$]+' <<<"$registered" | sort -u) || true)
if [ -n "$unregistered" ]; then
  echo "the binary cannot read these classes of webauthn4j: $unregistered" >&2
  exit 1
fi
own_types() { grep -oE 'io\.vestibule\.[A-Za-z0-9_.$]+[ ,>;]' | tr -d ' ,>;' | sort -u; }
# A raw Response hides its type. ContentResource streams bytes and returns no JSON.
resources=$(cd "$classes" && find io/vestibule -name '*Resource.class' ! -name ContentResource.class | sed 's/\.class$//; s#/#.#g')
# shellcheck disable=SC2086
returned=$(javap -public -cp "$classes" $resources | grep '(' | sed 's/(.*//')
if grep -F 'jakarta.ws.rs.core.Response' <<<"$returned"; then
  echo "a raw Response hides the type of its body from the native build" >&2
  exit 1
fi
pending=$(own_types <<<"$returned")
test -n "$pending" || { echo "no type of a response was found" >&2; exit 1; }
seen=
while [ -n "$pending" ]; do
  # shellcheck disable=SC2086
  declared=$(javap -private -cp "$classes" $pending)
  # Jackson writes an enum by its @JsonValue, which Quarkus registers.
  enums=$(grep 'extends java.lang.Enum<' <<<"$declared" | own_types || true)
  seen=$(printf '%s\n%s\n' "$seen" "$(comm -23 <(sort -u <<<"$pending") <(sort -u <<<"$enums"))" | sort -u)
  pending=$(comm -23 <(grep 'private final' <<<"$declared" | own_types) <(sort -u <<<"$seen"$'\n'"$enums") || true)
done
failed=
for type in $seen; do
  file=$classes/$(tr . / <<<"$type")
  if [ ! -f "$file\$quarkusjacksonserializer.class" ] && ! grep -qF "\"$type\"" <<<"$registered"; then
    echo "the binary cannot write a response of type $type" >&2
    failed=1
  fi
done
[ -z "$failed" ] || exit 1
echo "the binary can write the $(wc -w <<<"$seen") types of responses"

echo "native sources are complete and hold no secret"
