"""control-sim with real sockets: what only a connection shows. Its answers have tests of their own in Swift."""

import http.client
import json
import os
import signal
import socket
import subprocess

import pytest
from openapi_spec_validator import validate

from control_sim import BINARY, TOKEN, ControlSim, run

GET = f"GET /api/v1/inventory_device/1/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"


@pytest.fixture
def sim():
    with ControlSim("--devices", "50", "--clock", "virtual") as started:
        yield started


def exchange(sim, *parts: bytes) -> bytes:
    """Everything that comes back for these bytes, up to the end of the connection."""
    with socket.create_connection(("127.0.0.1", sim.port), timeout=10) as connection:
        for part in parts:
            connection.sendall(part)
        received = b""
        while more := connection.recv(65536):
            received += more
        return received


# The program


def test_it_says_where_it_listens_and_needs_its_token(sim):
    assert sim.url == f"http://127.0.0.1:{sim.port}/api/v1"
    assert sim.call("GET", "/inventory_device/1/")[0] == 200
    assert sim.call("GET", "/inventory_device/1/", token="other")[0] == 401


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, None])
def test_it_ends_cleanly(ending):
    with ControlSim() as sim:
        held = sim.connection()
        assert sim.call("GET", "/inventory_device/1/", on=held)[0] == 200
        if ending:
            sim.process.send_signal(ending)
        else:
            sim.process.stdin.close()
        assert sim.process.wait(timeout=10) == 0
        assert sim.process.stderr.read() == ""
        held.close()


def test_it_refuses_to_be_reached_from_elsewhere():
    refused = run("--bind", "0.0.0.0")
    assert refused.returncode != 0 and "--insecure-bind" in refused.stderr
    with ControlSim("--bind", "0.0.0.0", "--insecure-bind") as sim:
        assert sim.url.startswith("http://0.0.0.0:")


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--switch", "conflicts=409"], 'did you mean "conflict"?'),
        (["--switch", "conflict=1"], "409|422"),
        (["--token", "secret;rights=some"], "rights takes full, read or none"),
        (["--token", "none", "--token", "x"], "leave out the others"),
        (["--fleet", "/nowhere.csv"], "No such file"),
        (["--fleet", "x.csv", "--devices", "5"], "leave out --devices"),
        (["--speed", "0"], "above 0"),
        (["--bind", "localhost", "--insecure-bind"], "no IPv4 address"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_told(arguments, said):
    refused = run(*arguments)
    assert refused.returncode != 0
    assert said in refused.stderr
    assert "secret" not in refused.stderr


def test_a_port_that_is_taken_is_told(sim):
    refused = run("--port", str(sim.port))
    assert refused.returncode != 0 and f"cannot listen on 127.0.0.1:{sim.port}" in refused.stderr


def test_the_table_of_switches_is_that_of_the_server(sim):
    table = run("switches").stdout
    names = {line.split()[0] for line in table.splitlines() if not line.startswith(" ")}
    assert names - {"siblings", "rich"} == set(sim.steer("GET", "switches"))


def test_tokens_and_switches_from_the_command_line(tmp_path):
    log = tmp_path / "access.ndjson"
    arguments = ["--token", "all", "--token", "two;organizations=2;rights=read", "--siblings"]
    with ControlSim(*arguments, "--switch", "page-size=3", "--access-log", str(log)) as sim:
        assert len(sim.call("GET", "/inventory_device/", token="all")[1]["results"]) == 3
        rows = sim.call("GET", "/inventory_device/", token="two")[1]["results"]
        assert {row["organization_id"] for row in rows} == {2}
        assert sim.call("DELETE", "/inventory_device/1/", token="two")[0] == 403
        assert sim.call("GET", "/inventory_type/", token="all")[1]["count"] == 6
        sim.process.terminate()
        assert sim.process.wait(timeout=10) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["status"] for line in lines] == [200, 200, 403, 200]
    assert lines[2]["template"] == "/inventory_device/{id}/"
    assert "two" not in log.read_text()


