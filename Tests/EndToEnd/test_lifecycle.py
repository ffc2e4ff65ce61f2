"""How a session begins and ends: protocol.md section 4."""

from __future__ import annotations

import json
import contextlib
import os
import select
import signal
import subprocess
import sys
import time

import pytest

from gateway import BINARY, PATIENCE, Gateway, environment, pipe, wait_until
from messages import frame, frames, parsed, request

# What a machine that is busy with other things may add to a limit.
BUSY = 1
PING = request("gateway.ping", None, "ping")


def submit_to_unreachable(gateway: Gateway) -> str:
    """The id of an operation that will not end: its device is away and the clock stands."""
    gateway.call("mock.set_device", {"device": {"id": 1}, "reachable": False})
    answer = gateway.call("operation.submit", {"device": {"id": 1}, "operation": "reboot"})
    return answer["operation"]["id"]


def start_wait(gateway: Gateway, **params) -> int:
    """A wait that nothing will end, begun for certain."""
    waiting = gateway.request("operation.wait", {"ids": [submit_to_unreachable(gateway)], **params})
    gateway.call("gateway.ping")
    return waiting


# The end of input


def test_end_of_input_ends_with_status_0_and_no_word_on_standard_output():
    done = pipe(b"")
    assert (done.status, done.output) == (0, b"")


def test_a_closed_standard_input_at_the_start_is_an_end_and_no_crash():
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" <&-', BINARY], capture_output=True, timeout=5, env=environment()
    )
    assert done.stdout == b""
    assert done.returncode in (0, 74)


def test_a_closed_standard_output_at_the_start_is_told_and_ends_the_process():
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" >&-', BINARY], input=frame(PING), capture_output=True, timeout=5, env=environment()
    )
    assert done.returncode == 74


def test_a_standard_input_that_cannot_be_read_is_status_74(tmp_path):
    folder = os.open(tmp_path, os.O_RDONLY)
    done = subprocess.run([BINARY], stdin=folder, capture_output=True, timeout=PATIENCE, env=environment())
    os.close(folder)
    assert (done.returncode, done.stdout) == (74, b"")
    assert done.stderr


def test_a_standard_output_that_cannot_be_written_is_status_74():
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [BINARY], input=frame(PING), stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE, env=environment()
        )
    assert done.returncode == 74
    assert b"space" in done.stderr


def test_all_that_was_read_before_the_end_is_answered():
    done = pipe([request("inventory.get", {"device": {"id": n % 100 + 1}}, n) for n in range(3_000)])
    assert sorted(message["id"] for message in done.messages) == list(range(3_000))
    assert done.status == 0


def test_an_unended_last_line_that_is_a_message_is_served():
    assert pipe(frame(PING)[:-1]).result("ping") == {}


def test_an_unended_last_line_that_is_no_message_is_one_parse_error():
    done = pipe(frame(PING) + b'{"jsonrpc":"2.0","id":2')
    assert done.result("ping") == {}
    assert done.error(None)["data"]["kind"] == "parse_error"
    assert (len(done.messages), done.status) == (2, 0)


def test_a_header_frame_that_stops_short_is_one_parse_error():
    done = pipe(frame(PING, "header") + b"Content-Length: 50\r\n\r\n{}", framing="header")
    assert done.result("ping") == {}
    assert done.error(None)["data"]["kind"] == "parse_error"


def test_a_wait_goes_on_at_the_end_of_input_up_to_its_own_time_out():
    with Gateway("--mock-clock", "virtual") as gateway:
        waiting = start_wait(gateway, timeout_s=0.3)
        began = time.monotonic()
        gateway.close_input()
        result = gateway.result(waiting)
        assert time.monotonic() - began > 0.2
        assert result["done"] is False and result["operations"][0]["state"] == "waiting"
        assert gateway.exit_status() == 0


def test_the_drain_ends_a_wait_with_the_state_it_sees():
    with Gateway("--mock-clock", "virtual", "--drain-seconds", "0.3") as gateway:
        waiting = start_wait(gateway, timeout_s=600)
        began = time.monotonic()
        gateway.close_input()
        result = gateway.result(waiting)
        assert gateway.exit_status() == 0
        assert 0.2 < time.monotonic() - began < 2.3
        assert result["done"] is False and result["operations"][0]["state"] == "waiting"


def test_what_the_drain_cannot_finish_is_answered_cancelled():
    with Gateway("--mock-clock", "virtual", "--drain-seconds", "0.2") as gateway:
        gateway.call("mock.inject", {"match": {"method": "inventory.get"}, "fault": {"latency_s": 1000}})
        held = gateway.request("inventory.get", {"device": {"id": 1}})
        gateway.call("gateway.ping")
        gateway.close_input()
        assert gateway.answer(held)["error"]["data"]["kind"] == "cancelled"
        assert gateway.exit_status() == 0


def test_a_script_may_submit_a_reboot_wait_for_it_and_close():
    done = pipe([request("operation.submit", {"device": {"id": 1}, "operation": "reboot", "wait_s": 600}, 1)])
    assert done.result(1)["operation"]["state"] == "succeeded"
    assert done.status == 0


