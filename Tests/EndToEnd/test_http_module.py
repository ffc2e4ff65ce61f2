"""The module `http`, as its host sees it, against servers that lie."""

import contextlib
import gzip
import shutil
import socket
import subprocess
import threading
import zlib

import pytest

import transport_module
from certificates import Certificate
from lying_server import Server, always, once
from transport_module import ANSWERED, NOT_SENT, OUTCOME_UNKNOWN, Instance, Refused

TOKEN = [("Authorization", "Bearer secret")]
WRITES = [("POST", b'{"a":1}'), ("POST", None), ("PUT", b"{}"), ("PATCH", b"{}"), ("DELETE", None), ("DELETE", b"{}")]


@pytest.fixture(scope="module")
def table():
    return transport_module.load("http")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
                 "SSL_CERT_FILE"]:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def instance(table):
    opened = []

    def make(server, scheme="http", **options):
        made = Instance(table, scheme, server if isinstance(server, str) else server.rest,
                        {name: str(value) for name, value in options.items()})
        opened.append(made)
        return made

    yield make
    for made in opened:
        made.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# What a module is


def test_exports_its_entry_and_nothing_else():
    output = subprocess.run(
        ["nm", "--dynamic", "--defined-only", "--extern-only", transport_module.FOLDER / "libcpegate-http.so"],
        check=True, capture_output=True, text=True).stdout
    assert [line.split()[-1] for line in output.splitlines()] == ["cpegate_transport_module"]


def test_its_table(table):
    assert (table.name, table.abi_major) == (b"http", 1)
    assert [table.schemes[i] for i in range(4)] == [b"http", b"https", b"unix", None]
    assert table.wrapping[0] is None


@pytest.mark.parametrize("scheme, rest, options, said", [
    ("http", "//user:pass@h/", {}, "without user info"),
    ("http", "", {}, "expected a URL such as https://control.example/api/v1"),
    ("http", "//h/api?x=1", {}, "without a query"),
    ("unix", "relative.sock:/api", {}, "expected unix:/absolute/path.sock:/api/v1"),
    ("unix", "/no/colon", {}, "expected unix:/absolute/path.sock:/api/v1"),
    ("unix", "/" + "x" * 200 + ":/api", {}, "use a shorter one"),
    ("https", "//h", {"ca_file": "/nowhere.pem"}, "http.ca_file: expected a file that can be read"),
    ("https", "//h", {"client_key": "/dev/null"}, "give the certificate of this key"),
    ("http", "//h", {"connect_timeout": "soon"}, "http.connect_timeout: expected seconds"),
    ("http", "//h", {"connect_timeout": "nan"}, "http.connect_timeout: expected seconds"),
    ("http", "//h", {"max_connections": "0"}, "http.max_connections: expected a whole number from 1"),
    ("http", "//h", {"http_version": "3"}, "http.http_version: expected one of 1.1, 2, auto, found '3'"),
    ("http", "//h", {"insecure": "yes"}, "http.insecure: expected true or false, found 'yes'"),
    ("http", "//h", {"speed": "9"}, "http.speed: there is no such option; http takes ca_file, "),
])
def test_refuses_what_it_cannot_use(table, scheme, rest, options, said):
    with pytest.raises(Refused) as refusal:
        Instance(table, scheme, rest, options)
    assert said in str(refusal.value)
    assert "pass" not in str(refusal.value)


# Requests


def test_a_request_arrives_as_it_is_and_the_answer_comes_whole(instance):
    with Server(always(b'{"id":1}', headers=["X-One: 1", "X-Empty:"])) as server:
        answer = instance(server).ask(
            "POST", "/devices/a%2Fb/../c/?x=%20y", headers=[*TOKEN, ("X-None", "")], body=b'{"a":1}')
        assert (answer.outcome, answer.reason, answer.status, answer.body) == (ANSWERED, "none", 200, b'{"id":1}')
        assert (answer.header("x-one"), answer.header("X-Empty")) == ("1", "")
        lines = server.requests[0].split("\r\n")
        assert lines[0] == "POST /api/v1/devices/a%2Fb/../c/?x=%20y HTTP/1.1"
        assert "Authorization: Bearer secret" in lines and "X-None:" in lines
        assert not [line for line in lines if line.startswith(("Expect", "Content-Type"))]
        assert server.bodies == [b'{"a":1}']


