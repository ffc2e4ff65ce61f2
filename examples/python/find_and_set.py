#!/usr/bin/env python3
"""Finds devices and sets a parameter of each: here, how often they inform.

    find_and_set.py FILTER SECONDS [OPTION...]      find_and_set.py '{"organization_id":4}' 600 --mock-devices 50

The exit status is 1 when a device refused or could not be reached.
"""

from __future__ import annotations

import json
import sys

from cpegate_client import Call, Gateway, GatewayError

ROOTS = ("Device", "InternetGatewayDevice")
PARAMETER = "ManagementServer.PeriodicInformInterval"


def outcome(call: Call) -> str:
    """What became of a `parameter.set`, in a few words."""
    try:
        operation = call.result()["operation"]
    except GatewayError as error:
        return str(error)
    if operation["state"] == "succeeded":
        return "set"
    faults = (operation["error"] or {}).get("faults", [])
    return ", ".join(f"{fault['path']}: {fault['code']} {fault['meaning']}" for fault in faults) or operation["state"]


def find_and_set(filter: dict, seconds: int, options: list[str]) -> int:
    failures = 0
    with Gateway(*options) as gateway:
        devices = list(gateway.pages("inventory.list", "devices", {"filter": filter, "fields": ["name"]}))
        # Which of the two data models has a device? Both are asked for, of all devices at once.
        reads = [
            [(path, gateway.begin("parameter.get", {"device": {"id": device["id"]}, "paths": [path], "wait_s": 30}))
             for path in (f"{root}.{PARAMETER}" for root in ROOTS)]
            for device in devices
        ]  # fmt: skip
        writes: list[tuple[str, Call]] = []
        for device, alternatives in zip(devices, reads):
            path = next((path for path, read in alternatives if read.result()["values"]), None)
            if path is None:
                print(f"{device['name']}: cannot be read")
                failures += 1
                continue
            params = {"device": {"id": device["id"]}, "values": [{"path": path, "value": seconds}]}
            writes.append((device["name"], gateway.begin("parameter.set", params)))
        for name, write in writes:
            told = outcome(write)
            failures += told != "set"
            print(f"{name}: {told}")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(find_and_set(json.loads(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
