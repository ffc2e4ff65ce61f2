#!/usr/bin/env bash
# A dialogue: one gateway runs beside the script, and every question waits for its answer.
#
#   coproc.sh [OPTION...]     the options go to cpegate
#
# With one question at a time the next line is its answer, as long as nothing is subscribed to (watch, progress_token).
set -euo pipefail

coproc gateway { exec "${CPEGATE:-cpegate}" "$@"; }
process=$gateway_PID
id=0

# call METHOD PARAMS: leaves the answer in $answer; ends the script when it is an error.
call() {
  id=$((id + 1))
  printf '{"jsonrpc":"2.0","id":%d,"method":"%s","params":%s}\n' "$id" "$1" "$2" >&"${gateway[1]}"
  IFS= read -r answer <&"${gateway[0]}"
  case $answer in
    '{"jsonrpc":"2.0","id":'"$id"',"result":'*) ;;
    *) printf '%s\n' "$answer" >&2 && exit 1 ;;
  esac
}

call inventory.get '{"device":{"id":1},"fields":["name","software_version"]}'
printf 'before  %s\n' "$answer"

call inventory.update '{"device":{"id":1},"attributes":{"description":"seen by coproc.sh"}}'

call operation.submit '{"device":{"id":1},"operation":"reboot","wait_s":600}'
[[ $answer == *'"state":"succeeded"'* ]] && printf 'rebooted\n'

call inventory.get '{"device":{"id":1},"fields":["name","description"]}'
printf 'after   %s\n' "$answer"

# Closing its input is how a gateway is ended; it answers what is open, and leaves with status 0.
input=${gateway[1]}
exec {input}>&-
wait "$process"
