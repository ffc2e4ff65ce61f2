#!/bin/bash
# Builds cpegate and holds a conversation with it: a program, a fleet of a hundred simulated routers, one line each way.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cpegate=${CPEGATE:-$(bash examples/build.sh)}

coproc gate { exec "$cpegate" --config none --backend mock; }
answers=${gate[0]} requests=${gate[1]}

number=0
# Sends one request, and shows it with its answer.
ask() {
  local request answer
  number=$((number + 1))
  request=$(printf '{"jsonrpc":"2.0","id":%d,"method":"%s","params":%s}' "$number" "$1" "${2:-{\}}")
  printf '\n--> %s\n' "$request"
  printf '%s\n' "$request" >&"$requests"
  IFS= read -r answer <&"$answers"
  if [ ${#answer} -gt 700 ]; then
    printf '<-- %s … (%d bytes)\n' "${answer:0:700}" ${#answer}
  else
    printf '<-- %s\n' "$answer"
  fi
}

say() { printf '\n# %s\n' "$*"; }

say "Which devices are there? Three of them, by name."
ask inventory.list '{"limit":3,"sort":"name","fields":["name","status","manufacturer"],"count":true}'

say "What does device 1 run?"
ask parameter.get '{"device":{"id":1},"paths":["Device.DeviceInfo.SoftwareVersion"]}'

say "Reboot it and wait: the simulated clock jumps, so a minute and a half passes at once."
ask operation.submit '{"device":{"id":1},"operation":"reboot","idempotency_key":"tonight","wait_s":30}'

say "The same again under the same key is the same operation: nothing is rebooted twice."
ask operation.submit '{"device":{"id":1},"operation":"reboot","idempotency_key":"tonight"}'

say "A slip of the finger is caught before anything is sent."
ask inventory.get '{"device":{"nmae":"faro-mesh-000001"}}'
ask parameter.get '{"device":{"id":1},"paths":["Device..DeviceInfo"]}'

exec {requests}>&-
wait "$gate_PID"

say "The same without JSON-RPC, for people:"
printf '\n$ cpegate call inventory.list ... --format table\n'
"$cpegate" --config none --backend mock call inventory.list \
  '{"filter":{"status":"down"},"limit":4,"fields":["name","manufacturer","software_version","status_change"]}' \
  --format table
printf '\nMore: README.md, %s --help, %s methods\n' "$cpegate" "$cpegate"
