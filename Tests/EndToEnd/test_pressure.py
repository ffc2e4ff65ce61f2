"""Readers that stall, writers that do not stop: memory stays bounded, and what comes after is served (section 4)."""

from __future__ import annotations

import os
import select

import pytest

from gateway import Gateway, memory_mb, pipe
from messages import frame, frames, notification, request

MEGABYTE = 1 << 20
# An idle process needs less than 30 MB.
IDLE = 30


def write_until_full(gateway: Gateway, data: bytes, limit: int) -> tuple[int, bytes]:
    """Writes the same lines again and again until the gateway stops reading, or has taken `limit` bytes.

    What it took, and the rest of the lines that were begun.
    """
    descriptor = gateway.process.stdin.fileno()
    os.set_blocking(descriptor, False)
    taken = 0
    rest = data
    # Half a second without progress: a gateway that has room reads within microseconds.
    while taken < limit and select.select([], [descriptor], [], 0.5)[1]:
        try:
            written = os.write(descriptor, rest)
        except BlockingIOError:
            continue
        taken += written
        rest = rest[written:] or data
    os.set_blocking(descriptor, True)
    return taken, rest if len(rest) < len(data) else b""


def test_an_idle_process_is_small():
    with Gateway() as gateway:
        gateway.call("inventory.list")
        assert memory_mb(gateway.pid) < IDLE


def test_a_stalled_reader_stops_the_reading_and_memory_stays_bounded():
    bound = MEGABYTE
    with Gateway("--max-queued-bytes", str(bound), reads=False) as gateway:
        lines = frames(request("inventory.list", {"limit": 5}, n) for n in range(200))
        taken, rest = write_until_full(gateway, lines, 64 * MEGABYTE)
        assert taken < 8 * MEGABYTE, "it reads on though nobody reads its answers"
        assert memory_mb(gateway.pid, "VmHWM") < IDLE + 8
        gateway.start_reading()
        gateway.write(rest)
        gateway.send(request("gateway.ping", None, "later"))
        assert gateway.result("later") == {}
        assert gateway.end() == 0


def test_every_request_is_answered_after_a_reader_woke_up():
    count = 20_000
    with Gateway("--max-queued-bytes", "200000", "--max-in-flight", "16", reads=False) as gateway:
        data = frames(request("inventory.get", {"device": {"id": n % 100 + 1}}, n) for n in range(count))
        taken, rest = write_until_full(gateway, data, len(data))
        assert taken < len(data)
        gateway.start_reading()
        gateway.write(rest)
        gateway.close_input()
        answered = []
        while (message := gateway.next_message()) is not None:
            assert "result" in message
            answered.append(message["id"])
        assert sorted(answered) == list(range(count))
        assert gateway.exit_status() == 0


