#!/usr/bin/env bash
# Renders the overlays and compares the Helm chart with the base. ManifestsTest in ./mvnw verify checks their contents but skips them without kubectl, which this
# step requires.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v kubectl > /dev/null || {
  echo "kubectl is needed to render k8s/" >&2
  exit 1
}
for overlay in k8s/overlays/*/; do
  kubectl kustomize "$overlay" > /dev/null
  echo "$overlay renders"
done

# Helm as a library; an older JDK than Maven's is enough.
libraries=$(mktemp)
trap 'rm -f "$libraries"' EXIT
if [ "$(uname -sm)" = "Linux x86_64" ] &&
  ./mvnw -q -f src/test/helm/pom.xml dependency:build-classpath -Dmdep.outputFile="$libraries" > /dev/null; then
  java -cp "$(cat "$libraries")" src/test/helm/ChartCheck.java .
else
  echo "skipped: Helm (com.marcnuri.helm-java) does not resolve here, so k8s/helm/vestibule is not compared with k8s/base"
fi

if grep -rnE 'BEGIN [A-Z ]*PRIVATE KEY' k8s docker infra; then
  echo "a private key is in the deployment files" >&2
  exit 1
fi