# Shutdown and signals


def test_shutdown_is_answered_and_ends_with_status_0_while_the_input_stays_open():
    with Gateway() as gateway:
        assert gateway.call("gateway.shutdown") == {}
        assert gateway.next_message() is None
        assert gateway.exit_status() == 0


def test_what_stands_before_a_shutdown_is_served_and_what_stands_behind_it_is_not():
    before = [request("inventory.get", {"device": {"id": 1}}, n) for n in range(50)]
    behind = [request("gateway.ping", None, n) for n in range(100, 150)]
    done = pipe([*before, request("gateway.shutdown", None, "end"), *behind])
    assert {message["id"] for message in done.messages} == {*range(50), "end"}
    assert done.status == 0


def test_shutdown_answers_waits_at_once_with_the_state_they_see():
    with Gateway("--mock-clock", "virtual") as gateway:
        waiting = start_wait(gateway)
        began = time.monotonic()
        gateway.request("gateway.shutdown")
        assert gateway.result(waiting)["operations"][0]["state"] == "waiting"
        assert gateway.exit_status() == 0
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_answers_waits_at_once_and_ends_with_status_0(number):
    with Gateway("--mock-clock", "virtual") as gateway:
        waiting = start_wait(gateway)
        gateway.signal(number)
        assert gateway.result(waiting)["operations"][0]["state"] == "waiting"
        assert gateway.next_message() is None
        assert gateway.exit_status() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_half_a_message_counts_as_not_read_when_a_signal_comes(number):
    with Gateway() as gateway:
        gateway.call("gateway.ping")
        gateway.write(b'{"jsonrpc":"2.0","id":77,"method":"gateway.ping"}')
        gateway.signal(number)
        assert gateway.next_message() is None
        assert gateway.exit_status() == 0


def test_a_call_that_is_held_is_given_the_drain_after_a_signal():
    with Gateway("--mock-clock", "virtual", "--drain-seconds", "0.2") as gateway:
        gateway.call("mock.inject", {"match": {"method": "inventory.get"}, "fault": {"latency_s": 1000}})
        held = gateway.request("inventory.get", {"device": {"id": 1}})
        gateway.call("gateway.ping")
        gateway.signal(signal.SIGTERM)
        assert gateway.answer(held)["error"]["data"]["kind"] == "cancelled"
        assert gateway.exit_status() == 0


# A reader or a parent that is gone


def test_a_closed_output_pipe_ends_the_process_with_status_0():
    with Gateway(reads=False) as gateway:
        gateway.send(PING)
        assert parsed(gateway.process.stdout.readline())["id"] == "ping"
        gateway.process.stdout.close()
        with contextlib.suppress(BrokenPipeError):  # It may have noticed already.
            gateway.send(PING)
        assert gateway.exit_status() == 0


def test_a_closed_output_pipe_ends_waits_at_once():
    with Gateway("--mock-clock", "virtual", reads=False) as gateway:
        gateway.send(request("operation.submit", {"device": {"id": 1}, "operation": "reboot", "wait_s": 600}, 1), PING)
        assert parsed(gateway.process.stdout.readline())["id"] == "ping"
        gateway.process.stdout.close()
        with contextlib.suppress(BrokenPipeError):  # It may have noticed already.
            gateway.send(PING)
        assert gateway.exit_status(5) == 0


