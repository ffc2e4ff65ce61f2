"""Subscriptions to devices and to operations: protocol.md section 9."""

from __future__ import annotations

import array
import fcntl
import termios
from pathlib import Path

import pytest

from gateway import Gateway, pipe, wait_until
from messages import RPCError, request

BY_THEMSELVES = {"last_connection", "last_configuration", "last_change"}


@pytest.fixture
def gateway():
    with Gateway("--mock-clock", "virtual") as gateway:
        yield gateway


def update(gateway: Gateway, id: int, **attributes) -> None:
    gateway.call("inventory.update", {"device": {"id": id}, "attributes": attributes})


def told(gateway: Gateway) -> list[dict]:
    """All that was told up to now: notifications never come behind an answer to a later request."""
    gateway.call("gateway.ping")
    return gateway.take_notifications()


def events(gateway: Gateway) -> list[tuple]:
    return [(each["sequence"], each["event"], each["device"]["id"]) for each in told(gateway)]


# inventory.watch


def test_a_device_that_is_made_changed_and_deleted_is_told_with_rising_sequences(gateway):
    subscription = gateway.call("inventory.watch")["subscription"]
    gateway.call("inventory.create", {"attributes": {"name": "new", "type": 1}})
    update(gateway, 101, description="x", name="newer")
    gateway.call("inventory.delete", {"device": {"id": 101}, "confirm": True})
    made, changed, deleted = told(gateway)
    assert [each["sequence"] for each in (made, changed, deleted)] == [1, 2, 3]
    assert [each["event"] for each in (made, changed, deleted)] == ["created", "updated", "deleted"]
    assert {each["subscription"] for each in (made, changed, deleted)} == {subscription}
    assert set(changed["changed"]) == {"name", "description"}
    assert changed["device"]["name"] == "newer"
    assert deleted["device"]["description"] == "x"
    assert not any(each.get("gap") for each in (made, changed, deleted))


def test_a_change_that_changes_nothing_is_not_told(gateway):
    update(gateway, 1, description="x")
    gateway.call("inventory.watch")
    update(gateway, 1, description="x")
    assert events(gateway) == []


def test_devices_that_enter_or_leave_the_filter_are_updated(gateway):
    update(gateway, 1, description="no")
    gateway.call("inventory.watch", {"filter": {"name": "watched*"}})
    update(gateway, 1, name="watched 1")
    update(gateway, 1, description="seen")
    update(gateway, 1, name="away")
    update(gateway, 1, description="unseen")
    update(gateway, 2, description="never")
    assert events(gateway) == [(1, "updated", 1), (2, "updated", 1), (3, "updated", 1)]


def test_what_moves_by_itself_makes_no_event_alone_and_is_never_named(gateway):
    before = gateway.call("inventory.get", {"device": {"id": 1}})["device"]["last_connection"]
    gateway.call("inventory.watch")
    gateway.call("mock.advance", {"seconds": 6 * 3600})
    assert gateway.call("inventory.get", {"device": {"id": 1}})["device"]["last_connection"] > before
    for event in told(gateway):
        assert event["changed"] and not BY_THEMSELVES & set(event["changed"])


def test_a_reboot_is_told_step_by_step(gateway):
    update(gateway, 1, name="watched")
    gateway.call("inventory.watch", {"filter": {"name": "watched"}})
    gateway.call("operation.submit", {"device": {"id": 1}, "operation": "reboot"})
    gateway.call("mock.advance", {"seconds": 900})
    seen = told(gateway)
    states = [event["device"]["status"] for event in seen if "status" in event["changed"]]
    assert states[:2] == ["down", "up"]
    flags = [event["device"]["reboot"] for event in seen if "reboot" in event["changed"]]
    assert flags == [True, False]


def test_nothing_is_told_before_the_answer_that_made_the_subscription():
    lines = []
    for n in range(50):
        create = {"attributes": {"name": f"n{n}", "type": 1}}
        lines += [request("inventory.watch", {}, f"watch {n}"), request("inventory.create", create, f"create {n}")]
    done = pipe(lines)
    subscribed = set()
    for message in done.messages:
        if "method" in message:
            assert message["params"]["subscription"] in subscribed
        elif str(message["id"]).startswith("watch"):
            subscribed.add(message["result"]["subscription"])
    # The first subscription sees all that is made, the last one only the last.
    counts = [sum(each["params"]["subscription"] == name for each in done.notifications)
              for name in (done.result(f"watch {n}")["subscription"] for n in range(50))]  # fmt: skip
    assert counts == list(range(50, 0, -1))


