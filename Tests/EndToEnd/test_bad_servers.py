"""Servers that stop, hang, drip, lie and flood, seen through the whole gateway: one typed error, and then it goes on."""

from __future__ import annotations

import email.utils
import json
import socket
import time

import pytest

from control_sim import ControlSim
from gateway import Gateway, environment, memory_mb, wait_until
from lying_server import Connection, Server
from messages import RPCError

TOKEN = "s3cret-t0ken-of-this-test"
RECORD = {"id": 1, "name": "one", "status": "Up", "type": 1, "serial_number": "S-1", "last_connection": "2030-01-01T00:00:00Z"}
GOOD = json.dumps(RECORD).encode()
GET = {"device": {"id": 1}}


def close(connection: Connection):
    """Ends the connection without a byte."""
    raise OSError


def sends(*pieces: bytes):
    """Sends something that is not all of an answer, or more than one, and ends the connection."""

    def send(connection: Connection):
        for piece in pieces:
            connection.send(piece)
        raise OSError

    return send


def answers(status: str, body: bytes = b"{}", *headers: str):
    return lambda connection: connection.answer(body, status, headers)


def drip(connection: Connection):
    """A byte at a time, each well within every limit of a silence."""
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not connection.server.over.wait(0.05):
        connection.send(b" ")


def flood(head: bytes):
    """A gigabyte, as long as somebody takes it."""

    def send(connection: Connection):
        connection.send(head)
        piece = b"[" * (1 << 20)
        for _ in range(1 << 10):
            connection.send(piece)
        raise OSError

    return send


class Bad(Server):
    """Does what it is told to every request that `meets` picks, and is a good server to all others."""

    def __init__(self, behaviour, meets=lambda head: True, **more):
        self.behaviour = behaviour
        self.meets = meets
        self.is_bad = True
        super().__init__(self._serve_good_or_bad, **more)

    def _serve_good_or_bad(self, connection: Connection):
        while request := connection.request():
            if self.is_bad and self.meets(request[0]):
                self.behaviour(connection)
            elif "headless" in request[0] or "/inventory_device/?" in request[0]:
                connection.answer(b"[]")
            else:
                connection.answer(GOOD)


def gateway(url: str, *options: str, **more: str) -> Gateway:
    named = {"CPEGATE_URL": url, "CPEGATE_TOKEN": TOKEN, "CPEGATE_RATE": "none", "CPEGATE_BACKOFF_BASE": "0.01"}
    return Gateway(*options, env=environment(**(named | more)))


def in_front_of(server: Server, *options: str, **more: str) -> Gateway:
    return gateway("http:" + server.rest, *options, **more)


def refusal(client: Gateway, method: str = "inventory.get", params: dict | None = None) -> RPCError:
    with pytest.raises(RPCError) as raised:
        client.call(method, params or GET)
    assert TOKEN not in f"{raised.value} {raised.value.data}"
    return raised.value


