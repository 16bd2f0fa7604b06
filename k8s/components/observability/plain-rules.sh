#!/usr/bin/env bash
# Prints the rules of the PrometheusRules as a rules file for a Prometheus without the operator:
#   k8s/components/observability/plain-rules.sh > /etc/prometheus/rules/vestibule.yaml
# The scrape job must have the name "vestibule" and set the labels "namespace" and "pod".
set -euo pipefail
cd "$(dirname "$0")"
echo "groups:"
for file in prometheusrule*.yaml; do
  sed -e '1,/^  groups:$/d' -e 's/^  //' "$file"
done
