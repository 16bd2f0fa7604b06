#!/usr/bin/env bash
# Renders the overlays. ManifestsTest in ./mvnw verify checks their contents but skips them without kubectl, which this
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
if grep -rnE 'BEGIN [A-Z ]*PRIVATE KEY' k8s docker infra; then
  echo "a private key is in the deployment files" >&2
  exit 1
fi
