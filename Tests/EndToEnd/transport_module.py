"""A host of transport modules in Python: the C ABI of `protocol/transport/cpegate_transport.h`, through ctypes.

It drives a built shared object as cpegate does, and so can ask it what is hard to bring about through the gateway.
"""

from __future__ import annotations

import ctypes
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

import gateway

FOLDER = Path(os.environ.get("CPEGATE_PLUGIN_DIR") or Path(gateway.BINARY).resolve().parent)
ANSWERED, NOT_SENT, OUTCOME_UNKNOWN = 1, 2, 3
REASONS = ["none", "other", "cancelled", "timed_out", "resolve", "connect", "certificate", "tls", "closed", "too_large",
           "garbled", "refused"]
LEVELS = [None, "debug", "info", "warning", "error"]


class Bytes(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("count", ctypes.c_size_t)]

    def value(self) -> bytes:
        return ctypes.string_at(self.data, self.count) if self.count else b""


class Pair(ctypes.Structure):
    _fields_ = [("name", Bytes), ("value", Bytes)]


class Request(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32), ("time_limit_ms", ctypes.c_uint32), ("max_answer_bytes", ctypes.c_uint64),
        ("method", Bytes), ("target", Bytes), ("headers", ctypes.POINTER(Pair)), ("header_count", ctypes.c_size_t),
        ("body", Bytes)]


class RawAnswer(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32), ("outcome", ctypes.c_int32), ("reason", ctypes.c_int32), ("status", ctypes.c_int32),
        ("headers", ctypes.POINTER(Pair)), ("header_count", ctypes.c_size_t), ("body", Bytes), ("message", Bytes)]


Complete = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint64, ctypes.POINTER(RawAnswer))
Log = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int32, Bytes)


class Host(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32), ("abi_major", ctypes.c_uint16), ("abi_minor", ctypes.c_uint16),
        ("context", ctypes.c_void_p), ("complete", Complete), ("log", Log), ("forward", ctypes.c_void_p),
        ("cancel_forwarded", ctypes.c_void_p)]


class Setup(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32), ("reserved", ctypes.c_uint32), ("host", ctypes.POINTER(Host)), ("scheme", Bytes),
        ("rest", Bytes), ("options", ctypes.POINTER(Pair)), ("option_count", ctypes.c_size_t)]


class Table(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32), ("abi_major", ctypes.c_uint16), ("abi_minor", ctypes.c_uint16),
        ("name", ctypes.c_char_p), ("version", ctypes.c_char_p), ("schemes", ctypes.POINTER(ctypes.c_char_p)),
        ("wrapping", ctypes.POINTER(ctypes.c_char_p)), ("options", ctypes.c_void_p),
        ("option_count", ctypes.c_size_t),
        ("open", ctypes.CFUNCTYPE(
            ctypes.c_int32, ctypes.POINTER(Setup), ctypes.POINTER(ctypes.c_void_p), ctypes.c_char_p, ctypes.c_size_t)),
        ("send", ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint64, ctypes.POINTER(Request))),
        ("cancel", ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint64)),
        ("close", ctypes.CFUNCTYPE(None, ctypes.c_void_p))]


class Lender:
    """Keeps alive what C structs point at."""

    def __init__(self):
        self.kept = []

    def bytes(self, value: bytes | str | None) -> Bytes:
        if value is None:
            return Bytes(None, 0)
        value = value.encode() if isinstance(value, str) else value
        buffer = ctypes.create_string_buffer(value, len(value) + 1)
        self.kept.append(buffer)
        return Bytes(ctypes.addressof(buffer), len(value))

    def pairs(self, pairs):
        array = (Pair * max(1, len(pairs)))(*[Pair(self.bytes(name), self.bytes(value)) for name, value in pairs])
        self.kept.append(array)
        return array


@dataclass
class Answer:
    outcome: int
    reason: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    message: str

    def header(self, name: str) -> str | None:
        return next((value for known, value in self.headers if known.lower() == name.lower()), None)


class Refused(Exception):
    """open() said no."""


def load(name: str) -> Table:
    library = ctypes.CDLL(str(FOLDER / f"libcpegate-{name}.so"))
    entry = library.cpegate_transport_module
    entry.restype = ctypes.POINTER(Table)
    return entry().contents


@dataclass
class Instance:
    """One open instance; calls are numbered from 1."""

    table: Table
    scheme: str
    rest: str
    options: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.log: list[tuple[str, str]] = []
        self.answers: dict[int, Answer] = {}
        self.order: list[int] = []
        self.surplus: list[int] = []
        self.told = threading.Condition()
        self.calls = 0
        self.host = Host(ctypes.sizeof(Host), 1, 0, None, Complete(self._complete), Log(self._log), None, None)
        lender = Lender()
        setup = Setup(
            ctypes.sizeof(Setup), 0, ctypes.pointer(self.host), lender.bytes(self.scheme), lender.bytes(self.rest),
            lender.pairs(list(self.options.items())), len(self.options))
        self.pointer = ctypes.c_void_p()
        message = ctypes.create_string_buffer(1000)
        if self.table.open(ctypes.byref(setup), ctypes.byref(self.pointer), message, len(message)) != 0:
            raise Refused(message.value.decode())

    def _complete(self, _, call, answer):
        raw = answer.contents
        headers = [(raw.headers[i].name.value().decode(), raw.headers[i].value.value().decode())
                   for i in range(raw.header_count)]
        with self.told:
            if call in self.answers:
                self.surplus.append(call)
            self.order.append(call)
            self.answers[call] = Answer(
                raw.outcome, REASONS[raw.reason], raw.status, headers, raw.body.value(), raw.message.value().decode())
            self.told.notify_all()

    def _log(self, _, level, line):
        self.log.append((LEVELS[level], line.value().decode()))

    def send(self, method="GET", target="/x", headers=(), body=None, time_limit_ms=10_000, max_bytes=1 << 20) -> int:
        lender = Lender()
        pairs = lender.pairs(list(headers))
        request = Request(
            ctypes.sizeof(Request), time_limit_ms, max_bytes, lender.bytes(method), lender.bytes(target), pairs,
            len(headers), lender.bytes(body))
        self.calls += 1
        self.table.send(self.pointer, self.calls, ctypes.byref(request))
        return self.calls

    def answer(self, call: int) -> Answer:
        with self.told:
            assert self.told.wait_for(lambda: call in self.answers, gateway.PATIENCE), f"no answer to {call}"
            return self.answers[call]

    def ask(self, method="GET", target="/x", **more) -> Answer:
        return self.answer(self.send(method, target, **more))

    def cancel(self, call: int):
        self.table.cancel(self.pointer, call)

    def close(self):
        if self.pointer:
            self.table.close(self.pointer)
            self.pointer = ctypes.c_void_p()
        assert not self.surplus, f"answered twice: {self.surplus}"
        assert len(self.answers) == self.calls, "a request was never answered"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