@pytest.mark.parametrize("method, body, length", [
    ("GET", None, None), ("DELETE", None, None), ("DELETE", b"x", "1"), ("POST", None, "0"), ("PUT", b"", "0"),
    ("PATCH", b"x" * 2_000_000, "2000000")])
def test_methods_and_bodies(instance, method, body, length):
    with Server(always()) as server:
        one = instance(server)
        # Twice, and another method in between, as handles are used again.
        for _ in range(2):
            assert one.ask(method, body=body).outcome == ANSWERED
            assert one.ask("POST" if method != "POST" else "GET").outcome == ANSWERED
        for index in (0, 2):
            head = server.requests[index].split("\r\n")
            lengths = [line.split(": ")[1] for line in head if line.startswith("Content-Length")]
            assert head[0] == f"{method} /api/v1/x HTTP/1.1"
            assert lengths == ([length] if length else [])
            assert server.bodies[index] == (body or b"")


@pytest.mark.parametrize("target, headers", [
    ("no-slash", []), ("/a b", []), ("/a\r\nX: y", []), ("/a", [("X", "a\r\nY: b")]), ("/a", [("X:", "y")])])
def test_will_not_send_what_would_be_another_request(instance, target, headers):
    with Server(always()) as server:
        answer = instance(server).ask("GET", target, headers=headers)
        assert (answer.outcome, answer.reason) == (NOT_SENT, "refused")
        assert server.requests == []


def test_one_connection_carries_many_requests(instance):
    with Server(always()) as server:
        one = instance(server)
        for _ in range(50):
            assert one.ask().outcome == ANSWERED
        assert (len(server.requests), server.connections) == (50, 1)


def test_no_more_connections_than_allowed(instance):
    with Server(always()) as server:
        one = instance(server, max_connections=3)
        calls = [one.send("GET", f"/{number}") for number in range(200)]
        assert {one.answer(call).outcome for call in calls} == {ANSWERED}
        assert sorted(line.split()[1] for line in server.requests) == sorted(f"/api/v1/{n}" for n in range(200))
        assert server.connections <= 3


