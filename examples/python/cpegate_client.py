"""A client for cpegate in one file, with nothing but the standard library.

    from cpegate_client import Gateway

    with Gateway("--backend", "mock") as gateway:
        for device in gateway.pages("inventory.list", "devices", {"filter": {"status": "down"}}):
            print(device["name"], device["last_connection"])

A `Gateway` starts a cpegate process and speaks JSON-RPC 2.0 with it, one message a line, over its standard input and
output. It may be used from many threads. `call` waits for its result; `begin` does not, so that many calls can be
outstanding at once and the gateway works on them side by side.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any

log = logging.getLogger("cpegate")

JSONObject = dict[str, Any]
NotificationHandler = Callable[[str, JSONObject], None]


class GatewayError(Exception):
    """The gateway answered with an error."""

    def __init__(self, error: Mapping[str, Any]):
        self.code: int = error["code"]
        self.message: str = error["message"]
        self.data: JSONObject = error.get("data") or {}
        self.kind: str = self.data.get("kind", "internal")
        """What went wrong, as a word to compare with: `not_found`, `device_unavailable`, … ."""
        self.retryable: bool = self.data.get("retryable", False)
        """Whether the same call may succeed later."""
        self.hint: str | None = self.data.get("hint")
        """What to do about it, in words for a person."""
        self.path: str | None = self.data.get("path")
        """The JSON Pointer of the member of params that is to blame."""
        super().__init__(f"{self.kind}: {self.message}" + (f" ({self.hint})" if self.hint else ""))


class GatewayClosed(ConnectionError):
    """The gateway is gone, and with it the answer."""


class Call:
    """A call that was sent; its result comes later."""

    def __init__(self, gateway: Gateway, id: int, method: str, future: Future[JSONObject]):
        self.id = id
        self.method = method
        self._gateway = gateway
        self._future = future

    @property
    def is_done(self) -> bool:
        return self._future.done()

    def result(self, timeout: float | None = None) -> JSONObject:
        """Waits for the result.

        Raises GatewayError for an error answer, GatewayClosed when the gateway is gone, and TimeoutError after
        `timeout` seconds. The call goes on after a TimeoutError: wait again, or `cancel` it.
        """
        try:
            return self._future.result(timeout)
        except FutureTimeout:
            # A TimeoutError since Python 3.11, but not before.
            raise TimeoutError(f"{self.method}: no answer within {timeout} s") from None

    def cancel(self) -> None:
        """Asks the gateway to stop; there is still one answer, of kind `cancelled` if it stopped.

        An operation that the call had submitted is not cancelled by this: use `operation.cancel`.
        """
        self._gateway.notify("$/cancelRequest", {"id": self.id})


class Gateway:
    """A cpegate process and the conversation with it.

    options: what stands on its command line, such as "--read-only".
    command: the program; the variable CPEGATE or `cpegate` unless told.
    on_notification: is called with method and params of each notification, one at a time and in their order, on a
        thread of its own, so that it may make calls itself.
    timeout: seconds that `call` waits unless told otherwise; None waits as long as it takes.
    """

    def __init__(
        self,
        *options: str,
        command: str | None = None,
        on_notification: NotificationHandler | None = None,
        timeout: float | None = None,
    ):
        self._on_notification = on_notification
        self._timeout = timeout
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._open: dict[int, Future[JSONObject]] = {}
        self._is_closed = False
        self._notifications: queue.SimpleQueue[JSONObject | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [command or os.environ.get("CPEGATE") or "cpegate", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._threads = [
            threading.Thread(target=self._read, name="cpegate answers", daemon=True),
            threading.Thread(target=self._dispatch, name="cpegate notifications", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Gateway:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # After an exception nobody is interested in what still waits.
        self.close(at_once=kind is not None)

    # Calls

    def call(self, method: str, params: Mapping[str, Any] | None = None, *, timeout: float | None = None) -> JSONObject:
        """Makes a call and returns its result; see `Call.result` for what it raises.

        A call that takes longer than its timeout is cancelled.
        """
        call = self.begin(method, params)
        try:
            return call.result(self._timeout if timeout is None else timeout)
        except TimeoutError:
            call.cancel()
            raise

    def begin(self, method: str, params: Mapping[str, Any] | None = None) -> Call:
        """Sends a call without waiting for its result."""
        future: Future[JSONObject] = Future()
        with self._lock:
            if self._is_closed:
                raise GatewayClosed("the gateway is closed")
            id = next(self._ids)
            self._open[id] = future
        try:
            self._send({"jsonrpc": "2.0", "id": id, "method": method, "params": params or {}})
        except BaseException:
            with self._lock:
                self._open.pop(id, None)
            raise
        return Call(self, id, method, future)

    def notify(self, method: str, params: Mapping[str, Any] | None = None) -> None:
        """Sends a notification, which is not answered."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params or {}})

    def pages(self, method: str, member: str, params: Mapping[str, Any] | None = None) -> Iterator[JSONObject]:
        """The items of a list that comes in pages, such as the `devices` of `inventory.list`."""
        cursor: str | None = None
        while True:
            result = self.call(method, {**(params or {}), "cursor": cursor})
            yield from result[member]
            cursor = result["next_cursor"]
            if cursor is None:
                return

    # The end

    def close(self, *, at_once: bool = False, patience: float = 35) -> int:
        """Ends the gateway and returns its exit status.

        Calls that are outstanding are still answered, within the --drain-seconds of the gateway (30); with `at_once`,
        what waits is answered with the state it sees. A gateway that is not gone after `patience` seconds is killed.
        """
        with self._lock:
            self._is_closed = True
        if at_once:
            self._process.terminate()
        try:
            with self._writing:
                self._process.stdin.close()
        except OSError:
            pass  # It went first.
        try:
            status = self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join()
        return status

    # The streams

    def _send(self, message: JSONObject) -> None:
        line = json.dumps(message, ensure_ascii=False, allow_nan=False).encode() + b"\n"
        try:
            with self._writing:
                self._process.stdin.write(line)
                self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise GatewayClosed(f"the gateway takes no more messages: {error}") from error

    def _read(self) -> None:
        try:
            with self._process.stdout as lines:
                for line in lines:
                    self._take(json.loads(line))
        finally:
            self._notifications.put(None)
            with self._lock:
                self._is_closed = True
                lost, self._open = self._open, {}
            for future in lost.values():
                future.set_exception(GatewayClosed("the gateway ended before it answered"))

    def _take(self, message: JSONObject) -> None:
        if "method" in message:
            self._notifications.put(message)
            return
        with self._lock:
            future = self._open.pop(message["id"], None)
        if future is None:
            log.warning("an answer that nobody waits for: %.200s", message)
        elif "error" in message:
            future.set_exception(GatewayError(message["error"]))
        else:
            future.set_result(message["result"])

    def _dispatch(self) -> None:
        while (message := self._notifications.get()) is not None:
            if self._on_notification is None:
                continue
            try:
                self._on_notification(message["method"], message.get("params", {}))
            except Exception:
                log.exception("the handler of notifications failed at %s", message["method"])
