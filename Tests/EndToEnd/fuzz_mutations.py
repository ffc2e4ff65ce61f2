"""How messages are damaged for test_fuzz.py: by the byte, by the token, and by the piece."""

from __future__ import annotations

import json
import random
import re

from messages import notification, request

# No request here can end the session, wait for a clock or disturb another one.
CORPUS = [
    request("gateway.ping"),
    request("gateway.info", {}),
    request("inventory.get", {"device": {"id": 3}, "fields": ["name", "status"]}),
    request("inventory.get", {"device": {"serial_number": "CPD765EE3C"}, "fields": ["name"]}),
    request("inventory.get", {"device": {"name": "größe \U0001f4e1 \"quoted\"\\"}}),
    request("inventory.list", {"filter": {"status": "up", "name": "*0*"}, "limit": 1, "fields": ["id"], "count": True}),
    request("inventory.list", {"filter": {"type": [1, 2, 3]}, "sort": "-name", "limit": 2, "fields": ["name"]}),
    request("inventory.update", {"device": {"id": 2}, "attributes": {"latitude": "-37.5", "debug": False}}),
    request("inventory.summary", {"group_by": ["status", "type"]}),
    request("parameter.parse", {"path": "InternetGatewayDevice.LANDevice.1.WLANConfiguration.{i}.SSID"}),
    request("parameter.match", {"pattern": "Device.*.Enable", "paths": ["Device.A.Enable", "Device.B.", "Device"]}),
    request("operation.list", {"filter": {"states": ["queued", "failed"]}, "limit": 10}),
    request("operation.states"),
    request("operation.submit", {"device": {"id": 4}, "operation": "sync", "dry_run": True, "expires_in_s": 1.5e3}),
    request("mock.set_device", {"device": {"id": 5}, "busy": True, "parameters": {"Device.DeviceInfo.UpTime": "1"}}),
    request("inventory.create", {"attributes": {"name": "f", "type": 1, "password": "x", "longitude": 7.5}}),
    request("inventory.replace", {"device": {"id": 61}, "attributes": {"name": "r", "type": 2, "debug": None}}),
    request("inventory.delete", {"device": {"id": 60}, "confirm": False}),
    request("inventory.import", {"devices": [{"name": "g", "type": 1, "extra": {"a": []}}], "mode": "upsert"}),
    request("inventory.export", {"path": "/proc/none/f.csv", "format": "csv", "filter": {"search": "faro 1"}}),
    request("parameter.get", {"device": {"id": 6}, "paths": ["InternetGatewayDevice.*.[Enable==true]."], "wait_s": 0}),
    request("parameter.set", {"device": {"id": 7}, "values": [{"path": "Device.A", "value": 1}], "wait_s": 0}),
    request("operation.submit", {"device": {"id": 8}, "operation": "set", "wait_s": 0, "idempotency_key": "k",
                                 "variables": [{"variable_name": "Device.B", "value": True, "value_type": "boolean"}]}),
    request("operation.submit", {"device": {"id": 9}, "operation": ["sync"], "not_before": "2031-01-01T00:00:00Z"}),
    request("operation.wait", {"ids": ["op_01Q3DCBD0200000QK114"], "timeout_s": 0, "mode": "any", "until": "accepted"}),
    request("operation.cancel", {"id": "op_01Q3DCBD0200000QK114"}),
    request("operation.retry", {"id": "op_01Q3DCBD0200000QK114", "confirm": True}),
    request("audit.list", {"since": "2030-01-01T00:00:00+01:00", "limit": 1, "cursor": "WyIzYnI0Y3EyNWVyNWxhIiwxLDFd"}),
    request("rpc.discover", {"none": 1}),
    notification("gateway.ping", {}),
    notification("$/cancelRequest", {"id": 9_000_000_000}),
    [request("gateway.ping"), notification("gateway.ping"), request("parameter.parse", {"path": "Device."})],
]

TOKENS = [
    b"null", b"true", b"false", b"0", b"-0", b"-1", b"1.0", b"1e2", b"-0.0",
    b"01", b"+1", b".5", b"1.", b"1e", b"0x1f",
    b"9223372036854775807", b"9223372036854775808", b"-9223372036854775808", b"-9223372036854775809", b"1" * 400,
    b"1e308", b"1e309", b"-1e999", b"NaN", b"Infinity", b"-Infinity", b"nul", b"True", b"[]", b"{}", b"[[[]]]",
    b'""', b'"2.0"', b'"2.00"', b'"\\u0000"', b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\ud83d\\ude00"', b'"\\u12"',
    b'"\\x41"', b'"\\/\\b\\f\\n\\r\\t"', b'"\t"', b'"\x7f"', b"'a'", b'"\xc3\xa9"', b'"\xc3"', b'"\xed\xa0\x80"',
    b'"\xf4\x90\x80\x80"', b'"\xc0\x80"', b'"\xef\xbb\xbf"', b'"\xef\xbf\xbf"', b'{"a":1,"a":1}',
    b'{"a":1,"\\u0061":2}', b'{"id":1}', b'{"":{"":[]}}', b"/**/", b",", b":", b'"', b"{", b"}", b"[", b"]", b"\\",
    b"\0", b"\xff", b"\xef\xbb\xbf",
    b'"id"', b'"method"', b'"params"', b'"jsonrpc"', b'"gateway.ping"', b'"gateway.pin"', b'"' + b"long" * 300 + b'"',
]  # fmt: skip

TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[-+.\w]+|[][{}:,]', re.DOTALL)
BAD_LENGTHS = [
    b"", b"-1", b"+1", b"1.0", b"0x10", b"1 2", b"1,2", b"ten", b"1e2", b"99999999999999999999999", b"\xff", b"1\0",
]  # fmt: skip


class Mutator:
    """Damages messages of the corpus; the same seed damages the same ones in the same way."""

    def __init__(self, random: random.Random, framing: str):
        self.random = random
        self.framing = framing
        self.ways = [
            self._flip, self._flip, self._cut, self._cut_end, self._insert, self._repeat, self._replace_token,
            self._replace_token, self._replace_token, self._drop_token, self._swap_tokens, self._splice,
            self._add_member, self._add_member, self._nest, self._wrap,
        ]  # fmt: skip

    def damaged(self, number: int) -> bytes:
        """The body of a message, with an id of its own unless the damage met that."""
        body = self._fresh(number)
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            body = self.random.choice(self.ways)(body)
        if self.framing == "line":
            body = body.replace(b"\n", b" ").removeprefix(b"\xef\xbb\xbf")
        return body

    def bad_header(self) -> bytes:
        """A header block without one valid length, and its blank line."""
        choice = self.random.randrange(5)
        bad = self.random.choice(BAD_LENGTHS)
        if choice == 0:
            return b"Content-Type: application/json\r\n\r\n"
        if choice == 1:
            return b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n"
        if choice == 2:
            return b"X-Noise: %b\r\nCONTENT-LENGTH: %b\r\n\r\n" % (self._noise(), bad)
        if choice == 3:
            return b"Content-Lenght: 12\r\nX: %b\r\n\r\n" % self._noise()
        return b"content-length: %b\r\n\r\n" % bad

    def _fresh(self, number: int) -> bytes:
        message = self.random.choice(CORPUS)
        parts = message if isinstance(message, list) else [message]
        parts = [part | {"id": self._id(number, at)} if "id" in part else part for at, part in enumerate(parts)]
        escaped = self.random.random() < 0.2
        return json.dumps(parts if isinstance(message, list) else parts[0], ensure_ascii=escaped).encode()

    def _id(self, number: int, at: int) -> object:
        id = number * 10 + at
        return self.random.choice((id, id, -id, f"n{id}", f"\u00fc{id}", f"a\\{id}\""))

    def _noise(self) -> bytes:
        return bytes(self.random.randrange(0x21, 0x7F) for _ in range(self.random.randrange(1, 30)))

    def _span(self, body: bytes, longest: int) -> tuple[int, int]:
        start = self.random.randrange(len(body) + 1)
        return start, min(len(body), start + self.random.randint(1, longest))

    def _flip(self, body: bytes) -> bytes:
        changed = bytearray(body or b" ")
        at = self.random.randrange(len(changed))
        if self.random.random() < 0.5:
            changed[at] ^= 1 << self.random.randrange(8)
        else:
            changed[at] = self.random.randrange(256)
        return bytes(changed)

    def _cut(self, body: bytes) -> bytes:
        start, end = self._span(body, 12)
        return body[:start] + body[end:]

    def _cut_end(self, body: bytes) -> bytes:
        return body[: self.random.randrange(len(body) + 1)]

    def _insert(self, body: bytes) -> bytes:
        at = self.random.randrange(len(body) + 1)
        return body[:at] + self.random.choice(TOKENS) + body[at:]

    def _repeat(self, body: bytes) -> bytes:
        start, end = self._span(body, 40)
        return body[:end] + body[start:end] * self.random.randint(1, 3) + body[end:]

    def _some_token(self, body: bytes) -> re.Match | None:
        tokens = list(TOKEN.finditer(body))
        return self.random.choice(tokens) if tokens else None

    def _replace_token(self, body: bytes) -> bytes:
        token = self._some_token(body)
        return body[: token.start()] + self.random.choice(TOKENS) + body[token.end() :] if token else body

    def _drop_token(self, body: bytes) -> bytes:
        token = self._some_token(body)
        return body[: token.start()] + body[token.end() :] if token else body

    def _swap_tokens(self, body: bytes) -> bytes:
        tokens = list(TOKEN.finditer(body))
        if len(tokens) < 2:
            return body
        first, second = sorted(self.random.sample(tokens, 2), key=lambda token: token.start())
        between = body[first.end() : second.start()]
        return body[: first.start()] + second[0] + between + first[0] + body[second.end() :]

    def _splice(self, body: bytes) -> bytes:
        other = self._fresh(self.random.randrange(10**8, 10**9))
        return body[: self.random.randrange(len(body) + 1)] + other[self.random.randrange(len(other)) :]

    def _add_member(self, body: bytes) -> bytes:
        name = self.random.choice((b'"id"', b'"method"', b'"params"', b'"extra"', b'"\\u0069d"', b'""', b'"device"'))
        return body.replace(b"{", b"{%b:%b," % (name, self.random.choice(TOKENS)), 1)

    def _nest(self, body: bytes) -> bytes:
        if self.random.random() < 0.97:
            return b"[" * self.random.randint(1, 3) + body
        depth = self.random.choice((100, 2044, 2045, 2046, 2047, 2048, 2049, 5000))
        return body.replace(b"{", b'{"deep":' + b"[" * depth + b"]" * depth + b",", 1)

    def _wrap(self, body: bytes) -> bytes:
        return b"[" + body + b"]" if self.random.random() < 0.5 else b" \t" + body + b"\r "
