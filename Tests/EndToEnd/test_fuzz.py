"""Damaged messages, many of them: each gets the one answer that its text asks for, and nothing else suffers.

What a damaged message is worth is worked out here by Python's JSON reader and a page of rules, not by asking the
gateway. Undamaged requests with known answers stand among the damaged ones.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter

import pytest

from fuzz_mutations import CORPUS, Mutator
from gateway import Gateway, memory_mb, pipe
from messages import FRAMINGS, frame, request

SEED = 20300101
DAMAGED = 120_000
SENTINEL_EVERY = 40
CHUNK = 2_000
METHODS = {message["method"] for message in CORPUS if isinstance(message, dict)} | {"$/cancelRequest"}


# What a message is worth


class Bad(Exception):
    """Not JSON as the gateway takes it."""


def _text(text: str) -> str:
    if "\0" in text or re.search("[\ud800-\udfff]", text):
        raise Bad
    return text


def _members(pairs: list) -> dict:
    members = {_text(name): value for name, value in pairs}
    if len(members) != len(pairs):
        raise Bad
    return members


def _integer(text: str) -> int:
    value = int(text)
    if not -(2**63) <= value < 2**63:
        raise Bad
    return value


def _real(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise Bad
    return value


def _constant(_: str) -> None:
    raise Bad


def _check_texts(value: object, depth: int = 1) -> None:
    if depth > 2048:
        raise Bad
    if isinstance(value, str):
        _text(value)
    elif isinstance(value, dict):
        for member in value.values():
            _check_texts(member, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check_texts(item, depth + 1)


DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_integer, parse_float=_real, parse_constant=_constant, strict=True
)


def read(body: bytes) -> object:
    try:
        value = DECODER.decode(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Bad from error
    _check_texts(value)
    return value


def _is_id(value: object) -> bool:
    return value is None or type(value) in (int, str)


def expected_of_one(message: object) -> tuple | None:
    """The id of the answer and its class; None for a notification."""
    if not isinstance(message, dict):
        return None, "invalid_request"
    id = message.get("id")
    id = id if _is_id(id) else None
    valid = (
        message.get("jsonrpc") == "2.0" and isinstance(message.get("method"), str) and _is_id(message.get("id"))
    )
    if not valid:
        return id, "invalid_request"
    if "id" not in message:
        return None
    if message["method"] not in METHODS:
        return id, "method_not_found"
    return id, "served"


def expected(body: bytes) -> object:
    """What must come back: a pair, a frozen batch of pairs, or None for nothing."""
    if not body.strip(b" \t\r\n"):
        return None
    try:
        message = read(body)
    except Bad:
        return None, "parse_error"
    if not isinstance(message, list):
        return expected_of_one(message)
    if not message:
        return None, "invalid_request"
    answers = Counter(answer for answer in map(expected_of_one, message) if answer)
    return frozenset(answers.items()) or None


# What came


TOLD = {"parse_error", "invalid_request", "method_not_found"}


def seen_of_one(answer: dict) -> tuple:
    kind = answer["error"]["data"]["kind"] if "error" in answer else None
    assert kind != "internal", f"an internal error: {answer}"
    assert len(json.dumps(answer.get("error", ""))) < 2_000, f"an error repeats too much: {answer!r:.3000}"
    return answer["id"], kind if kind in TOLD else "served"


def seen(message: object) -> object:
    if isinstance(message, list):
        return frozenset(Counter(map(seen_of_one, message)).items())
    return seen_of_one(message)


# Sentinels


def sentinel(number: int) -> tuple[dict, dict]:
    """A request that nothing disturbs, and its exact answer."""
    id = f"sentinel-{number}"
    row = str(number + 1)
    path = f"Device.WiFi.SSID.{row}.SSID"
    if number % 3 == 0:
        params, result = {"path": path}, {
            "kind": "parameter", "root": "Device", "segments": ["Device", "WiFi", "SSID", row, "SSID"],
        }  # fmt: skip
        return request("parameter.parse", params, id), {"jsonrpc": "2.0", "id": id, "result": result}
    if number % 3 == 1:
        params = {"pattern": "Device.WiFi.SSID.*.SSID", "paths": [path, "Device.WiFi.SSID.1.BSSID", path]}
        return request("parameter.match", params, id), {"jsonrpc": "2.0", "id": id, "result": {"paths": [path] * 2}}
    return request("gateway.ping", None, id), {"jsonrpc": "2.0", "id": id, "result": {}}


# The stream


class Stream:
    """The messages of a run, made piece by piece, and what must come back for them."""

    def __init__(self, framing: str):
        self.framing = framing
        self.random = random.Random(f"{SEED} {framing}")
        self.mutator = Mutator(self.random, framing)
        self.wanted: Counter = Counter()
        self.sources: dict[object, bytes] = {}
        self.sentinels: dict[str, dict] = {}
        self.damaged = 0

    def chunk(self) -> bytes:
        parts = []
        for _ in range(CHUNK):
            if self.damaged % SENTINEL_EVERY == 0:
                message, answer = sentinel(len(self.sentinels))
                self.sentinels[answer["id"]] = answer
                parts.append(frame(message, self.framing))
            parts.append(self._damaged())
            self.damaged += 1
        return b"".join(parts)

    def _damaged(self) -> bytes:
        if self.framing == "header" and self.random.random() < 0.05:
            self._want((None, "parse_error"), b"")
            return self.mutator.bad_header()
        body = self.mutator.damaged(self.damaged)
        self._want(expected(body), body)
        return frame(body, self.framing)

    def _want(self, answer: object, body: bytes) -> None:
        if answer is not None:
            self.wanted[answer] += 1
            self.sources[answer] = body


def take_all(gateway: Gateway, stream: Stream, last: str) -> tuple[Counter, dict]:
    """All answers up to that of the last ping, and those of the sentinels."""
    found: Counter = Counter()
    sentinels = {}
    answered_last = False
    while (message := gateway.next_message()) is not None:
        if isinstance(message, dict) and message.get("id") == last:
            answered_last = True
            assert memory_mb(gateway.pid, "VmHWM") < 100
            gateway.close_input()
        elif isinstance(message, dict) and str(message.get("id")).startswith("sentinel-"):
            assert message["id"] not in sentinels, f"two answers: {message}"
            sentinels[message["id"]] = message
        else:
            assert "method" not in message, f"nothing was subscribed to: {message}"
            found[seen(message)] += 1
    assert answered_last, f"the gateway did not live to the end: {gateway.errors!r:.1000}"
    return found, sentinels


def difference(stream: Stream, found: Counter) -> list:
    """The first few answers that are missing or too many, with the damaged text they belong to."""
    missing, more = stream.wanted - found, found - stream.wanted
    return [(sign, key, count, stream.sources.get(key, b"")[:300])
            for sign, keys in (("-", missing), ("+", more)) for key, count in list(keys.items())[:8]]  # fmt: skip


@pytest.mark.seconds(60)
@pytest.mark.parametrize("framing", FRAMINGS)
def test_every_damaged_message_gets_the_one_answer_it_asks_for(framing, tmp_path):
    sys.setrecursionlimit(20_000)
    stream = Stream(framing)
    options = ("--framing", framing, "--mock-clock", "virtual", "--drain-seconds", "1")
    # A damaged export writes to names that nobody chose.
    with Gateway(*options, framing=framing, cwd=tmp_path) as gateway:
        while stream.damaged < DAMAGED:
            gateway.write(stream.chunk())
        gateway.send(request("gateway.ping", None, "the last"))
        found, sentinels = take_all(gateway, stream, "the last")
        assert gateway.exit_status() == 0
    assert sentinels == stream.sentinels
    assert found == stream.wanted, difference(stream, found)
    assert stream.wanted[(None, "parse_error")] > DAMAGED / 10
    assert len(stream.wanted) > DAMAGED / 10


@pytest.mark.parametrize("params", [b"null", b"[]", b"[1]", b"0", b"true", b'"text"', b"1.5"])
def test_params_that_are_no_object_are_refused(params):
    line = b'{"jsonrpc":"2.0","id":1,"method":"gateway.ping","params":%b}' % params
    assert pipe([line]).error(1)["data"]["kind"] == "invalid_params"


def test_the_rules_tell_apart_what_they_must():
    assert expected(b'{"jsonrpc":"2.0","id":7,"method":"gateway.ping"}') == (7, "served")
    assert expected(b'{"jsonrpc":"2.0","id":7,"id":7,"method":"gateway.ping"}') == (None, "parse_error")
    assert expected(b'{"jsonrpc":"2.0","id":7,"method":"\\ud800"}') == (None, "parse_error")
    assert expected(b'{"jsonrpc":"2.0","id":9223372036854775808}') == (None, "parse_error")
    assert expected(b'{"jsonrpc":"2.0","id":7.0,"method":"gateway.ping"}') == (None, "invalid_request")
    assert expected(b'{"jsonrpc":"2.0","method":"gateway.ping"}') is None
    assert expected(b"[]") == (None, "invalid_request")
    assert expected(b"[1]") == frozenset({((None, "invalid_request"), 1)})
    assert expected(b"[" * 2048 + b"]" * 2048) == frozenset({((None, "invalid_request"), 1)})
    assert expected(b"[" * 2049 + b"]" * 2049) == (None, "parse_error")