def test_a_fleet_from_a_file(tmp_path):
    fleet = tmp_path / "fleet.ndjson"
    fleet.write_text('{"name": "one", "type": 9, "status": "up"}\n{"name": "two", "type": 2}\n')
    with ControlSim("--fleet", str(fleet)) as sim:
        assert sim.call("GET", "/inventory_device/")[1]["count"] == 2
        assert sim.call("GET", "/inventory_device_name/one/")[1]["status"] == "Up"


def test_a_unix_socket(tmp_path):
    path = str(tmp_path / "sim.sock")
    with ControlSim("--unix", path) as sim:
        assert sim.url == f"unix:{path}"
        command = ["curl", "-s", "--unix-socket", path, "-H", f"Authorization: Bearer {TOKEN}"]
        answer = subprocess.run([*command, "http://x/api/v1/inventory_device/1/"], capture_output=True, timeout=10)
        assert json.loads(answer.stdout)["id"] == 1
        sim.process.terminate()
        assert sim.process.wait(timeout=10) == 0
    assert not os.path.exists(path)


def test_time_that_runs_faster():
    with ControlSim("--speed", "100000") as sim:
        before = sim.steer("GET", "now")["now"]
        while sim.steer("GET", "now")["now"] < "2030-01-02":
            pass
        assert before < "2030-01-02"


# The document


def test_the_document_is_valid_and_its_routes_answer(sim):
    status, document, _ = sim.call("GET", "/openapi.json", token=None)
    assert status == 200
    validate(document)
    sim.steer("POST", "switch", {"siblings": "on"})
    for path, methods in document["paths"].items():
        target = path.replace("{", "").replace("}", "")
        status, _, headers = sim.call("TRACE", target)
        assert status == 405, path
        assert {method.lower() for method in headers["Allow"].split(", ")} == set(methods)


# Connections


def test_one_connection_serves_many_requests(sim):
    connection = sim.connection()
    for number in (1, 2, 3):
        assert sim.call("GET", f"/inventory_device/{number}/", on=connection)[1]["id"] == number
    connection.close()


def test_curl_keeps_its_connection(sim):
    url = f"http://127.0.0.1:{sim.port}/api/v1/inventory_device/1/"
    arguments = ["-s", "-o", "/dev/null", "-w", "%{num_connects}\n", "-H", f"Authorization: Bearer {TOKEN}"]
    told = subprocess.run(["curl", *arguments, url, "-o", "/dev/null", url], capture_output=True, text=True, timeout=10)
    assert told.stdout.split() == ["1", "0"]


def test_pipelined_requests_are_answered_in_order(sim):
    requests = "".join(GET.replace("/1/", f"/{number}/") + "\r\n" for number in range(1, 31))
    received = exchange(sim, requests.encode(), (GET + "Connection: close\r\n\r\n").encode())
    ids = [json.loads(part.split(b"\r\n\r\n")[1])["id"] for part in received.split(b"HTTP/1.1 200 OK")[1:]]
    assert ids == [*range(1, 31), 1]


def test_the_target_arrives_as_it_was_sent(sim):
    name = "a b/c+ü%"
    assert sim.call("POST", "/inventory_device/", {"name": name, "type": 1})[0] == 201
    escaped = "a%20b%2Fc%2B%C3%BC%25"
    assert sim.call("GET", f"/inventory_device_name/{escaped}/")[1]["name"] == name
    assert sim.steer("GET", "log")["entries"][-1]["target"] == f"/api/v1/inventory_device_name/{escaped}/"


def test_a_request_byte_by_byte(sim):
    text = (GET + "Connection: close\r\n\r\n").encode()
    assert b'"id":1,' in exchange(sim, *(text[place : place + 1] for place in range(len(text))))


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_bodies_in_every_framing(sim, framing):
    body = b'{"description": "here"}'
    head = GET.replace("GET", "PATCH") + "Content-Type: application/json\r\nConnection: close\r\n"
    if framing == "chunks":
        parts = [head + "Transfer-Encoding: chunked\r\n\r\n", "5\r\n", body[:5], "\r\n", f"{len(body) - 5:x};x=y\r\n"]
        parts += [body[5:], "\r\n0\r\nTrailer: t\r\n\r\n"]
    else:
        parts = [head + f"Content-Length: {len(body)}\r\n\r\n", body]
    received = exchange(sim, *(part if isinstance(part, bytes) else part.encode() for part in parts))
    assert b'"description":"here"' in received