@pytest.mark.parametrize("framing", ["line", "header"])
def test_an_endless_message_is_dropped_without_being_stored(framing):
    with Gateway("--framing", framing, framing=framing) as gateway:
        gateway.call("gateway.ping")
        size = 200 * MEGABYTE
        if framing == "header":
            gateway.write(b"Content-Length: %d\r\n\r\n" % size)
        block = b'{"jsonrpc":"2.0","id":1,"method":"' + b"x" * (4 * MEGABYTE - 34)
        for _ in range(size // len(block)):
            gateway.write(block)
        if framing == "line":
            gateway.write(b"\n")
        gateway.send(request("gateway.ping", None, "later"))
        refused = gateway.answer(None)
        assert refused["error"]["data"]["kind"] == "message_too_large"
        assert gateway.result("later") == {}
        assert not gateway.take_notifications()
        assert memory_mb(gateway.pid, "VmHWM") < IDLE + 40
        assert gateway.end() == 0


def test_a_line_that_never_ends_is_told_once_and_the_end_of_input_still_counts():
    with Gateway("--max-message-bytes", "1000") as gateway:
        for _ in range(100):
            gateway.write(b"[" * 10_000)
        gateway.close_input()
        assert gateway.answer(None)["error"]["data"]["kind"] == "message_too_large"
        assert gateway.next_message() is None
        assert gateway.exit_status() == 0


@pytest.mark.parametrize(("size", "is_taken"), [(999, True), (1000, True), (1001, False)])
def test_the_limit_of_a_message_is_exact(size, is_taken):
    body = frame(request("gateway.ping", None, "")).rstrip(b"\n")
    body = body.replace(b'""', b'"%b"' % (b"i" * (size - len(body))))
    assert len(body) == size
    for ending in (b"\n", b"\r\n"):
        done = pipe(body + ending + frame(request("gateway.ping", None, 2)), "--max-message-bytes", "1000")
        assert done.result(2) == {}
        others = [message for message in done.messages if message["id"] != 2]
        assert [("result" in message) for message in others] == [is_taken]


def test_a_flood_of_notifications_leaves_memory_bounded_and_gets_no_answer():
    with Gateway() as gateway:
        known, unknown = notification("inventory.list", {"limit": 2}), notification("no.such.method")
        block = frames([known] * 1_000 + [unknown] * 2_000)
        for _ in range(30):
            gateway.write(block)
        gateway.send(request("gateway.ping", None, "later"))
        assert gateway.next_message()["id"] == "later"
        assert memory_mb(gateway.pid, "VmHWM") < IDLE + 40
        assert gateway.end() == 0


def test_memory_is_flat_over_a_million_pings():
    with Gateway() as gateway:
        block = frames([notification("gateway.ping")] * 20_000)

        def ping(times: int) -> float:
            for _ in range(times):
                gateway.write(block)
            gateway.call("gateway.ping")
            return memory_mb(gateway.pid)

        first = ping(10)
        assert ping(50) < first * 1.05 + 0.5


def hold_the_only_place(gateway: Gateway, seconds: float) -> None:
    """A request that is in work, not only waiting, for so long of the real clock."""
    gateway.call("mock.inject", {"match": {"method": "inventory.summary"}, "fault": {"latency_s": seconds}})
    gateway.send(request("inventory.summary", {"group_by": ["status"]}, "held"))


REAL_AND_NARROW = ("--mock-clock", "real", "--max-in-flight", "1")


def test_a_full_queue_stops_the_reading_and_all_is_served_when_there_is_room():
    count = 20_000
    with Gateway(*REAL_AND_NARROW, "--max-queued-bytes", "100000") as gateway:
        hold_the_only_place(gateway, 2)
        lines = frames(request("inventory.get", {"device": {"id": 1}, "fields": ["name"]}, n) for n in range(count))
        taken, rest = write_until_full(gateway, lines, len(lines))
        assert taken < MEGABYTE, "it reads on though its queue is full"
        assert memory_mb(gateway.pid, "VmHWM") < IDLE
        gateway.write(rest)
        assert [gateway.next_message()["id"] for _ in range(count + 1)] == ["held", *range(count)]
        assert gateway.end() == 0


def test_a_cancel_reaches_a_request_in_the_queue_at_once():
    with Gateway(*REAL_AND_NARROW) as gateway:
        hold_the_only_place(gateway, 600)
        gateway.send(*(request("gateway.ping", None, n) for n in range(3)), notification("$/cancelRequest", {"id": 1}))
        first = gateway.next_message()
        assert (first["id"], first["error"]["data"]["kind"]) == (1, "cancelled")
        gateway.send(notification("$/cancelRequest", {"id": "held"}))
        assert gateway.answer("held")["error"]["data"]["kind"] == "cancelled"
        assert gateway.result(0) == gateway.result(2) == {}


def test_the_end_of_input_acts_behind_a_queue():
    with Gateway(*REAL_AND_NARROW, "--drain-seconds", "0.2") as gateway:
        hold_the_only_place(gateway, 600)
        gateway.send(*(request("gateway.ping", None, n) for n in range(3)))
        gateway.close_input()
        assert {gateway.answer(id)["error"]["data"]["kind"] for id in ("held", 0, 1, 2)} == {"cancelled"}
        assert gateway.exit_status() == 0


def test_waits_do_not_take_the_places_of_work():
    with Gateway("--mock-clock", "virtual", "--max-in-flight", "2") as gateway:
        gateway.call("mock.set_device", {"device": {"id": 1}, "reachable": False})
        submitted = gateway.call("operation.submit", {"device": {"id": 1}, "operation": "reboot"})
        waits = [gateway.request("operation.wait", {"ids": [submitted["operation"]["id"]]}) for _ in range(50)]
        assert gateway.call("inventory.get", {"device": {"id": 2}, "fields": ["name"]})["device"]["id"] == 2
        gateway.call("operation.cancel", {"id": submitted["operation"]["id"]})
        assert all(gateway.result(wait)["done"] for wait in waits)


def test_the_ten_thousand_and_first_wait_is_overloaded():
    with Gateway("--mock-clock", "virtual", "--drain-seconds", "0") as gateway:
        gateway.call("mock.set_device", {"device": {"id": 1}, "reachable": False})
        submitted = gateway.call("operation.submit", {"device": {"id": 1}, "operation": "reboot"})
        params = {"ids": [submitted["operation"]["id"]]}
        gateway.write(frames(request("operation.wait", params, f"wait {n}") for n in range(10_001)))
        first = gateway.next_message()
        assert (first["id"], first["error"]["data"]["kind"]) == ("wait 10000", "overloaded")
        assert gateway.call("gateway.ping") == {}


def test_the_thousand_and_first_subscription_is_overloaded():
    with Gateway("--mock-clock", "virtual") as gateway:
        gateway.write(frames(request("inventory.watch", {}, f"watch {n}") for n in range(1_001)))
        kinds = [gateway.answer(f"watch {n}").get("error", {}).get("data", {}).get("kind") for n in range(1_001)]
        assert kinds == [None] * 1_000 + ["overloaded"]


def test_a_batch_above_its_limit_is_one_refusal_and_nothing_is_done():
    create = [request("inventory.create", {"attributes": {"name": f"batch {n}", "type": 1}}, n) for n in range(4)]
    done = pipe([create, request("inventory.list", {"filter": {"name": "batch *"}}, "list")], "--max-batch", "3")
    assert done.error(None)["data"]["kind"] == "invalid_request"
    assert done.result("list")["devices"] == []
    assert len(done.messages) == 2


def test_a_batch_whose_answers_outgrow_the_queue_leaves_the_rest_undone_and_says_so():
    members = [request("inventory.list", {"limit": 100}, n) for n in range(100)]
    done = pipe([members], "--max-queued-bytes", "500000", "--max-in-flight", "1")
    (answers,) = done.messages
    assert sorted(answer["id"] for answer in answers) == list(range(100))
    refused = [answer for answer in answers if "error" in answer]
    assert {answer["error"]["data"]["kind"] for answer in refused} == {"overloaded"}
    assert 0 < len(refused) < 100
