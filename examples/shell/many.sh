#!/usr/bin/env bash
# Many devices at once: read one parameter of every device that a filter finds, in one process and side by side.
#
#   many.sh [FILTER] [OPTION...]     many.sh '{"status":"up","type":3}' --mock-devices 500
#
# Each line of the output is the answer for the device whose id it has. A device that cannot be reached does not hold
# up the others: its answer says so after wait_s.
set -euo pipefail
cpegate="${CPEGATE:-cpegate}"
filter=${1:-'{"status":"up","type":3}'}
shift $(($# > 0 ? 1 : 0))

# csv is one device a line below a heading, ended by CR LF; `read` and `printf` make a request of each.
"$cpegate" "$@" call inventory.list '{"filter":'"$filter"',"limit":1000,"fields":["id"]}' --format csv |
  tail -n +2 |
  while IFS=$',\r' read -r id _; do
    printf '{"jsonrpc":"2.0","id":%d,"method":"parameter.get","params":{"device":{"id":%d},"wait_s":10,"paths":["%s"]}}\n' \
      "$id" "$id" InternetGatewayDevice.DeviceInfo.SoftwareVersion
  done |
  "$cpegate" "$@"
