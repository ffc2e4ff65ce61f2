"""The clocks of the mock: virtual gives the same bytes, auto does not make anybody wait (protocol.md section 9)."""

from __future__ import annotations

import json
import os
import random
import time
from datetime import datetime

import pytest

from gateway import Gateway, pipe
from messages import FRAMINGS, frames, notification, request

START = "2030-01-01T00:00:00.000Z"
VIRTUAL = ("--mock-clock", "virtual")


def numbered(*calls: tuple[str, dict]) -> list[dict]:
    return [request(method, params, number) for number, (method, params) in enumerate(calls, 1)]


# No line here asks for what real time tells: gateway.info, gateway.stats, gateway.doctor.
SCRIPT = [
    notification("gateway.ping"),
    *numbered(
        ("inventory.watch", {}),
        ("operation.watch", {}),
        ("inventory.create", {"attributes": {"name": "made", "type": 2, "serial_number": "M-1"}}),
        ("inventory.list", {"limit": 5, "sort": "-name", "count": True}),
        ("operation.submit", {"device": {"id": 1}, "operation": "reboot", "idempotency_key": "k"}),
        ("operation.submit", {"device": {"id": 2}, "operation": ["sync", "reconf"]}),
        ("operation.submit", {"device": {"id": 3}, "operation": "sync", "not_before": "2030-01-01T01:00:00+00:00"}),
        ("mock.set_device", {"device": {"id": 4}, "reachable": False}),
        ("operation.submit", {"device": {"id": 4}, "operation": "reboot", "expires_in_s": 3600}),
        ("mock.inject", {"match": {"operation": "sync"}, "fault": {"kind": "rate_limited"}, "times": 2}),
        ("parameter.get", {"device": {"id": 5}, "paths": ["Device.", "InternetGatewayDevice."], "wait_s": 0}),
        ("mock.advance", {"seconds": 1}),
        ("mock.inject", {"match": {"method": "inventory.get"}, "fault": {"latency_s": 7}}),
        ("inventory.get", {"device": {"name": "made"}}),
        ("mock.advance", {"seconds": 600}),
        ("operation.list", {"limit": 50}),
        ("mock.advance", {"seconds": 7200}),
        ("operation.list", {"filter": {"states": ["succeeded", "expired"]}}),
        ("inventory.import", {"mode": "upsert", "devices": [{"name": "made", "type": 3}, {"name": "too", "type": 1}]}),
        ("inventory.summary", {"group_by": ["status", "organization_id"]}),
        ("audit.list", {}),
        ("mock.advance", {"seconds": 86_400}),
        ("inventory.list", {"limit": 1000}),
        ("mock.reset", {"seed": 3}),
        ("inventory.list", {"limit": 2}),
        ("no.such.method", {}),
    ),
    "{",
    [request("gateway.ping", None, "in a batch"), request("inventory.get", {"device": {"id": 9}}, "in it too")],
]