def test_over_a_unix_socket(instance, tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    path = f"{tmp_path}/a:b.sock"
    with Server(always(b"[]"), path=path) as server:
        answer = instance(f"{path}:/api/v1/", scheme="unix").ask("GET", "/x")
        assert (answer.outcome, answer.body) == (ANSWERED, b"[]")
        assert server.requests[0].startswith("GET /api/v1/x HTTP/1.1\r\nHost: localhost\r\n")


def test_a_proxy_of_the_environment(instance, monkeypatch):
    with Server(always(b"proxied")) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        answer = instance("//control.invalid/api").ask("GET", "/x")
        assert (answer.outcome, answer.body) == (ANSWERED, b"proxied")
        assert proxy.requests[0].startswith("GET http://control.invalid/api/x HTTP/1.1")


def test_a_proxy_that_refuses_gets_nothing_of_the_request(instance, monkeypatch):
    with Server(always(b"no", "403 Forbidden")) as proxy:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        answer = instance("//control.invalid/api", scheme="https").ask("POST", headers=TOKEN, body=b"{}")
        assert (answer.outcome, answer.reason, answer.status) == (NOT_SENT, "connect", 0)
        assert [line.split()[0] for line in proxy.requests] == ["CONNECT"] and "secret" not in proxy.requests[0]


# Nothing was sent


def test_nobody_listens(instance):
    answer = instance(f"//127.0.0.1:{free_port()}/api").ask("POST", body=b"{}")
    assert (answer.outcome, answer.reason, answer.status) == (NOT_SENT, "connect", 0)
    assert "nobody takes a connection at 127.0.0.1:" in answer.message


def test_no_socket_there(instance, tmp_path):
    answer = instance(f"{tmp_path}/none.sock:/api", scheme="unix").ask("POST", body=b"{}")
    assert (answer.outcome, answer.reason) == (NOT_SENT, "connect")


def test_a_name_that_nobody_knows(instance):
    answer = instance("//no-such-host.invalid/api").ask("POST", body=b"{}")
    assert (answer.outcome, answer.reason) == (NOT_SENT, "resolve")
    assert "no-such-host.invalid" in answer.message


def full_listener():
    """A port where no connection is taken and none is refused."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    fillers = []
    for _ in range(3):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        fillers.append(filler)
    return listener, fillers


@pytest.mark.parametrize("options, limit", [({"connect_timeout": "0.2"}, 10_000), ({}, 200)])
def test_no_connection_in_time(instance, options, limit):
    listener, fillers = full_listener()
    answer = instance(f"//127.0.0.1:{listener.getsockname()[1]}/", **options).ask("POST", time_limit_ms=limit)
    assert (answer.outcome, answer.reason) == (NOT_SENT, "timed_out")
    assert "within 200 ms" in answer.message
    for sock in [listener, *fillers]:
        sock.close()


def test_time_runs_for_those_that_wait_for_a_connection(instance):
    with Server(lambda connection: (connection.request(), connection.hang())) as server:
        one = instance(server, max_connections=1)
        first = one.send("GET", "/1", time_limit_ms=5000)
        server.wait_for_requests(1)
        second = one.ask("POST", "/2", time_limit_ms=100)
        assert (second.outcome, second.reason) == (NOT_SENT, "timed_out")
        assert "--max-connections" in second.message
        one.cancel(first)
        assert (one.answer(first).outcome, one.answer(first).reason) == (OUTCOME_UNKNOWN, "cancelled")


def test_cancelled_while_it_connects(instance):
    listener, fillers = full_listener()
    one = instance(f"//127.0.0.1:{listener.getsockname()[1]}/")
    call = one.send("POST", body=b"{}")
    one.cancel(call)
    assert (one.answer(call).outcome, one.answer(call).reason) == (NOT_SENT, "cancelled")
    for sock in [listener, *fillers]:
        sock.close()


def test_cancelled_before_it_was_sent(instance):
    with Server(lambda connection: (connection.request(), connection.hang())) as server:
        one = instance(server, max_connections=1)
        one.send("GET", "/1")
        server.wait_for_requests(1)
        second = one.send("POST", "/2")
        one.cancel(second)
        one.cancel(99)
        assert (one.answer(second).outcome, one.answer(second).reason) == (NOT_SENT, "cancelled")
        one.close()
        assert (one.answer(1).outcome, one.answer(1).reason) == (OUTCOME_UNKNOWN, "cancelled")
        assert len(server.requests) == 1


# Nobody knows


@pytest.mark.parametrize("method, body", WRITES)
@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_write_on_a_connection_that_dies_is_not_sent_twice(instance, method, body, how):
    def script(connection):
        connection.request()
        connection.answer()
        connection.request()
        if how == "reset":
            connection.reset()

    with Server(script) as server:
        one = instance(server)
        assert one.ask(method, "/1", body=body).outcome == ANSWERED
        answer = one.ask(method, "/2", body=body)
        # The next request comes over a new connection, behind all that libcurl might still have wanted to send.
        assert one.ask("GET", "/3").outcome == ANSWERED
        assert (answer.outcome, answer.reason, answer.status) == (OUTCOME_UNKNOWN, "closed", 0)
        assert [line.split()[1] for line in server.requests] == ["/api/v1/1", "/api/v1/2", "/api/v1/3"]
        # The second had indeed gone over the kept connection.
        assert server.carriers[:2] == [1, 1] and server.carriers[2] > 1


def test_a_read_on_a_connection_that_dies_is_sent_again(instance):
    def script(connection):
        connection.request()
        connection.answer()
        connection.request()

    with Server(script) as server:
        one = instance(server)
        assert [one.ask("GET", f"/{number}").outcome for number in (1, 2)] == [ANSWERED] * 2
        assert [line.split()[1] for line in server.requests] == ["/api/v1/1", "/api/v1/2", "/api/v1/2"]


@pytest.mark.parametrize("method, body", [*WRITES, ("GET", None)])
def test_a_connection_that_was_closed_while_it_rested_is_not_used(instance, method, body):
    closed = threading.Semaphore(0)

    def script(connection):
        connection.request()
        connection.answer()
        connection.socket.shutdown(socket.SHUT_RDWR)
        closed.release()

    with Server(script) as server:
        one = instance(server)
        for number in range(3):
            assert one.ask(method, f"/{number}", body=body).outcome == ANSWERED
            closed.acquire()
        assert len(server.requests) == 3


def test_large_body_that_is_not_read(instance):
    with Server(lambda connection: (connection.head(), connection.reset())) as server:
        answer = instance(server).ask("POST", body=b"x" * 20_000_000)
        assert (answer.outcome, answer.reason) == (OUTCOME_UNKNOWN, "closed")
        assert len(server.requests) == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_cancelled_while_it_waits_for_the_answer(instance, method):
    with Server(lambda connection: (connection.request(), connection.hang())) as server:
        one = instance(server)
        call = one.send(method)
        server.wait_for_requests(1)
        one.cancel(call)
        answer = one.answer(call)
        assert (answer.outcome, answer.reason) == (OUTCOME_UNKNOWN, "cancelled")


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("pieces, reason, status, body", [
    ([], "closed", 0, b""),
    ([b"HTTP/1.1 2"], "closed", 0, b""),
    ([OK + b"Content-Le"], "closed", 200, b""),
    ([OK + b"Content-Length: 10\r\n\r\nabc"], "closed", 200, b"abc"),
    ([OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"], "closed", 200, b"abc"),
    ([OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"], "garbled", 200, b"abc"),
    ([b"HTTP/1.1 100 Continue\r\n\r\n"], "closed", 0, b""),
    ([b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 2"], "closed", 0, b""),
    ([b"SSH-2.0-OpenSSH_9.2\r\n"], "garbled", 0, b""),
    ([b"\x00\x01\x02\x03 garbage" * 100], "garbled", 0, b""),
    ([b"HTTP/1.1 abc OK\r\n\r\n"], "garbled", 0, b""),
    ([b"HTTP/7.3 200 OK\r\nContent-Length: 0\r\n\r\n"], "garbled", 0, b""),
    ([OK + b"Content-Length: x\r\n\r\n"], "garbled", 200, b""),
    ([OK + b"Content-Length: -1\r\n\r\n"], "garbled", 200, b""),
    ([OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc"], "garbled", 200, b""),
    ([OK + b"no colon here\r\n\r\n"], "garbled", 200, b""),
    ([OK + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"], "garbled", 200, b""),
    ([OK + b"Content-Encoding: gzip\r\nContent-Length: 29\r\n\r\n" + gzip.compress(b"x" * 1000)[:20]], "closed", 200,
     None),
    ([OK, *[b"X-Long: " + b"y" * 8000 + b"\r\n"] * 40], "garbled", 200, b""),
    ([OK + b"X-Long: " + b"y" * 300_000], "garbled", 200, b""),
    ([*[b"HTTP/1.1 100 Continue\r\nX: " + b"y" * 8000 + b"\r\n\r\n"] * 40], "garbled", 0, b""),
    ([OK + b"Content-Length: 1048577\r\n\r\n"], "too_large", 200, b""),
    ([OK + b"Content-Length: 99999999999999999999999\r\n\r\n"], "too_large", 200, b""),
])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_answers_that_are_none(instance, method, pieces, reason, status, body):
    with Server(once(*pieces)) as server:
        one = instance(server)
        answer = one.ask(method)
        assert (answer.outcome, answer.reason) == (OUTCOME_UNKNOWN, reason), answer
        assert answer.status == status
        if body is not None:
            assert answer.body == body
        assert answer.message and len(answer.message) < 500
        server.script = always()
        assert one.ask(method).outcome == ANSWERED


def test_a_server_that_hangs(instance):
    with Server(lambda connection: (connection.request(), connection.send(OK), connection.hang())) as server:
        answer = instance(server).ask("POST", time_limit_ms=200)
        assert (answer.outcome, answer.reason) == (OUTCOME_UNKNOWN, "timed_out")
        assert "within 200 ms" in answer.message


def test_a_server_that_drips(instance):
    def script(connection):
        connection.request()
        connection.send(OK + b"\r\n")
        while not connection.server.over.wait(0.005):
            connection.send(b"x")

    with Server(script) as server:
        answer = instance(server).ask("GET", time_limit_ms=300)
        assert (answer.outcome, answer.reason, answer.status) == (OUTCOME_UNKNOWN, "timed_out", 200)
        assert answer.body.strip(b"x") == b"" and answer.body


def test_an_answer_without_end(instance):
    def script(connection):
        connection.request()
        connection.send(OK + b"\r\n")
        while True:
            connection.send(b"x" * 65536)

    with Server(script) as server:
        answer = instance(server).ask("GET", max_bytes=100_000)
        assert (answer.outcome, answer.reason, answer.status) == (OUTCOME_UNKNOWN, "too_large", 200)
        assert len(answer.body) <= 100_000 and "100000 bytes" in answer.message


def test_the_limit_itself_is_allowed(instance):
    with Server(always(b"x" * 1000)) as server:
        one = instance(server)
        assert one.ask(max_bytes=1000).body == b"x" * 1000
        assert one.ask(max_bytes=999).reason == "too_large"


def test_a_body_that_ends_with_the_connection(instance):
    with Server(once(b"HTTP/1.0 200 OK\r\n\r\nabc")) as server:
        answer = instance(server).ask()
        assert (answer.outcome, answer.body) == (ANSWERED, b"abc")


def test_interim_answers_are_passed_over(instance):
    with Server(once(b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n"
                     b"X-After: b\r\n\r\n{}")) as server:
        answer = instance(server).ask("POST")
        assert (answer.outcome, answer.status, answer.body) == (ANSWERED, 201, b"{}")
        assert (answer.header("link"), answer.header("x-after")) == (None, "b")


def test_trailers_are_no_headers(instance):
    with Server(once(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Late: 1\r\n\r\n")) as server:
        answer = instance(server).ask()
        assert (answer.outcome, answer.body, answer.header("x-late")) == (ANSWERED, b"a", None)


def test_odd_bytes_in_a_header_are_repaired(instance):
    with Server(once(OK + b"X-Odd: caf\xe9\r\nContent-Length: 0\r\n\r\n")) as server:
        assert instance(server).ask().header("x-odd") == "caf\ufffd"


# Packing


@pytest.mark.parametrize("name, pack", [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_packed_answers(instance, name, pack):
    with Server(always(pack(b"x" * 5000), headers=[f"Content-Encoding: {name}"])) as server:
        answer = instance(server).ask()
        assert (answer.outcome, answer.body) == (ANSWERED, b"x" * 5000)
        assert f"{name}" in server.requests[0].lower().split("accept-encoding:")[1].split("\r\n")[0]


def test_a_bomb(instance):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(256)) + packer.flush()
    with Server(always(bomb, headers=["Content-Encoding: gzip"])) as server:
        answer = instance(server).ask(max_bytes=1 << 20)
        assert (answer.outcome, answer.reason) == (OUTCOME_UNKNOWN, "too_large")
        assert len(answer.body) <= 1 << 20


# Redirects


def redirecting(location, status="302 Found"):
    """`/x` leads to `location`, all else is there."""

    def script(connection):
        while request := connection.request():
            if request[0].split()[1] == "/api/v1/x":
                connection.answer(b"moved", status, [f"Location: {location(connection.server)}"])
            else:
                connection.answer(b"here")

    return script


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
def test_a_redirect_within_the_server_is_followed(instance, status):
    with Server(redirecting(lambda _: "/elsewhere?a=%20", status)) as server:
        answer = instance(server).ask(headers=TOKEN)
        assert (answer.outcome, answer.status, answer.body) == (ANSWERED, 200, b"here")
        assert server.requests[1].startswith("GET /elsewhere?a=%20 HTTP/1.1")
        assert "Authorization: Bearer secret" in server.requests[1]


@pytest.mark.parametrize("location", [
    "http://localhost:{port}/y", "http://127.0.0.1:{other}/y", "https://127.0.0.1:{port}/y", "//localhost:{other}/y",
    "file:///etc/passwd", "http://user@127.0.0.1:{port}/y"])
def test_a_redirect_to_another_place_is_the_answer(instance, location):
    with Server(always()) as other:
        with Server(redirecting(lambda s: location.format(port=s.port, other=other.port))) as server:
            answer = instance(server).ask(headers=TOKEN)
            assert (answer.outcome, answer.status, answer.body) == (ANSWERED, 302, b"moved")
            assert (len(server.requests), other.requests) == (1, [])


def test_a_write_is_not_redirected(instance):
    with Server(redirecting(lambda _: "/elsewhere", "307 Temporary Redirect")) as server:
        answer = instance(server).ask("POST", body=b"{}")
        assert (answer.outcome, answer.status) == (ANSWERED, 307)
        assert len(server.requests) == 1


def test_redirects_in_a_circle_end(instance):
    with Server(redirecting(lambda _: "/api/v1/x")) as server:
        answer = instance(server).ask()
        assert (answer.outcome, answer.status) == (ANSWERED, 302)
        assert len(server.requests) == 6


# TLS


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Certificate(tmp_path_factory.mktemp("certificates"), "authority", host=None)


@pytest.fixture
def certificate(authority, tmp_path):
    return lambda name, **more: Certificate(tmp_path, name, authority, **more)


def test_a_certificate_of_a_trusted_authority(instance, authority, certificate):
    with Server(always(b"safe"), tls=certificate("good").server()) as server:
        answer = instance(server, "https", ca_file=authority.file).ask()
        assert (answer.outcome, answer.body) == (ANSWERED, b"safe")


def test_the_environment_names_the_authority(instance, authority, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with Server(always(b"safe"), tls=certificate("good").server()) as server:
        assert instance(server, "https").ask().body == b"safe"


def test_certificates_that_are_not_trusted(instance, authority, certificate, tmp_path):
    alone = Certificate(tmp_path, "alone")
    for made, said in [
        (alone, "is self-signed: if it is to be trusted, give it with --ca-file FILE"),
        (certificate("old", days=(-10, -1)), "has expired"),
        (certificate("new", days=(5, 10)), "is not valid yet"),
        (certificate("other", host="other.example"), "is for another host"),
    ]:
        with Server(always(), tls=made.server()) as server:
            answer = instance(server, "https", ca_file=authority.file).ask("POST", headers=TOKEN, body=b"{}")
            assert (answer.outcome, answer.reason) == (NOT_SENT, "certificate"), answer
            assert said in answer.message and server.requests == []


def test_an_unknown_authority(instance, certificate):
    with Server(always(), tls=certificate("good").server()) as server:
        answer = instance(server, "https").ask("POST")
        assert (answer.outcome, answer.reason) == (NOT_SENT, "certificate")
        assert "--ca-file FILE" in answer.message


def test_insecure_says_so(instance, tmp_path):
    with Server(always(b"whatever"), tls=Certificate(tmp_path, "alone").server()) as server:
        one = instance(server, "https", insecure="true")
        assert [one.ask().body for _ in range(2)] == [b"whatever"] * 2
        assert [level for level, _ in one.log] == ["warning"] and "not verified" in one.log[0][1]


def test_no_tls_there(instance):
    with Server(once(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        answer = instance(server, "https").ask("POST", headers=TOKEN, time_limit_ms=3000)
        assert (answer.outcome, answer.reason) in [(NOT_SENT, "tls"), (NOT_SENT, "timed_out")]


def test_a_client_certificate(instance, authority, certificate):
    client = certificate("client")
    with Server(always(b"known"), tls=certificate("good").server(clients=authority)) as server:
        options = {"ca_file": authority.file, "client_cert": client.file, "client_key": client.key_file}
        assert instance(server, "https", **options).ask().body == b"known"
        answer = instance(server, "https", ca_file=authority.file).ask("POST")
        assert answer.outcome != ANSWERED and "--client-cert" in answer.message, answer


@pytest.mark.parametrize("option, reason", [("ca_file", "certificate"), ("client_cert", "tls")])
def test_files_that_hold_no_certificate(instance, authority, certificate, tmp_path, option, reason):
    (tmp_path / "odd.pem").write_text("this is none")
    options = {"ca_file": authority.file} | {option: tmp_path / "odd.pem"}
    with Server(always(), tls=certificate("good").server()) as server:
        answer = instance(server, "https", **options).ask("POST")
        assert (answer.outcome, answer.reason) == (NOT_SENT, reason), answer
        assert "odd.pem" in answer.message


# HTTP/2


@pytest.fixture
def nginx(certificate, tmp_path):
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        pytest.skip("nginx is not installed (apt: nginx-light)")
    shown, port = certificate("good"), free_port()
    temporary = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in
                         ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
    (tmp_path / "nginx.conf").write_text(f"""
        daemon off; master_process off; pid {tmp_path}/pid; error_log {tmp_path}/errors;
        events {{ worker_connections 256; }}
        http {{
          access_log off; {temporary}
          server {{
            listen 127.0.0.1:{port} ssl http2; keepalive_requests 1000000;
            ssl_certificate {shown.file}; ssl_certificate_key {shown.key_file};
            location / {{ return 200 "$server_protocol $connection"; }}
          }}
        }}""")
    process = subprocess.Popen([program, "-p", tmp_path, "-c", "nginx.conf"], stderr=subprocess.DEVNULL)
    while process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
    yield f"//127.0.0.1:{port}/api"
    process.terminate()
    process.wait()


def test_http2_where_it_is_offered(instance, authority, nginx):
    one = instance(nginx, "https", ca_file=authority.file, max_connections=2)
    assert one.ask("POST", body=b"{}").body.startswith(b"HTTP/2.0 ")
    # So many that libcurl reads for one what belongs to another.
    calls = [one.send("GET" if number % 2 else "PUT", f"/{number}") for number in range(3000)]
    answers = [one.answer(call) for call in calls]
    assert {answer.outcome for answer in answers} == {ANSWERED}
    assert len({answer.body for answer in answers}) <= 2


def test_http1_where_it_is_asked_for(instance, authority, nginx):
    one = instance(nginx, "https", ca_file=authority.file, http_version="1.1")
    assert one.ask().body.startswith(b"HTTP/1.1 ")


# The end


def test_close_answers_everything(instance):
    with Server(lambda connection: (connection.request(), connection.hang())) as server:
        one = instance(server, max_connections=2)
        calls = [one.send("POST") for _ in range(10)]
        server.wait_for_requests(2)
        one.close()
        answers = [one.answer(call) for call in calls]
        assert {answer.reason for answer in answers} == {"cancelled"}
        assert sorted(answer.outcome for answer in answers) == [NOT_SENT] * 8 + [OUTCOME_UNKNOWN] * 2


def test_cancels_among_answers_leave_each_call_one_answer(instance):
    with Server(always(b"x" * 1000)) as server:
        one = instance(server, max_connections=4)
        for number in range(600):
            call = one.send("POST" if number % 3 else "GET", body=b"{}" if number % 3 else None)
            one.cancel(call - number % 7)
        answers = [one.answer(call) for call in range(1, 601)]
        assert {(answer.outcome, answer.reason) for answer in answers} <= {
            (ANSWERED, "none"), (NOT_SENT, "cancelled"), (OUTCOME_UNKNOWN, "cancelled")}
        # What was told as never sent was never got.
        assert len(server.requests) <= sum(answer.outcome != NOT_SENT for answer in answers)


def test_many_threads_at_once(instance):
    with Server(always(b"x")) as server:
        one = instance(server, max_connections=8)
        calls, lock = [], threading.Lock()

        def work():
            for _ in range(100):
                with lock:
                    calls.append(one.send())

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {one.answer(call).outcome for call in calls} == {ANSWERED}
        assert sorted(one.order) == list(range(1, 401))