def test_a_client_that_waits_for_leave_gets_it(sim):
    with socket.create_connection(("127.0.0.1", sim.port), timeout=10) as connection:
        head = GET.replace("GET", "PATCH") + "Content-Type: application/json\r\nExpect: 100-continue\r\n"
        connection.sendall((head + "Content-Length: 2\r\n\r\n").encode())
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize(
    "text, status",
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/2\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 70000, 431),
    ],
)
def test_what_is_no_request_ends_its_connection_only(sim, text, status):
    assert exchange(sim, text).startswith(f"HTTP/1.1 {status} ".encode())
    assert sim.call("GET", "/inventory_device/1/")[0] == 200


def test_a_head_request_gets_no_body(sim):
    received = exchange(sim, (GET.replace("GET", "HEAD") + "\r\n" + GET + "Connection: close\r\n\r\n").encode())
    assert received.startswith(b"HTTP/1.1 405 ")
    assert b"\r\n\r\nHTTP/1.1 200 OK" in received


def test_a_client_that_does_not_read_holds_up_nobody(sim):
    with socket.create_connection(("127.0.0.1", sim.port), timeout=10) as lazy:
        page = GET.replace("/1/", "/?limit=50") + "\r\n"
        lazy.sendall((page * 500).encode())
        assert sim.call("GET", "/inventory_device/1/")[0] == 200
        received = b""
        while received.count(b"HTTP/1.1 200 OK") < 500:
            received += lazy.recv(1 << 20)


# Faults


def test_a_connection_that_closes_instead_of_answering(sim):
    sim.steer("POST", "fail", {"action": "close", "acted": True})
    with pytest.raises(http.client.RemoteDisconnected):
        sim.call("DELETE", "/inventory_device/1/")
    assert sim.call("GET", "/inventory_device/1/")[0] == 404


def test_an_answer_that_ends_half_way(sim):
    sim.steer("POST", "fail", {"action": "cut"})
    with pytest.raises(http.client.IncompleteRead) as caught:
        sim.call("GET", "/inventory_device/1/")
    assert caught.value.partial.startswith(b'{"id":1,')
    assert abs(len(caught.value.partial) - caught.value.expected) <= 1


def test_an_answer_that_never_comes(sim):
    sim.steer("POST", "fail", {"action": "hang"})
    connection = http.client.HTTPConnection("127.0.0.1", sim.port, timeout=0.3)
    with pytest.raises(TimeoutError):
        sim.call("GET", "/inventory_device/1/", on=connection)
    connection.close()
    assert sim.call("GET", "/inventory_device/1/")[0] == 200


def test_an_answer_that_is_late_holds_up_nobody(sim):
    sim.steer("POST", "switch", {"update-status-latency": "0.5"})
    slow = sim.connection()
    slow.request("GET", "/api/v1/inventory_device/1/?update_status=true", headers={"Authorization": f"Bearer {TOKEN}"})
    assert sim.call("GET", "/inventory_device/2/")[0] == 200
    assert json.loads(slow.getresponse().read())["id"] == 1
    slow.close()


def test_steering_moves_time(sim):
    name = sim.call("GET", "/inventory_device/1/")[1]["name"]
    assert sim.call("PUT", f"/inventory_device_name_operation/{name}/", {"operation": "reboot"})[0] == 200
    sim.steer("POST", "advance", {"seconds": 3})
    assert sim.call("GET", "/inventory_device/1/")[1]["status"] == "Down"
    sim.steer("POST", "advance", {"seconds": 120})
    assert sim.call("GET", "/inventory_device/1/")[1]["status"] == "Up"


def test_the_binary_is_there():
    assert os.access(BINARY, os.X_OK)