def seconds_between(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


# virtual


@pytest.mark.parametrize("framing", FRAMINGS)
def test_the_same_lines_give_the_same_bytes(framing):
    first, second = (pipe(SCRIPT, *VIRTUAL, framing=framing) for _ in range(2))
    assert first.output == second.output
    for id in range(1, 26):
        assert "result" in first.answer(id), first.answer(id)
    assert len(first.notifications) > 20


@pytest.mark.parametrize("framing", FRAMINGS)
def test_the_same_lines_give_the_same_bytes_however_they_are_cut(framing):
    data = frames(SCRIPT, framing)
    whole = pipe(data, *VIRTUAL, framing=framing).output
    for largest in (1, 100):
        assert fed_in_pieces(data, largest, framing) == whole


def fed_in_pieces(data: bytes, largest: int, framing: str) -> bytes:
    """The output for data that comes in pieces of at most so many bytes, each taken before the next is written."""
    pieces = random.Random(largest)
    collected = []
    with Gateway("--framing", framing, *VIRTUAL, framing=framing, reads=False) as gateway:
        os.set_blocking(gateway.process.stdout.fileno(), False)
        at = 0
        while at < len(data):
            size = pieces.randint(1, largest)
            gateway.write(data[at : at + size])
            at += size
            collected.append(gateway.process.stdout.read() or b"")
        gateway.close_input()
        os.set_blocking(gateway.process.stdout.fileno(), True)
        while more := gateway.process.stdout.read(1 << 20):
            collected.append(more)
        assert gateway.exit_status() == 0
    return b"".join(collected)


def test_one_line_at_a_time_gives_the_same_answers_as_all_at_once():
    whole = pipe(SCRIPT[:-2], *VIRTUAL)
    with Gateway(*VIRTUAL) as gateway:
        for message in SCRIPT[:-2]:
            gateway.send(message)
            # The one that is held by a latency is answered by a later line.
            if "id" in message and message["id"] != 14:
                assert gateway.answer(message["id"]) == whole.answer(message["id"])


def test_another_seed_gives_another_fleet_and_a_longer_fleet_begins_as_a_shorter_one():
    listing = [request("inventory.list", {"limit": 20})]
    small, large, other = (
        pipe(listing, *VIRTUAL, *options).result(1)["devices"]
        for options in (("--mock-devices", "20"), ("--mock-devices", "1000000"), ("--mock-seed", "2"))
    )
    assert small == large
    assert all(one != two for one, two in zip(small, other))


def test_the_clock_stands_until_it_is_moved():
    with Gateway(*VIRTUAL) as gateway:
        times = set()
        for _ in range(50):
            times.add(gateway.call("inventory.get", {"device": {"id": 1}})["freshness"]["fetched_at"])
        assert times == {START}
        assert gateway.call("mock.advance", {"seconds": 1.5})["now"] == "2030-01-01T00:00:01.500Z"


def test_advancing_at_once_or_by_steps_comes_to_the_same():
    def after(*steps: float) -> tuple:
        moves = [request("mock.advance", {"seconds": seconds}, f"step {n}") for n, seconds in enumerate(steps)]
        submit = request("operation.submit", {"device": {"id": 1}, "operation": "reboot"}, "submit")
        looks = request("operation.list", {}, "ops"), request("inventory.list", {}, "fleet")
        done = pipe([submit, *moves, *looks], *VIRTUAL)
        return done.result("ops")["operations"], done.result("fleet")

    assert after(3600) == after(*[60] * 60) == after(0.001, 3599.999)


# auto


def test_a_reboot_and_a_wait_return_at_once_with_the_minutes_told():
    began = time.monotonic()
    done = pipe([request("operation.submit", {"device": {"id": 1}, "operation": "reboot", "wait_s": 3600})])
    assert time.monotonic() - began < 5
    operation = done.result(1)["operation"]
    assert operation["state"] == "succeeded"
    assert 20 < seconds_between(operation["created_at"], operation["updated_at"]) < 900
    assert operation["created_at"] < "2030-01-01T00:00:05"


def test_a_wait_for_an_unreachable_device_runs_to_its_deadline():
    with Gateway() as gateway:
        gateway.call("mock.set_device", {"device": {"id": 1}, "reachable": False})
        params = {"device": {"id": 1}, "operation": "reboot", "expires_in_s": 7 * 86_400}
        submitted = gateway.call("operation.submit", params)["operation"]
        waited = gateway.call("operation.wait", {"ids": [submitted["id"]]})
        assert waited["done"] is True
        (operation,) = waited["operations"]
        assert operation["state"] == "expired"
        assert seconds_between(submitted["expires_at"], operation["updated_at"]) == pytest.approx(0, abs=1)


def test_a_latency_is_jumped_over():
    with Gateway() as gateway:
        gateway.call("mock.inject", {"match": {"method": "inventory.get"}, "fault": {"latency_s": 86_400}})
        told = gateway.call("inventory.get", {"device": {"id": 1}})["freshness"]["fetched_at"]
        assert 86_400 <= seconds_between(START, told) < 86_500


def test_without_a_wait_nothing_jumps():
    with Gateway() as gateway:
        gateway.call("operation.submit", {"device": {"id": 1}, "operation": "reboot"})
        told = [gateway.call("inventory.get", {"device": {"id": 1}})["freshness"]["fetched_at"] for _ in range(100)]
        assert seconds_between(START, told[-1]) < 15
        assert told == sorted(told)


# real


def test_the_real_clock_tells_the_time_of_the_machine_and_is_not_advanced():
    with Gateway("--mock-clock", "real") as gateway:
        told = gateway.call("inventory.get", {"device": {"id": 1}})["freshness"]["fetched_at"]
        assert abs(datetime.fromisoformat(told).timestamp() - time.time()) < 5
        gateway.send(request("mock.advance", {"seconds": 1}, "advance"))
        assert gateway.answer("advance")["error"]["data"]["kind"] == "unsupported"


def test_a_wait_of_the_real_clock_takes_its_time():
    with Gateway("--mock-clock", "real") as gateway:
        began = time.monotonic()
        params = {"device": {"id": 1}, "operation": "reboot", "wait_s": 0.3}
        operation = gateway.call("operation.submit", params)["operation"]
        assert 0.3 <= time.monotonic() - began < 3
        assert operation["state"] == "accepted"


def test_times_sort_as_text():
    done = pipe([request("inventory.list", {"limit": 1000})], *VIRTUAL)
    for device in done.result(1)["devices"]:
        for name in ("created", "status_change", "last_connection", "last_configuration", "last_change"):
            if told := device[name]:
                assert len(told) == len(START) and told.endswith("Z"), json.dumps(device)
