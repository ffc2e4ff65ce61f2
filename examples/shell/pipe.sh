#!/usr/bin/env bash
# Requests in, answers out: list a few devices, reboot the first one and wait until it is back.
#
#   pipe.sh [OPTION...]     the options go to cpegate, for example --mock-devices 20
#
# No further tool is needed. The end of the lines ends the session, but what waits is still waited for. An answer is
# sent when it is ready, so look at the ids: the order may be another one.
set -euo pipefail

"${CPEGATE:-cpegate}" "$@" <<'LINES'
{"jsonrpc":"2.0","id":"list","method":"inventory.list","params":{"limit":3,"fields":["name","status","last_connection"]}}
{"jsonrpc":"2.0","id":"reboot","method":"operation.submit","params":{"device":{"id":1},"operation":"reboot","wait_s":600}}
LINES
