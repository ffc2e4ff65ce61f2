"""The examples run as they stand, and say what they promise."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time

import pytest

from gateway import BINARY, PATIENCE, REPOSITORY, environment

SHELL = REPOSITORY / "examples" / "shell"
PYTHON = REPOSITORY / "examples" / "python"
sys.path.insert(0, str(PYTHON))

from cpegate_client import Gateway, GatewayClosed, GatewayError  # noqa: E402

MOCK = ("--backend", "mock")
needs_jq = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")


def run(path, *words: str, status: int = 0) -> subprocess.CompletedProcess:
    command = [sys.executable, path, *words] if path.suffix == ".py" else [path, *words]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=PATIENCE, env=environment(CPEGATE=BINARY),
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    return done


@pytest.fixture
def client():
    with Gateway(*MOCK, "--mock-clock", "virtual", command=BINARY, timeout=PATIENCE) as client:
        yield client


# Shell


def test_pipe_lists_devices_and_reboots_one():
    lines = run(SHELL / "pipe.sh", *MOCK).stdout.splitlines()
    answers = {answer["id"]: answer["result"] for answer in map(json.loads, lines)}
    assert [device["id"] for device in answers["list"]["devices"]] == [1, 2, 3]
    assert answers["reboot"]["operation"]["state"] == "succeeded"


@needs_jq
def test_pipe_with_jq_tells_devices_and_how_long_a_reboot_took():
    *devices, last = run(SHELL / "pipe-jq.sh", *MOCK).stdout.splitlines()
    assert len(devices) == 5 and all(len(line.split("\t")) == 3 for line in devices)
    assert last.startswith(f"{devices[0].split()[1]} reboot: succeeded, from 2030-01-01T00:00")


@needs_jq
def test_pipe_with_jq_fails_when_there_is_nothing_to_reboot():
    done = run(SHELL / "pipe-jq.sh", *MOCK, "--mock-devices", "0", status=5)
    assert "failed" in done.stderr or "jq" in done.stderr


def test_coproc_holds_a_dialogue():
    before, rebooted, after = run(SHELL / "coproc.sh", *MOCK).stdout.splitlines()
    assert json.loads(before.removeprefix("before"))["result"]["device"]["id"] == 1
    assert rebooted == "rebooted"
    assert json.loads(after.removeprefix("after"))["result"]["device"]["description"] == "seen by coproc.sh"


def test_coproc_ends_at_an_error_and_shows_it():
    done = run(SHELL / "coproc.sh", *MOCK, "--mock-devices", "0", status=1)
    assert json.loads(done.stderr)["error"]["data"]["kind"] == "not_found"


def test_many_reads_a_parameter_of_every_device_that_is_found():
    lines = run(SHELL / "many.sh", '{"status":"up","type":3}', *MOCK).stdout.splitlines()
    answers = [json.loads(line) for line in lines]
    assert len(answers) > 5
    for answer in answers:
        (variable,) = answer["result"]["values"]
        assert variable["path"] == "InternetGatewayDevice.DeviceInfo.SoftwareVersion" and variable["value"]


@pytest.mark.parametrize("path", sorted(SHELL.glob("*.sh")), ids=lambda path: path.name)
def test_a_shell_example_can_be_executed_and_tells_when_cpegate_is_missing(path):
    done = subprocess.run(
        [path], capture_output=True, text=True, timeout=PATIENCE, env=environment(CPEGATE="/no/such/cpegate")
    )
    assert done.returncode != 0
    assert "/no/such/cpegate" in done.stderr


# Python programs


def test_reboot_and_wait_tells_every_step_of_every_device():
    names = ["faro-mesh-000001", "quebec-stb-000003"]
    lines = run(PYTHON / "reboot_and_wait.py", *names, "--", *MOCK).stdout.splitlines()
    for name in names:
        states = [line.rpartition(" ")[2] for line in lines if f" {name}: " in line]
        assert states == ["queued", "dispatching", "accepted", "succeeded"]


def test_reboot_and_wait_fails_for_an_unknown_device_and_says_why():
    done = run(PYTHON / "reboot_and_wait.py", "nobody", "--", *MOCK, status=1)
    assert "nobody: not_found" in done.stderr


def test_find_and_set_sets_the_parameter_of_each():
    lines = run(PYTHON / "find_and_set.py", '{"status":"up","organization_id":4}', "600", *MOCK).stdout.splitlines()
    assert len(lines) > 5
    assert {line.rpartition(": ")[2] for line in lines} == {"set"}


def test_find_and_set_tells_what_a_device_refused():
    done = run(PYTHON / "find_and_set.py", '{"name":"faro-mesh-000001"}', "-1", *MOCK, status=1)
    assert "PeriodicInformInterval: 90" in done.stdout


@pytest.mark.parametrize("name", ["reboot_and_wait.py", "find_and_set.py"])
def test_a_python_example_without_words_explains_itself(name):
    assert f"{name} " in run(PYTHON / name, status=1).stderr


# The client


def test_many_calls_can_be_outstanding_at_once(client):
    calls = [client.begin("inventory.get", {"device": {"id": n % 100 + 1}}) for n in range(2_000)]
    assert [call.result(PATIENCE)["device"]["id"] for call in calls] == [n % 100 + 1 for n in range(2_000)]
    assert all(call.is_done for call in calls)


def test_many_threads_may_share_a_client(client):
    found = {}

    def ask(id: int) -> None:
        found[id] = [client.call("inventory.get", {"device": {"id": id}})["device"]["id"] for _ in range(50)]

    threads = [threading.Thread(target=ask, args=(id,)) for id in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert found == {id: [id] * 50 for id in range(1, 9)}


def test_an_error_is_an_exception_with_kind_hint_and_path(client):
    with pytest.raises(GatewayError) as raised:
        client.call("inventory.update", {"device": {"id": 1}, "attributes": {"reboot": True}})
    error = raised.value
    assert (error.code, error.kind, error.retryable) == (-32602, "invalid_params", False)
    assert error.path == "/attributes/reboot"
    assert "operation.submit" in error.hint and error.hint in str(error)


def test_pages_go_through_the_whole_list(client):
    ids = [device["id"] for device in client.pages("inventory.list", "devices", {"limit": 7, "fields": ["id"]})]
    assert ids == list(range(1, 101))


def held(client: Gateway, seconds: float = 1000) -> dict:
    """Params of an inventory.get that stays held: the virtual clock stands."""
    client.call("mock.inject", {"match": {"method": "inventory.get"}, "fault": {"latency_s": seconds}})
    return {"device": {"id": 1}}


def test_a_call_that_takes_too_long_is_given_up_and_the_client_goes_on(client):
    params = held(client)
    with pytest.raises(TimeoutError):
        client.call("inventory.get", params, timeout=0.1)
    assert client.call("gateway.ping") == {}


def test_a_call_can_be_waited_for_again_and_cancelled(client):
    call = client.begin("inventory.get", held(client))
    with pytest.raises(TimeoutError):
        call.result(0.05)
    call.cancel()
    with pytest.raises(GatewayError) as raised:
        call.result(PATIENCE)
    assert raised.value.kind == "cancelled"


def test_the_handler_of_notifications_may_call_and_may_fail():
    seen, done = [], threading.Event()

    def handle(method: str, params: dict) -> None:
        seen.append((method, client.call("inventory.get", {"device": {"id": 2}})["device"]["id"]))
        if len(seen) == 2:
            done.set()
        raise RuntimeError("a handler that fails does not end the client")

    with Gateway(*MOCK, command=BINARY, on_notification=handle) as client:
        client.call("inventory.watch")
        for text in ("one", "two"):
            client.call("inventory.update", {"device": {"id": 1}, "attributes": {"description": text}})
        assert done.wait(PATIENCE)
    assert seen == [("inventory.changed", 2)] * 2


def test_closing_waits_for_what_is_outstanding():
    client = Gateway(*MOCK, command=BINARY)
    call = client.begin("operation.submit", {"device": {"id": 1}, "operation": "reboot", "wait_s": 600})
    assert client.close() == 0
    assert call.result(0)["operation"]["state"] == "succeeded"
    with pytest.raises(GatewayClosed):
        client.call("gateway.ping")


def test_an_exception_in_the_block_ends_waits_at_once():
    began = time.monotonic()
    with pytest.raises(KeyError):
        with Gateway(*MOCK, "--mock-clock", "virtual", command=BINARY) as client:
            params = {"device": {"id": 1}, "operation": "reboot", "wait_s": 600}
            call = client.begin("operation.submit", params)
            client.call("gateway.ping")
            raise KeyError
    assert time.monotonic() - began < 5
    assert call.result(0)["operation"]["state"] != "succeeded"


def test_a_gateway_that_dies_fails_what_was_outstanding(client):
    call = client.begin("inventory.get", held(client))
    client._process.kill()
    with pytest.raises(GatewayClosed):
        call.result(PATIENCE)
    with pytest.raises(GatewayClosed):
        client.call("gateway.ping")


def test_a_command_that_is_not_there_is_an_error_at_once():
    with pytest.raises(FileNotFoundError):
        Gateway(command="/no/such/cpegate")