OK = b"HTTP/1.1 200 OK\r\n"
PAGE = b"<html><body><h1>Oh dear</h1></body></html>"
# What the server does, and what is told of it: status, and the beginning of what came.
UNREADABLE = {
    "closes before the headers": (close, None, ""),
    "closes in the headers": (sends(OK + b"Content-Le"), 200, ""),
    "closes in the body": (sends(OK + b"Content-Length: 100\r\n\r\n{\"id\":1,"), 200, '{"id":1,'),
    "closes in a chunk": (sends(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{\"id\r\n9\r\n"), 200, '{"id'),
    "no status line": (sends(b"SSH-2.0-OpenSSH_9.2\r\n"), None, ""),
    "an empty 200": (answers("200 OK", b""), 200, ""),
    "a page that says 200": (answers("200 OK", PAGE, "Content-Type: text/html"), 200, "<html><body>"),
    "a page that says 500": (answers("500 Oh", PAGE, "Content-Type: text/html"), 500, None),
    "a 503": (answers("503 Later", b'{"detail":"later"}'), 503, "later"),
    "JSON of another shape": (answers("200 OK", b'["id",1]'), 200, '["id",1]'),
    "a device without an id": (answers("200 OK", b'{"name":"one"}'), 200, '{"name":"one"}'),
    "another device": (answers("200 OK", b'{"id":2,"name":"two"}'), 200, '{"id":2,"name":"two"}'),
    "a text for an id": (answers("200 OK", b'{"id":{"a":1}}'), 200, '{"id":{"a":1}}'),
    "JSON that stops": (answers("200 OK", b'{"id":1,"name":"o'), 200, '{"id":1,"name":"o'),
    "bytes that are no text": (answers("200 OK", b"\xff\xfe\x00\x01" * 9), 200, ""),
    "brackets without end": (answers("200 OK", b"[" * 100_000), 200, "[[["),
    "a member twice": (answers("200 OK", b'{"id":1,"id":2}'), 200, '{"id":1,"id":2}'),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_answer_that_cannot_be_read_is_one_error_and_the_next_request_works(case):
    behaviour, status, detail = UNREADABLE[case]
    with Bad(behaviour) as server, in_front_of(server) as client:
        error = refusal(client)
        assert error.kind == "upstream_error", error
        assert error.data.get("http_status") == status
        if detail:
            assert error.data["detail"].startswith(detail)
        assert len(server.requests) <= 8, "four tries, each sent again once by a connection that died"
        server.is_bad = False
        assert client.call("inventory.get", GET)["device"]["name"] == "one"
        assert client.end() == 0


STATUSES = {
    "401": ("unauthorized", False, 1), "403": ("forbidden", False, 1), "404": ("not_found", False, 1),
    "400": ("rejected", False, 1), "422": ("rejected", False, 1), "418": ("rejected", False, 1),
    "409": ("device_unavailable", True, 4), "408": ("upstream_error", True, 4), "500": ("upstream_error", True, 4),
    "429": ("rate_limited", True, 4), "301": ("upstream_error", False, 1), "204": ("upstream_error", True, 4),
}  # fmt: skip


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_has_its_kind_and_is_asked_again_only_where_that_helps(status):
    kind, retryable, tries = STATUSES[status]
    body = b"" if status == "204" else b'{"detail":"because"}'
    with Bad(answers(f"{status} X", body)) as server, in_front_of(server) as client:
        error = refusal(client)
        assert (error.kind, error.data["retryable"], error.data["http_status"]) == (kind, retryable, int(status))
        assert len(server.requests) == tries
        server.is_bad = False
        assert client.call("inventory.get", GET)["device"]["id"] == 1


def test_the_token_does_not_follow_a_redirect():
    with Bad(answers("200 OK")) as other:
        away = answers("302 Found", b"", f"Location: http://localhost:{other.port}/api/v1/inventory_device/1/")
        with Bad(away) as server, in_front_of(server) as client:
            error = refusal(client)
            assert (error.kind, error.data["http_status"]) == ("upstream_error", 302)
            assert "--url" in error.data["hint"]
            assert (len(server.requests), other.requests) == (1, [])


def test_a_refused_token_is_not_tried_for_every_operation_that_waits():
    with Bad(answers("401 No")) as server, in_front_of(server, CPEGATE_BACKOFF_BASE="1") as client:
        first = client.call("operation.submit", GET | {"operation": "reboot"})["operation"]["id"]
        wait_until(lambda: waits(client, first) == "unauthorized", "the first probe to be refused")
        for number in range(2, 41):
            client.call("operation.submit", {"device": {"id": number}, "operation": "reboot"})
        operations = client.call("operation.list", {"limit": 100})["operations"]
        assert len(operations) == 40 and not any(operation["state"] == "failed" for operation in operations)
        assert len(server.requests) <= 3, "one probe at a time"


def waits(client: Gateway, id: str) -> str | None:
    waiting = client.call("operation.get", {"id": id})["operation"]["waiting_for"]
    return waiting and waiting["reason"]


def test_a_short_retry_after_is_waited_for():
    with Bad(answers("429 Slow", b"{}", "Retry-After: 1")) as server, in_front_of(server) as client:
        asked = client.request("inventory.get", GET)
        server.wait_for_requests(1)
        server.is_bad = False
        assert client.result(asked)["device"]["id"] == 1
        assert len(server.requests) == 2


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_long_retry_after_is_told(form):
    later = "30" if form == "seconds" else email.utils.formatdate(time.time() + 30, usegmt=True)
    with Bad(answers("429 Slow", b"{}", f"Retry-After: {later}")) as server, in_front_of(server) as client:
        error = refusal(client)
        assert (error.kind, error.data["retryable"], len(server.requests)) == ("rate_limited", True, 1)
        assert 20 < error.data["retry_after_s"] <= 30


def test_a_closed_port_and_a_name_that_nobody_knows_are_unreachable_and_say_what_to_look_at():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with gateway(f"http://127.0.0.1:{port}/api/v1") as client:
        error = refusal(client)
        assert (error.kind, error.data["retryable"]) == ("unreachable", True)
        assert "host and port of --url" in error.data["hint"]
    with gateway("https://control.invalid/api/v1") as client:
        assert "--url" in refusal(client).data["hint"]


@pytest.mark.parametrize("behaviour", [Connection.hang, drip], ids=["hangs", "drips"])
def test_a_server_that_takes_for_ever_is_left_after_the_time_limit(behaviour):
    with Bad(behaviour) as server, in_front_of(server, "--request-timeout", "0.3") as client:
        error = refusal(client)
        assert (error.kind, error.data["retryable"]) == ("upstream_error", True)
        server.is_bad = False
        assert client.call("inventory.get", GET)["device"]["id"] == 1


FLOODS = {
    "length": OK + b"Content-Length: 1073741824\r\n\r\n",
    "no length": OK + b"\r\n",
    "an error": b"HTTP/1.1 400 No\r\n\r\n",
    "headers": OK + b"X: ",
}


@pytest.mark.parametrize("case", FLOODS)
def test_a_gigabyte_is_neither_read_nor_kept(case):
    with Bad(flood(FLOODS[case])) as server, in_front_of(server, "--max-response-bytes", "1000000") as client:
        client.call("gateway.ping")
        before = memory_mb(client.pid)
        error = refusal(client)
        assert error.kind == "upstream_error" and len(json.dumps(error.data)) < 8192
        server.is_bad = False
        assert client.call("inventory.get", GET)["device"]["id"] == 1
        assert memory_mb(client.pid, "VmHWM") < before + 40


# Operations


def is_put(head: str) -> bool:
    return head.startswith("PUT ")


LOST = {
    "closes": close,
    "hangs": Connection.hang,
    "drips": drip,
    "closes in the body": UNREADABLE["closes in the body"][0],
    "no status line": UNREADABLE["no status line"][0],
    "500": answers("500 Oh", PAGE),
    "502": answers("502 Oh", b""),
    "an empty 200": answers("200 OK", b""),
    "a gigabyte": flood(FLOODS["no length"]),
}


@pytest.mark.parametrize("case", LOST)
def test_an_operation_whose_answer_is_lost_is_not_sent_again_and_ends_unconfirmed(case):
    with Bad(LOST[case], is_put) as server:
        options = ("--request-timeout", "0.5", "--confirmation-limit", "0.6", "--evidence-interval", "0.1")
        with in_front_of(server, *options, "--max-response-bytes", "100000") as client:
            params = GET | {"operation": "reboot", "wait_s": 10}
            assert client.call("operation.submit", params)["operation"]["state"] == "unconfirmed"
        assert sum(map(is_put, server.requests)) == 1


@pytest.mark.parametrize("status, state", [("400", "failed"), ("403", "failed"), ("404", "failed")])
def test_an_operation_that_is_refused_ends_failed(status, state):
    with Bad(answers(f"{status} No", b'{"detail":"because"}'), is_put) as server, in_front_of(server) as client:
        operation = client.call("operation.submit", GET | {"operation": "reboot", "wait_s": 10})["operation"]
        assert (operation["state"], operation["error"]["http_status"]) == (state, int(status))


@pytest.mark.parametrize("status", ["409", "422", "429", "503"])
def test_an_operation_that_cannot_be_now_is_sent_when_it_can(status):
    with Bad(answers(f"{status} Later"), is_put) as server:
        options = ("--confirmation-limit", "0.3", "--evidence-interval", "0.1")
        with in_front_of(server, *options) as client:
            asked = client.request("operation.submit", GET | {"operation": "reboot", "wait_s": 10})
            wait_until(lambda: sum(map(is_put, server.requests)) >= 2, "a second try")
            server.is_bad = False
            assert client.result(asked)["operation"]["attempts"] == 1


# A server that goes away in the middle


def up(client: Gateway, count: int) -> list[int]:
    devices = client.call("inventory.list", {"filter": {"status": "up"}, "limit": count, "fields": ["id"]})["devices"]
    return [device["id"] for device in devices]


def puts(server: ControlSim) -> list[str]:
    return [entry["target"] for entry in server.steer("GET", "log")["entries"] if entry["method"] == "PUT"]


def test_a_server_that_is_killed_under_gets_and_comes_back():
    with ControlSim("--switch", "latency=0.02") as server, server.gateway("--backoff-base", "0.01") as client:
        asked = [client.request("inventory.get", {"device": {"id": 1 + number % 100}}) for number in range(300)]
        assert client.result(asked[20])["device"]["id"] == 21
        server.kill()
        answered = [client.answer(id) for number, id in enumerate(asked) if number != 20]
        errors = [answer["error"]["data"] for answer in answered if "error" in answer]
        assert errors and {error["kind"] for error in errors} <= {"unreachable", "upstream_error"}
        assert all(error["retryable"] for error in errors)
        with ControlSim("--port", str(server.port)):
            assert client.call("inventory.get", GET)["device"]["id"] == 1


def test_a_server_that_is_killed_under_operations_gets_none_of_them_twice(tmp_path):
    log = tmp_path / "first.ndjson"
    limits = ("--confirmation-limit", "2", "--backoff-base", "0.05")
    first = ControlSim("--speed", "100", "--switch", "latency=0.05", "--access-log", str(log))
    with first, first.gateway(*limits) as client:
        ids = up(client, 40)
        params = [{"device": {"id": id}, "operation": "reboot", "wait_s": 15} for id in ids]
        asked = [client.request("operation.submit", each) for each in params]
        wait_until(lambda: len(puts(first)) >= 5, "operations under way")
        first.kill()
        with ControlSim("--port", str(first.port), "--speed", "100") as second:
            states = [client.result(id)["operation"]["state"] for id in asked]
            assert set(states) <= {"succeeded", "unconfirmed"} and "succeeded" in states
            before = [entry["target"] for entry in map(json.loads, log.read_text().splitlines()) if entry["method"] == "PUT"]
            sent = before + puts(second)
            assert len(before) >= 5 and len(sent) == len(set(sent)), "an operation was sent twice"


def test_a_server_that_stands_still_for_a_while_loses_no_get_and_gets_no_operation_twice():
    limits = ("--confirmation-limit", "4", "--backoff-base", "0.05", "--request-timeout", "0.5")
    with ControlSim("--speed", "100", "--switch", "latency=0.05") as server, server.gateway(*limits) as client:
        ids = up(client, 20)
        params = [{"device": {"id": id}, "operation": "reboot", "wait_s": 15} for id in ids]
        asked = [client.request("operation.submit", each) for each in params]
        wait_until(lambda: puts(server), "operations under way")
        server.stop()
        try:
            error = refusal(client)
            assert (error.kind, error.data["retryable"]) == ("upstream_error", True)
        finally:
            server.go_on()
        assert [client.call("inventory.get", {"device": {"id": id}})["device"]["id"] for id in ids] == ids
        states = [client.result(id)["operation"]["state"] for id in asked]
        assert set(states) <= {"succeeded", "unconfirmed"} and "succeeded" in states
        sent = puts(server)
        assert len(sent) == len(set(sent)), "an operation was sent twice"