PARENT = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdin=0, stdout=int(os.environ["OUT"]), pass_fds=[int(os.environ["OUT"])])
print(child.pid, flush=True)
sys.stdin = open(int(os.environ["DIE"]))
sys.stdin.read()
"""


class Orphan:
    """A gateway whose parent is a small process between it and us, which dies on demand."""

    def __init__(self, *options: str):
        self.input, self._input = _pipe_for_child(ours="write")
        self.output, output = _pipe_for_child(ours="read")
        self._die, die = _pipe_for_child(ours="write")
        env = environment() | {"OUT": str(output), "DIE": str(die)}
        self.parent = subprocess.Popen(
            [sys.executable, "-c", PARENT, BINARY, *options],
            stdin=self._input, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=(output, die), env=env,
        )  # fmt: skip
        for descriptor in (self._input, output, die):
            os.close(descriptor)
        self.pid = int(self.parent.stdout.readline())
        self.output = os.fdopen(self.output, "rb")

    def ping(self) -> object:
        os.write(self.input, frame(PING))
        return parsed(self.output.readline())

    def kill_parent(self) -> None:
        os.close(self._die)
        self.parent.wait(PATIENCE)
        self.parent.stdout.close()

    def close(self) -> None:
        os.close(self.input)
        self.output.close()


def _pipe_for_child(ours: str) -> tuple[int, int]:
    """Our end and the other one."""
    read, write = os.pipe()
    return (read, write) if ours == "read" else (write, read)


def is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_vanished_parent_ends_the_process_though_its_input_is_open():
    orphan = Orphan()
    assert orphan.ping()["result"] == {}
    orphan.kill_parent()
    assert orphan.output.read() == b""
    wait_until(lambda: not is_alive(orphan.pid), "the gateway outlives its parent", 5)
    orphan.close()


def test_parent_pid_0_lets_the_process_outlive_its_parent():
    orphan = Orphan("--parent-pid", "0")
    orphan.ping()
    orphan.kill_parent()
    assert orphan.ping()["result"] == {}
    os.close(orphan.input)
    assert orphan.output.read() == b""
    wait_until(lambda: not is_alive(orphan.pid), "the gateway outlives its input")
    orphan.output.close()


def test_parent_pid_watches_the_process_that_it_names():
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as watched:
        with Gateway("--parent-pid", str(watched.pid)) as gateway:
            gateway.call("gateway.ping")
            watched.stdin.close()
            watched.wait(PATIENCE)
            assert gateway.next_message() is None
            assert gateway.exit_status(5) == 0


def test_parent_pid_of_no_process_ends_at_once():
    gone = subprocess.Popen(["true"])
    gone.wait(PATIENCE)
    with Gateway("--parent-pid", str(gone.pid)) as gateway:
        assert gateway.next_message() is None
        assert gateway.exit_status(5) == 0


# An end under pressure


def stalled(*options: str) -> Gateway:
    """A gateway with more answers than its output takes, and nobody who reads them."""
    gateway = Gateway("--max-queued-bytes", "100000", "--drain-seconds", "0.3", *options, reads=False)
    gateway.send(*(request("inventory.list", {"limit": 20}, n) for n in range(50)))
    select.select([gateway.process.stdout], [], [], PATIENCE)
    return gateway


@pytest.mark.parametrize("end", ["input", "SIGTERM", "SIGINT"])
def test_a_reader_that_never_reads_cannot_hold_up_the_end(end):
    with stalled() as gateway:
        if end == "input":
            gateway.close_input()
        else:
            gateway.signal(signal.Signals[end])
        assert gateway.process.wait(0.3 + 2 + BUSY) == 0


def test_a_reader_that_never_reads_and_goes_is_an_end_with_status_0():
    with stalled() as gateway:
        gateway.process.stdout.close()
        assert gateway.process.wait(2) == 0


def test_a_process_without_time_to_drain_ends_at_once():
    with Gateway("--mock-clock", "virtual", "--drain-seconds", "0") as gateway:
        waiting = start_wait(gateway)
        gateway.close_input()
        assert gateway.result(waiting)["done"] is False
        assert gateway.exit_status(2) == 0


def test_a_shutdown_as_a_notification_ends_the_process_without_an_answer():
    with Gateway() as gateway:
        gateway.send({"jsonrpc": "2.0", "method": "gateway.shutdown"})
        assert gateway.next_message() is None
        assert gateway.exit_status() == 0


def test_a_shutdown_in_a_batch_is_answered_with_its_batch():
    batch = [request("gateway.ping", None, 1), request("gateway.shutdown", None, 2), request("gateway.ping", None, 3)]
    done = pipe([batch, request("gateway.ping", None, "behind")])
    (answers,) = done.messages
    assert sorted(answer["id"] for answer in answers) == [1, 2, 3]


def test_operations_that_had_not_ended_are_counted_on_standard_error():
    with Gateway("--mock-clock", "virtual") as gateway:
        submit_to_unreachable(gateway)
        assert gateway.end() == 0
    assert b"1 operation had not ended" in gateway.errors


def test_a_second_signal_is_no_worse_than_the_first():
    with Gateway("--mock-clock", "virtual", "--drain-seconds", "0.3") as gateway:
        gateway.call("mock.inject", {"match": {"method": "inventory.get"}, "fault": {"latency_s": 1000}})
        held = gateway.request("inventory.get", {"device": {"id": 1}})
        gateway.call("gateway.ping")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
            gateway.signal(number)
        assert gateway.answer(held)["error"]["data"]["kind"] == "cancelled"
        assert gateway.exit_status() == 0


# What the streams hold


def test_standard_output_holds_frames_only_even_when_all_is_logged():
    lines = [PING, "broken", request("operation.submit", {"device": {"id": 1}, "operation": "reboot", "wait_s": 9}, 2)]
    done = pipe(lines, "--log-level", "trace", "--log-format", "json")
    assert len(done.messages) == 3
    assert done.errors


def test_logs_in_json_are_one_object_a_line():
    done = pipe([PING, "broken"], "--log-level", "trace", "--log-format", "json", "--backend", "mock")
    logged = [json.loads(line) for line in done.errors.splitlines()]
    assert logged and all(isinstance(entry, dict) for entry in logged)


@pytest.mark.parametrize("framing", ["line", "header"])
def test_answers_use_the_framing_of_the_input(framing):
    done = pipe(frames([PING, "{"], framing), framing=framing)
    assert {message["id"] for message in done.messages} == {"ping", None}


def test_nothing_is_lost_when_the_input_is_a_file(tmp_path):
    path = tmp_path / "lines"
    path.write_bytes(frames(request("gateway.ping", None, n) for n in range(5_000)))
    with path.open("rb") as lines:
        done = subprocess.run([BINARY], stdin=lines, capture_output=True, timeout=PATIENCE, env=environment())
    assert sorted(json.loads(line)["id"] for line in done.stdout.splitlines()) == list(range(5_000))
