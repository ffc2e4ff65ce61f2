#!/usr/bin/env bash
# A night's maintenance in five lines: tells which devices are down, has three routers take a setting and reboot, and
# tells what became of each. Where they are is said by the environment alone, as CPEGATE_URL and CPEGATE_TOKEN_FILE; an
# operation that may have arrived is never sent twice, and "unconfirmed" says that somebody should look.
set -euo pipefail
cpegate() { "${CPEGATE:-cpegate}" "$@"; }

cpegate call inventory.list '{"filter":{"status":"down"},"fields":["name","type_short_name"]}' --format csv
cpegate call inventory.list '{"filter":{"status":"up","type":3},"limit":3,"fields":["id"]}' | jq -c '.devices[] | {device: ., wait_s: 900} +
  ({operation: "set", variables: [{path: "InternetGatewayDevice.DeviceInfo.ProvisioningCode", value: "night"}]}, {operation: "reboot"}) |
  {jsonrpc: "2.0", id: "\(.device.id) \(.operation)", method: "operation.submit", params: .}' | cpegate --drain-seconds 900 |
  jq -r '"\(.id): \(.result.operation.state // .error.data.kind)"' | sort
