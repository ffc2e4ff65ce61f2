#!/usr/bin/env python3
"""Reboots devices, all at once, and waits until each is back.

    reboot_and_wait.py NAME... [-- OPTION...]      reboot_and_wait.py faro-mesh-000001 -- --mock-devices 20

The exit status is 1 when a device was not rebooted.
"""

from __future__ import annotations

import sys

from cpegate_client import Gateway, GatewayError


def progress(method: str, params: dict) -> None:
    operation = params["operation"]
    print(f"{operation['updated_at']}  {operation['device']['name']}: {operation['state']}", flush=True)


def reboot(names: list[str], options: list[str]) -> int:
    failures = 0
    with Gateway(*options, on_notification=progress) as gateway:
        gateway.call("operation.watch", {"filter": {"operations": ["reboot"]}})
        # All are sent before the first answer is awaited, so that the devices reboot side by side.
        calls = [
            gateway.begin("operation.submit", {"device": {"name": name}, "operation": "reboot", "wait_s": 900})
            for name in names
        ]
        for name, call in zip(names, calls):
            try:
                operation = call.result()["operation"]
            except GatewayError as error:
                print(f"{name}: {error}", file=sys.stderr)
                failures += 1
                continue
            failures += operation["state"] != "succeeded"
    return 1 if failures else 0


if __name__ == "__main__":
    words = sys.argv[1:]
    split = words.index("--") if "--" in words else len(words)
    if not words[:split]:
        sys.exit(__doc__)
    sys.exit(reboot(words[:split], words[split + 1 :]))