def test_after_unwatch_nothing_is_told_and_the_subscription_is_unknown(gateway):
    subscription = gateway.call("inventory.watch")["subscription"]
    other = gateway.call("inventory.watch")["subscription"]
    assert gateway.call("inventory.unwatch", {"subscription": subscription}) == {}
    update(gateway, 1, description="x")
    assert {each["subscription"] for each in told(gateway)} == {other}
    with pytest.raises(RPCError) as refused:
        gateway.call("inventory.unwatch", {"subscription": subscription})
    assert refused.value.kind == "not_found"


def test_a_subscription_of_one_kind_is_unknown_to_the_other(gateway):
    subscription = gateway.call("operation.watch")["subscription"]
    with pytest.raises(RPCError) as refused:
        gateway.call("inventory.unwatch", {"subscription": subscription})
    assert refused.value.kind == "not_found"
    assert gateway.call("operation.unwatch", {"subscription": subscription}) == {}


def test_subscriptions_end_with_the_input_and_hold_nothing_up(gateway):
    gateway.call("inventory.watch")
    gateway.call("operation.watch")
    assert gateway.end() == 0


def test_a_reader_that_was_behind_finds_a_gap_mark_and_then_what_happens_now():
    rows = [{"name": f"row {n}", "type": 1} for n in range(20_000)]
    with Gateway("--mock-devices", "0", "--max-queued-bytes", "100000", reads=False) as gateway:
        gateway.send(request("inventory.watch", {}, "watch"))
        gateway.send(request("inventory.import", {"devices": rows, "mode": "create"}, "import"))
        wait_until(lambda: unread(gateway) > 32_768 and is_at_rest(gateway), "the events fill the pipe")
        gateway.start_reading()
        assert gateway.result("import")["created"] == 20_000
        seen = []
        while not any(event["device"].get("description") for event in seen):
            update(gateway, 1, description=f"caught up at {len(seen)}")
            seen += told(gateway)
        assert any(event.get("gap") for event in seen)
        assert len(seen) < 20_000
        assert [event["sequence"] for event in seen] == list(range(1, len(seen) + 1))
        update(gateway, 2, description="caught up")
        (event,) = told(gateway)
        assert event["device"]["description"] == "caught up" and not event.get("gap")


def unread(gateway: Gateway) -> int:
    """Bytes that stand in the pipe from the gateway to us."""
    count = array.array("i", [0])
    fcntl.ioctl(gateway.process.stdout.fileno(), termios.FIONREAD, count)
    return count[0]


def is_at_rest(gateway: Gateway) -> bool:
    """No thread of it has run while we looked a hundred times."""

    def ticks() -> list[str]:
        tasks = sorted(Path(f"/proc/{gateway.pid}/task").iterdir())
        return [(task / "schedstat").read_text() for task in tasks]

    before = ticks()
    return all(ticks() == before for _ in range(100))


# operation.watch


def submit(gateway: Gateway, id: int = 1, operation: str = "reboot") -> str:
    return gateway.call("operation.submit", {"device": {"id": id}, "operation": operation})["operation"]["id"]


def test_an_operation_is_told_in_every_state(gateway):
    answer = gateway.call("operation.watch")
    id = submit(gateway)
    gateway.call("mock.advance", {"seconds": 900})
    seen = told(gateway)
    assert [each["operation"]["state"] for each in seen] == ["queued", "dispatching", "accepted", "succeeded"]
    assert {each["operation"]["id"] for each in seen} == {id}
    assert {each["subscription"] for each in seen} == {answer["subscription"]}
    sequences = [each["sequence"] for each in seen]
    assert sequences == sorted(set(sequences)) and sequences[0] > answer["sequence"]
    assert not any("history" in each["operation"] for each in seen)


def test_a_filter_of_operations_leaves_the_others_out(gateway):
    gateway.call("operation.watch", {"filter": {"operations": ["sync"], "device": {"id": 2}}})
    submit(gateway, 1, "sync")
    submit(gateway, 2, "reboot")
    wanted = submit(gateway, 2, "sync")
    gateway.call("mock.advance", {"seconds": 900})
    assert {each["operation"]["id"] for each in told(gateway)} == {wanted}


def test_since_tells_again_what_came_behind_it(gateway):
    start = gateway.call("operation.watch")["sequence"]
    id = submit(gateway)
    gateway.call("mock.advance", {"seconds": 900})
    first = told(gateway)
    again = gateway.call("operation.watch", {"since": start})
    repeated = [each for each in told(gateway) if each["subscription"] == again["subscription"]]
    assert repeated and not any(each.get("gap") for each in repeated)
    assert repeated[-1]["operation"]["id"] == id and repeated[-1]["operation"]["state"] == "succeeded"
    assert repeated[-1]["sequence"] == first[-1]["sequence"]


def test_after_unwatch_no_operation_is_told(gateway):
    subscription = gateway.call("operation.watch")["subscription"]
    gateway.call("operation.unwatch", {"subscription": subscription})
    submit(gateway)
    gateway.call("mock.advance", {"seconds": 900})
    assert told(gateway) == []
