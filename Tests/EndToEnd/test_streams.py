"""Streams as other programs make them: sockets, non-blocking pipes, terminals, bytes that come one by one."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import socket
import subprocess
import termios
from collections import Counter

import pytest

from gateway import BINARY, PATIENCE, Gateway, environment, memory_mb, pipe
from messages import FRAMINGS, frame, frames, parsed, request, split_frames

PINGS = 20_000


def pings(count: int = PINGS) -> bytes:
    return frames(request("gateway.ping", None, n) for n in range(count))


def ids(output: bytes) -> list:
    return [parsed(body)["id"] for body in split_frames(output)]


def test_a_socket_does_for_both_streams():
    ours, theirs = socket.socketpair()
    with subprocess.Popen([BINARY, "--backend", "mock"], stdin=theirs, stdout=theirs, env=environment()) as process:
        theirs.close()
        ours.sendall(pings(500))
        ours.shutdown(socket.SHUT_WR)
        with ours.makefile("rb") as answers:
            assert ids(answers.read()) == list(range(500))
        assert process.wait(PATIENCE) == 0
    ours.close()


def test_a_closed_socket_ends_the_process_with_status_0():
    ours, theirs = socket.socketpair()
    with subprocess.Popen([BINARY, "--backend", "mock"], stdin=theirs, stdout=theirs, env=environment()) as process:
        theirs.close()
        ours.sendall(frame(request("gateway.ping")))
        ours.recv(10)
        ours.close()
        assert process.wait(PATIENCE) == 0


@pytest.mark.parametrize("stream", ["input", "output", "both"])
def test_pipes_that_do_not_block_are_served_all_the_same(stream):
    child_in, our_in = os.pipe()
    our_out, child_out = os.pipe()
    if stream != "output":
        os.set_blocking(child_in, False)
    if stream != "input":
        os.set_blocking(child_out, False)
    process = subprocess.Popen([BINARY, "--backend", "mock"], stdin=child_in, stdout=child_out, env=environment())
    os.close(child_in)
    os.close(child_out)
    with os.fdopen(our_in, "wb", buffering=0) as lines, os.fdopen(our_out, "rb", buffering=0) as answers:
        lines.write(frame(request("gateway.ping", None, "first")))
        assert parsed(answers.readline()) == {"jsonrpc": "2.0", "id": "first", "result": {}}
        # More than a pipe holds, while nobody reads.
        lines.write(frames(request("inventory.get", {"device": {"id": 1}}, n) for n in range(300)))
        lines.close()
        assert sorted(ids(b"".join(iter(lambda: answers.read(1 << 16), b"")))) == list(range(300))
    assert process.wait(PATIENCE) == 0


def test_the_mode_of_a_shared_stream_is_left_as_it_was():
    ours, theirs = pty.openpty()
    keep = fcntl.fcntl(theirs, fcntl.F_GETFL)
    options = {"stdin": theirs, "stdout": theirs, "stderr": subprocess.DEVNULL, "env": environment()}
    with subprocess.Popen([BINARY], **options) as process:
        os.write(ours, frame(request("gateway.ping")))
        _read_until(ours, b'"result":{}')
        assert fcntl.fcntl(theirs, fcntl.F_GETFL) & os.O_NONBLOCK == keep & os.O_NONBLOCK
        process.terminate()
        process.wait(PATIENCE)
    assert fcntl.fcntl(theirs, fcntl.F_GETFL) == keep
    os.close(ours)
    os.close(theirs)


def test_control_d_on_a_terminal_ends_the_session():
    ours, theirs = pty.openpty()
    settings = termios.tcgetattr(theirs)
    settings[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, settings)
    options = {"stdin": theirs, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "env": environment()}
    with subprocess.Popen([BINARY], **options) as process:
        os.write(ours, frame(request("gateway.ping")) + b"\x04")
        assert ids(process.stdout.read()) == [1]
        assert process.wait(PATIENCE) == 0
    os.close(ours)
    os.close(theirs)


def _read_until(descriptor: int, mark: bytes) -> None:
    collected = b""
    while mark not in collected:
        collected += os.read(descriptor, 4096)


@pytest.mark.parametrize("framing", FRAMINGS)
def test_bytes_that_come_one_by_one_make_the_same_messages(framing):
    with Gateway(framing=framing) as gateway:
        for byte in frames([request("gateway.ping", None, "één"), "{", request("gateway.ping", None, 2)], framing):
            gateway.write(bytes([byte]))
        assert [gateway.next_message()["id"] for _ in range(3)] == ["één", None, 2]
        assert gateway.end() == 0


def test_a_byte_order_mark_carriage_returns_and_blank_lines_are_ignored():
    data = b"\xef\xbb\xbf\r\n \t\r\n" + frame(request("gateway.ping")).replace(b"\n", b"\r\n") + b"\n\n   \n"
    done = pipe(data)
    assert done.result(1) == {} and len(done.messages) == 1


def test_a_byte_order_mark_later_on_is_a_parse_error():
    done = pipe(frame(request("gateway.ping")) + b"\xef\xbb\xbf" + frame(request("gateway.ping", None, 2)))
    assert [message["id"] for message in done.messages] == [1, None]


def test_an_answer_never_holds_a_raw_line_feed():
    done = pipe([request("gateway.ping", None, "a\nb\r\u2028c\u0085"), request("a\nb", None, 2)])
    assert done.result("a\nb\r\u2028c\u0085") == {}
    assert done.output.count(b"\n") == 2


def test_header_framing_is_found_by_itself_whatever_its_first_header():
    ping = frame(request("gateway.ping"), "header")
    for start in (b"", b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n", b"x-a: 1\r\n", b"\r\n\r\n"):
        done = pipe(start + ping.replace(b"Content-Length", b"CONTENT-length"), framing="header")
        assert done.result(1) == {} and len(done.messages) == 1, start


def test_a_framing_that_is_forced_is_not_guessed():
    ping = request("gateway.ping")
    wrong = pipe(frame(ping, "header"), "--framing", "line")
    assert {message["error"]["data"]["kind"] for message in wrong.messages if "error" in message} == {"parse_error"}
    assert pipe(frame(ping), "--framing", "header", framing="header").error(None)["data"]["kind"] == "parse_error"


def test_ids_come_back_as_they_were():
    good = ["", "0", " 1", "\u00e9", "e\u0301", "\U0001f4e1", "a" * 10_000, 0, 2**63 - 1, -(2**63), None]
    done = pipe([request("gateway.ping", None, id) for id in good])
    assert [message["id"] for message in done.messages] == good
    assert [type(message["id"]) for message in done.messages] == [type(id) for id in good]


def test_a_stopped_process_goes_on_where_it_was():
    with Gateway() as gateway:
        gateway.call("gateway.ping")
        gateway.signal(signal.SIGSTOP)
        waiting = [gateway.request("gateway.ping") for _ in range(100)]
        gateway.signal(signal.SIGCONT)
        assert [gateway.result(id) for id in waiting] == [{}] * 100


def test_a_standard_error_that_nobody_reads_does_not_hold_up_the_work():
    child_err, our_err = os.pipe()
    options = ["--log-level", "trace", "--backend", "mock"]
    process = subprocess.Popen(
        [BINARY, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=our_err, env=environment()
    )
    os.close(our_err)
    output, _ = process.communicate(b"broken\n" * PINGS + pings(), PATIENCE)
    os.close(child_err)
    assert process.returncode == 0
    assert Counter(ids(output)) == {None: PINGS} | {n: 1 for n in range(PINGS)}


def test_a_closed_standard_error_does_no_harm():
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" 2>&-', BINARY], input=b"broken\n" + pings(10), capture_output=True,
        timeout=PATIENCE, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0
    assert ids(done.stdout) == [None, *range(10)]


def test_exports_and_subscriptions_leave_no_descriptor_open(tmp_path):
    with Gateway() as gateway:
        gateway.call("inventory.export", {"path": str(tmp_path / "f.csv"), "format": "csv"})
        before = sorted(os.listdir(f"/proc/{gateway.pid}/fd"))
        for _ in range(50):
            gateway.call("inventory.export", {"path": str(tmp_path / "f.csv"), "format": "csv"})
            gateway.call("inventory.unwatch", gateway.call("inventory.watch"))
        assert sorted(os.listdir(f"/proc/{gateway.pid}/fd")) == before
        assert memory_mb(gateway.pid) < 40
