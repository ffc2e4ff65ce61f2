"""JSON-RPC messages and their frames, read more strictly than a client would."""

from __future__ import annotations

import json

FRAMINGS = ("line", "header")


class RPCError(Exception):
    """An error answer; `kind` and `data` are those of protocol.md section 8."""

    def __init__(self, error: dict):
        super().__init__(f"{error['data']['kind']}: {error['message']}")
        self.code = error["code"]
        self.message = error["message"]
        self.data = error["data"]
        self.kind = error["data"]["kind"]


def _no_double_members(pairs: list[tuple[str, object]]) -> dict:
    members = dict(pairs)
    assert len(members) == len(pairs), f"a member stands twice among {[name for name, _ in pairs]}"
    return members


def _no_constant(text: str) -> None:
    raise AssertionError(f"{text} is not JSON")


def parsed(frame: bytes) -> object:
    """The value of a frame, read more strictly than Python does by default."""
    text = frame.decode("utf-8")
    return json.loads(text, object_pairs_hook=_no_double_members, parse_constant=_no_constant)


def checked(message: object) -> object:
    """The message, if it is one that a JSON-RPC server may send."""
    if isinstance(message, list):
        assert message, "an empty batch"
        for answer in message:
            assert isinstance(answer, dict) and "method" not in answer, f"no answer: {answer!r:.300}"
            checked(answer)
        return message
    assert isinstance(message, dict), f"no JSON-RPC message: {message!r:.300}"
    assert message.get("jsonrpc") == "2.0", f"no version: {message!r:.300}"
    if "method" in message:
        assert set(message) == {"jsonrpc", "method", "params"}, f"no notification: {message!r:.300}"
        assert isinstance(message["method"], str) and isinstance(message["params"], dict)
    elif "error" in message:
        assert set(message) == {"jsonrpc", "id", "error"}, f"no error answer: {message!r:.300}"
        error = message["error"]
        assert type(error["code"]) is int and error["message"] and isinstance(error["message"], str)
        assert isinstance(error["data"]["kind"], str) and type(error["data"]["retryable"]) is bool
    else:
        assert set(message) == {"jsonrpc", "id", "result"}, f"no answer: {message!r:.300}"
        assert isinstance(message["result"], dict), f"a result that is no object: {message!r:.300}"
    if "id" in message:
        assert message["id"] is None or type(message["id"]) in (int, str), f"no id: {message!r:.300}"
    return message


def request(method: str, params: dict | None = None, id: object = 1) -> dict:
    message = {"jsonrpc": "2.0", "id": id, "method": method}
    return message if params is None else message | {"params": params}


def notification(method: str, params: dict | None = None) -> dict:
    message = {"jsonrpc": "2.0", "method": method}
    return message if params is None else message | {"params": params}


def frame(message: object, framing: str = "line") -> bytes:
    """A message as bytes on the stream; bytes and text are taken as they are."""
    if isinstance(message, str):
        message = message.encode()
    body = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body) if framing == "header" else body + b"\n"


def frames(messages, framing: str = "line") -> bytes:
    return b"".join(frame(message, framing) for message in messages)


def split_frames(output: bytes, framing: str = "line") -> list[bytes]:
    """The bodies in all that a process wrote, which must end with a whole frame."""
    if framing == "line":
        assert not output or output.endswith(b"\n"), f"an unended last line: {output[-200:]!r}"
        return output.split(b"\n")[:-1]
    bodies, at = [], 0
    while at < len(output):
        end = output.index(b"\r\n\r\n", at)
        name, _, length = output[at:end].partition(b": ")
        assert name == b"Content-Length" and length.isdigit(), f"no header: {output[at:end]!r:.200}"
        at = end + 4 + int(length)
        assert at <= len(output), "a frame that stops short"
        bodies.append(output[end + 4 : at])
    return bodies
