#!/usr/bin/env bash
# Applies the laptop overlay to a real node and trains through what happens in a cluster: scaling, a rollout restart, a forced delete, a
# wrong setting and its correction; then the Jobs report, audit, rescore, replay and eval. Run by hand before a release, as root on
# Debian 12; the result goes into docs/deploy.md. The first time it builds Kubernetes, which takes 6 minutes on an idle machine.
#
#   k8s/try/run.sh DIR [STEPS]      engine, node and images are made in DIR and kept there; the run of that many steps (400 by default)
#                                   must outlast what happens to it, so a slow machine wants fewer
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2 && exit 2; }
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dir=$(mkdir -p "$1" && cd "$1" && pwd)

say() { echo "try: $((SECONDS / 60)) min $((SECONDS % 60)) s: $*" >&2; }
fail() {
  say "FAILED: $*"
  exit 1
}
k() { kubectl --kubeconfig "$dir/kubeconfig" -n grpo "$@"; }
at_the_end() {
  k8s/try/node stop "$dir" || true
  .ci/engine stop "$dir/engine" || true
}
trap at_the_end EXIT

.ci/engine start "$dir/engine"
.ci/stand-ins "$dir/engine"
for image in learner-service generator-service reward-service grpo; do
  "$dir/engine/bin/docker" build -q --target "$image" -t "kafka-grpo/$image:dev" . >/dev/null
done
say "the images are built"
k8s/try/node start "$dir"
say "the node is ready: $(kubectl --kubeconfig "$dir/kubeconfig" get node node1 -o 'jsonpath={.status.nodeInfo.kubeletVersion}')"

# The laptop overlay with further keys. 1.20 knows neither policy/v1 nor batch/v1's CronJob nor pod security by labels; the first are left
# out, the second is its v1beta1.
rm -rf "$dir/manifests"
mkdir -p "$dir/manifests/k8s/overlays"
cp -r config "$dir/manifests/"
cp -r k8s/base k8s/components "$dir/manifests/k8s/"
cp -r k8s/overlays/laptop "$dir/manifests/k8s/overlays/"
mkdir "$dir/manifests/k8s/overlays/try"
apply() {
  local usual
  usual=$(sed -n 's/^GRPO_SET=//p' k8s/base/environment.properties)
  cat >"$dir/manifests/k8s/overlays/try/kustomization.yaml" <<END
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: grpo
resources: [../laptop]
configMapGenerator:
  - name: grpo-environment
    behavior: merge
    literals: ["GRPO_SET=$usual,$1"]
END
  kubectl kustomize "$dir/manifests/k8s/overlays/try" | python3 -c '
import sys
for document in sys.stdin.read().split("\n---\n"):
    if "kind: PodDisruptionBudget" in document:
        continue
    if "kind: CronJob" in document:
        document = document.replace("apiVersion: batch/v1\n", "apiVersion: batch/v1beta1\n")
    print(document, end="\n---\n")' | k apply -f - >"$dir/logs/apply.log"
}
say "left out, for this node lacks it: policy/v1 PodDisruptionBudget; CronJobs are v1beta1"
# claims have no provisioner here: folders of this machine
volume() {
  mkdir -p "$dir/volumes/$1"
  chmod 777 "$dir/volumes/$1"
  kubectl --kubeconfig "$dir/kubeconfig" apply -f - >/dev/null <<END
apiVersion: v1
kind: PersistentVolume
metadata: {name: $1}
spec: {capacity: {storage: 20Gi}, accessModes: [ReadWriteOnce], hostPath: {path: $dir/volumes/$1}, claimRef: {namespace: grpo, name: $1}}
END
}
# Waits until a command's output is as it should be.
await() {
  local what=$1 patience=$2 waited
  shift 2
  for ((waited = 0; waited < patience; waited++)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 1
  done
  k get pods >&2 || true
  k logs learner-0 --tail 20 >&2 || true
  fail "$what did not come within $patience s"
}
rm -rf "$dir/volumes"
for claim in state-learner-0 state-reward-0 data-kafka-0; do volume "$claim"; done
more="steps=${2:-400},evaluation.every=50,evaluation.limit=100"
apply "$more"
await "Kafka's pod" 120 sh -c "kubectl --kubeconfig '$dir/kubeconfig' -n grpo get pod kafka-0 -o 'jsonpath={.status.podIP}' | grep -q ."
k8s/try/node names "$dir"
k scale statefulset generator --replicas 2 >/dev/null
await "a ready learner" 300 k wait --for=condition=Ready pod/learner-0 --timeout=1s
say "training with two generators"
version() {
  k exec generator-0 -- bash -c 'exec 3<>/dev/tcp/127.0.0.1/8080; printf "GET /q/metrics HTTP/1.0\r\n\r\n" >&3; cat <&3' \
    | sed -n 's/^kafka_grpo_generator_version \([0-9]*\).*/\1/p'
}
beyond() { [ "$(version)" -ge "$1" ]; }
await "step 3" 300 beyond 3
k scale statefulset generator --replicas 4 >/dev/null
await "four ready generators" 180 k wait --for=condition=Ready pod/generator-3 --timeout=1s
say "scaled from two generators to four, version $(version)"
k rollout restart statefulset/generator >/dev/null
k rollout status statefulset/generator --timeout=600s >/dev/null
await "a generator's figures" 60 beyond 0
now=$(version)
say "generators rolled, version $now"
k delete pod learner-0 --force --grace-period=0 >/dev/null 2>&1
await "steps after the learner's pod was deleted" 300 beyond $((now + 10))
say "learner deleted by force and back, version $(version)"
apply "$more,steps=none"
reason() { k get pod learner-0 -o 'jsonpath={.status.containerStatuses[0].state.terminated.message}{.status.containerStatuses[0].lastState.terminated.message}'; }
names_it() { reason | grep -q "'none' of steps"; }
await "the wrong setting's sentence" 300 names_it
say "wrong setting: $(reason)"
apply "$more"
await "a ready learner after the correction" 600 k wait --for=condition=Ready pod/learner-0 --timeout=1s
say "corrected, the learner is back by itself"
await "the trained model" 900 test -f "$dir/volumes/state-learner-0/model/model.safetensors"
say "finished"
# what `kubectl create job --from=cronjob/…` does, for kubectl of today knows no CronJob of v1beta1
job() {
  k get cronjob "$1" -o json | python3 -c '
import json, sys
template = json.load(sys.stdin)["spec"]["jobTemplate"]
json.dump({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": sys.argv[1]}, "spec": template["spec"]}, sys.stdout)' "$2" \
    | k create -f - >/dev/null
}
for tool in report audit rescore replay eval; do
  job "$tool" "$tool-1"
  await "the end of $tool" 600 k wait --for=condition=complete "job/$tool-1" --timeout=1s
  k logs "job/$tool-1" >"$dir/$tool.log"
  say "$tool: $(grep -v '^ *$' "$dir/$tool.log" | tail -n 1)"
done
cat "$dir/report.log" "$dir/eval.log" >&2
say "PASSED"
