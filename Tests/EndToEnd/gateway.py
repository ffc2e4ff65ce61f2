"""What the end-to-end tests share: starting the binary, talking to it, and checking all that it writes.

Every message that comes out passes `checked`, so that each test also tests that standard output holds nothing but
JSON-RPC messages. Nothing here sleeps: one waits for an answer, for the end of a stream, or for the end of a process,
and each of these waits has a limit.
"""

from __future__ import annotations

import atexit
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from messages import RPCError, checked, frames, parsed, request, split_frames

REPOSITORY = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("CPEGATE") or str(REPOSITORY / ".build" / "release" / "cpegate")
DUMPS = REPOSITORY.parent / "shared" / "data" / "devices"
PATIENCE = 15.0

_home = tempfile.mkdtemp(prefix="cpegate-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
_started: list["Gateway"] = []


def environment(**more: str) -> dict[str, str]:
    """An environment without a word to the gateway, and with a home that is empty."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CPEGATE", "XDG_"))}
    return kept | {"HOME": _home, "LC_ALL": "C.UTF-8"} | more


# Running to the end


class Finished:
    """All that a process said between its start and its end."""

    def __init__(self, status: int, output: bytes, errors: bytes, framing: str):
        self.status = status
        self.output = output
        self.errors = errors.decode()
        self.messages = [checked(parsed(body)) for body in split_frames(output, framing)]
        self.notifications = [message for message in self.messages if isinstance(message, dict) and "method" in message]

    def answers(self, id: object) -> list[dict]:
        return [m for m in self.messages if isinstance(m, dict) and "method" not in m and m["id"] == id]

    def answer(self, id: object) -> dict:
        found = self.answers(id)
        assert len(found) == 1, f"{len(found)} answers to {id!r}"
        return found[0]

    def result(self, id: object) -> dict:
        answer = self.answer(id)
        assert "result" in answer, f"an error: {answer}"
        return answer["result"]

    def error(self, id: object) -> dict:
        answer = self.answer(id)
        assert "error" in answer, f"no error: {answer!r:.300}"
        return answer["error"]


def pipe(messages, *options: str, framing: str = "line") -> Finished:
    """Feeds messages (or raw bytes) through a pipe, as a shell would, and takes all that comes."""
    data = messages if isinstance(messages, bytes) else frames(messages, framing)
    done = subprocess.run([BINARY, *options], input=data, capture_output=True, timeout=PATIENCE, env=environment())
    return Finished(done.returncode, done.stdout, done.stderr, framing)


def command(*words: str, env: dict | None = None, input: bytes = b"", **more) -> subprocess.CompletedProcess:
    """Runs `cpegate WORDS…` that serves nobody; output and errors come as text."""
    done = subprocess.run(
        [BINARY, *words], input=input, capture_output=True, timeout=PATIENCE, env=env or environment(), **more
    )
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    return done


# A dialogue


class Gateway:
    """A gateway that runs, as a context manager.

    A thread reads and checks what it writes; `reads=False` leaves its output alone until `start_reading`.
    """

    def __init__(self, *options: str, framing: str = "line", reads: bool = True, env: dict | None = None, **more):
        self.framing = framing
        self.process = subprocess.Popen(
            [BINARY, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=env or environment(),
            **more,
        )
        self.pid = self.process.pid
        self.errors = b""
        self._messages: queue.Queue = queue.Queue()
        self._early: list[object] = []
        self._next_id = 0
        self._reader: threading.Thread | None = None
        self._error_reader = threading.Thread(target=self._read_errors, daemon=True)
        self._error_reader.start()
        _started.append(self)
        if reads:
            self.start_reading()

    def __enter__(self) -> Gateway:
        return self

    def __exit__(self, *_) -> None:
        self.kill()

    # Sending

    def send(self, *messages: object) -> None:
        self.write(frames(messages, self.framing))

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self.process.stdin.fileno(), rest) :]

    def close_input(self) -> None:
        self.process.stdin.close()

    def request(self, method: str, params: dict | None = None) -> int:
        self._next_id += 1
        self.send(request(method, params, self._next_id))
        return self._next_id

    def call(self, method: str, params: dict | None = None) -> dict:
        return self.result(self.request(method, params))

    # Receiving

    def start_reading(self) -> None:
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def next_message(self, seconds: float = PATIENCE) -> object:
        """The next message of any kind; None is the end of the stream."""
        if self._early:
            return self._early.pop(0)
        return self._take(seconds)

    def answer(self, id: object) -> dict:
        """The answer to a request; what else comes is kept."""
        for at, message in enumerate(self._early):
            if _is_answer(message, id):
                return self._early.pop(at)
        end = time.monotonic() + PATIENCE
        while (message := self._take(end - time.monotonic())) is not None:
            if _is_answer(message, id):
                return message
            self._early.append(message)
        raise AssertionError(f"the stream ended without an answer to {id!r}; standard error: {self.errors!r:.500}")

    def result(self, id: object) -> dict:
        answer = self.answer(id)
        if "error" in answer:
            raise RPCError(answer["error"])
        return answer["result"]

    def take_notifications(self) -> list[dict]:
        """The params of those that came before the last answer that was taken, and were not taken yet."""
        taken = [message["params"] for message in self._early if _is_notification(message)]
        self._early = [message for message in self._early if not _is_notification(message)]
        return taken

    # Ending

    def exit_status(self, seconds: float = PATIENCE) -> int:
        status = self.process.wait(seconds)
        for thread in (self._reader, self._error_reader):
            if thread:
                thread.join(PATIENCE)
        return status

    def end(self) -> int:
        """Closes the input, as a client does that has all it wants."""
        self.close_input()
        return self.exit_status()

    def kill(self) -> None:
        """Ends what still runs; only for the cleaning up after a test."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if not self._reader or not self._reader.is_alive() or stream is self.process.stdin:
                try:
                    stream.close()
                except OSError:
                    pass
        if self in _started:
            _started.remove(self)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    # Inside

    def _take(self, seconds: float) -> object:
        try:
            message = self._messages.get(timeout=max(seconds, 0.001))
        except queue.Empty:
            raise AssertionError(f"nothing came; standard error: {self.errors!r:.500}") from None
        if isinstance(message, BaseException):
            raise message
        return message

    def _read(self) -> None:
        try:
            while (body := self._next_body()) is not None:
                self._messages.put(checked(parsed(body)))
            self._messages.put(None)
        except BaseException as error:  # noqa: BLE001 - told to the thread that waits
            self._messages.put(error)

    _buffer = b""

    def _next_body(self) -> bytes | None:
        if self.framing == "line":
            line = self._read_until(b"\n")
            return line
        header = self._read_until(b"\r\n\r\n")
        if header is None:
            return None
        name, _, length = header.partition(b": ")
        assert name == b"Content-Length" and length.isdigit(), f"no header: {header!r:.200}"
        while len(self._buffer) < int(length):
            assert self._fill(), "a frame that stops short"
        body, self._buffer = self._buffer[: int(length)], self._buffer[int(length) :]
        return body

    def _read_until(self, mark: bytes) -> bytes | None:
        start = 0
        while (at := self._buffer.find(mark, start)) < 0:
            start = max(len(self._buffer) - len(mark), 0)
            if not self._fill():
                assert not self._buffer, f"an unended frame: {self._buffer[-200:]!r}"
                return None
        found, self._buffer = self._buffer[:at], self._buffer[at + len(mark) :]
        return found

    def _fill(self) -> bool:
        data = os.read(self.process.stdout.fileno(), 1 << 20)
        self._buffer += data
        return bool(data)

    def _read_errors(self) -> None:
        while data := os.read(self.process.stderr.fileno(), 1 << 16):
            self.errors = (self.errors + data)[-(1 << 20) :]
        self.process.stderr.close()


def _is_answer(message: object, id: object) -> bool:
    return isinstance(message, dict) and "method" not in message and message["id"] == id


def _is_notification(message: object) -> bool:
    return isinstance(message, dict) and "method" in message


def end_all() -> None:
    """Ends what a failed test left behind."""
    for gateway in list(_started):
        gateway.kill()


# The process from outside


def memory_mb(pid: int, kind: str = "VmRSS") -> float:
    """Resident memory now (`VmRSS`) or at its highest (`VmHWM`)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(kind + ":"):
            return int(line.split()[1]) / 1024
    raise AssertionError(f"no {kind} of process {pid}")


def wait_until(condition, what: str, seconds: float = PATIENCE) -> None:
    """For what cannot be waited for in another way, such as the end of a process that is no child of ours."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        threading.Event().wait(0.005)
