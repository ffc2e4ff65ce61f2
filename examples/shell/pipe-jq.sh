#!/usr/bin/env bash
# Pipes with jq at both ends: list the devices that are up, reboot one of them by name, and tell how long it took.
#
#   pipe-jq.sh [OPTION...]     the options go to cpegate
set -euo pipefail
cpegate="${CPEGATE:-cpegate}"

# `call` makes one call and prints its result, which jq takes apart.
devices=$("$cpegate" "$@" call inventory.list '{"filter":{"status":"up"},"limit":5,"fields":["name","type_short_name"]}')
jq -r '.devices[] | "\(.id)\t\(.name)\t\(.type_short_name)"' <<<"$devices"

# jq also writes requests, and so takes care of every quote in a name.
name=$(jq -r '.devices[0].name' <<<"$devices")
jq -nc --arg name "$name" '{jsonrpc: "2.0", id: 1, method: "operation.submit",
  params: {device: {name: $name}, operation: "reboot", wait_s: 600}}' |
  "$cpegate" "$@" |
  jq -r 'if .error then "failed: \(.error.message)" | halt_error
    else .result.operation | "\(.device.name) \(.operation): \(.state), from \(.created_at) to \(.updated_at)" end'
