"""What the command line says about the live backend: options, exit statuses, the doctor, transports."""

from __future__ import annotations

import email.utils
import json
import os
import shutil
import socket
import time
from pathlib import Path

import pytest

import transport_module
from certificates import Certificate
from control_sim import TOKEN, ControlSim
from gateway import command, environment
from lying_server import Server, always
from test_command_line import refused, written

GET = ("call", "inventory.get", '{"device":{"id":1},"fields":["name"]}')
URL = "https://control.example/api/v1"


@pytest.fixture(scope="module")
def server():
    with ControlSim("--devices", "20") as started:
        yield started


def name_of(done) -> str:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["device"]["name"]


def error_of(done) -> dict:
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    return json.loads(done.stderr.splitlines()[-1])["data"]


# What cannot be is an exit status, and says what to do


REFUSED = {
    "a scheme without a module": (69, ["--url", "htps://control.example/api/v1"], "https"),
    "a wrapping scheme without a module": (69, ["--url", "recrd+https://control.example/api/v1"], "record"),
    "user info": (64, ["--url", "https://me:hunter2@control.example/api/v1"], "--token-file"),
    "no scheme": (64, ["--url", "control.example/api/v1"], "https://control.example/api/v1"),
    "no host": (64, ["--url", "https:///api/v1"], "host"),
    "a query": (64, ["--url", URL + "?x=1"], "without"),
    "plain http elsewhere": (64, ["--url", "http://control.example/api/v1"], "--insecure"),
    "plain http elsewhere below a layer": (64, ["--url", "chaos+http://control.example/api/v1"], "--insecure"),
    "a token": (64, ["--url", URL, "--token", "hunter2"], "--token-file"),
    "no url": (64, ["--backend", "rest"], "--url"),
    "a family that is none": (64, ["--url", URL, "--family", "nme"], "name"),
    "a scheme of tokens that is none": (64, ["--url", URL, "--auth-scheme", "Basic"], "Bearer"),
    "a key without its certificate": (64, ["--url", URL, "--client-key", "k.pem"], "--client-cert"),
    "no time": (64, ["--url", URL, "--request-timeout", "0"], "--request-timeout"),
    "an option of no form": (64, ["--url", URL, "-o", "hunter2"], "MODULE.NAME=VALUE"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_at_start_and_says_what_to_do(case):
    status, words, said = REFUSED[case]
    done = command(*words)
    refused(done, status, said)
    assert "hunter2" not in done.stderr


CONFIGURED = {
    "user info": ('{\n "url": "https://me:hunter2@control.example/api/v1"}', "--token-file"),
    "plain http elsewhere": ('{\n "url": "http://control.example/api/v1"}', "insecure"),
    "a token": ('{\n "url": "%s", "token": "hunter2"}' % URL, "token-file"),
    "a family that is none": ('{\n "family": "nme"}', "name"),
    "a text for a switch": ('{\n "insecure": "yes"}', "true or false"),
    "an option of no form": ('{\n "transport-option": ["chaos.seed"]}', "MODULE.NAME=VALUE"),
    "a number for an option": ('{\n "transport-option": [7]}', "text"),
}


@pytest.mark.parametrize("case", CONFIGURED)
def test_the_same_in_a_configuration_is_status_78(case, tmp_path):
    text, said = CONFIGURED[case]
    path = written(tmp_path / "c.json", text)
    done = command("--config", path)
    refused(done, 78, said)
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("CPEGATE_URL", "https://me:hunter2@control.example/", "--token-file"),
        ("CPEGATE_INSECURE", "yes", "true or false"),
        ("CPEGATE_TRANSPORT_OPTION", '["chaos.seed=1",7]', "text"),
    ],
)
def test_the_same_in_the_environment_is_status_78(name, text, said):
    done = command(env=environment(**{name: text}))
    refused(done, 78, said, name)
    assert "hunter2" not in done.stderr


def test_options_that_do_not_go_together_are_78_where_flags_did_not_say_them(tmp_path):
    away = "http://control.example/api/v1"
    refused(command(env=environment(CPEGATE_URL=away)), 78, "--insecure")
    refused(command("--url", away, env=environment(CPEGATE_URL=URL)), 64, "--insecure")
    refused(command(env=environment(CPEGATE_BACKEND="rest")), 78, "--url")
    key = written(tmp_path / "c.json", json.dumps({"url": URL, "client-key": "k.pem"}))
    refused(command("--config", key), 78, "--client-cert")


def test_a_certificate_and_its_key_may_stand_in_a_configuration(server, tmp_path):
    one = Certificate(tmp_path, "one")
    config = {"url": server.url, "client-key": str(one.key_file), "client-cert": str(one.file)}
    path = written(tmp_path / "c.json", json.dumps(config))
    assert name_of(command(*GET, "--config", path, env=environment(CPEGATE_TOKEN=TOKEN))) == "faro-mesh-000001"


# What can be, from everywhere


def test_the_upstream_may_be_named_by_flag_environment_file_and_profile(server, tmp_path):
    token = written(tmp_path / "token", TOKEN + "\n")
    assert name_of(command(*GET, "--url", server.url, "--token-file", token)) == "faro-mesh-000001"
    assert name_of(command(*GET, env=environment(CPEGATE_URL=server.url, CPEGATE_TOKEN=TOKEN))) == "faro-mesh-000001"
    profiles = {"live": {"url": server.url, "token-file": token}, "lab": {"backend": "mock"}}
    path = written(tmp_path / "c.json", json.dumps({"backend": "rest", "profiles": profiles}))
    assert name_of(command(*GET, "--config", path, "--profile", "live")) == "faro-mesh-000001"
    assert name_of(command(*GET, "--config", path, "--profile", "lab", "--mock-seed", "1")) == "faro-mesh-000001"


@pytest.mark.parametrize("said", ["flags", "array", "text and flag", "environment"])
def test_options_of_modules_may_be_named_everywhere(server, tmp_path, said):
    tape = tmp_path / "t.tape"
    both = [f"tape.file={tape}", "tape.scrub=name"]
    words, more = [], {}
    if said == "flags":
        words = ["-o", both[0], "--transport-option", both[1]]
    elif said == "array":
        words = ["--config", written(tmp_path / "c.json", json.dumps({"transport-option": both}))]
    elif said == "text and flag":
        words = ["--config", written(tmp_path / "c.json", json.dumps({"transport-option": both[0]})), "-o", both[1]]
    else:
        more = {"CPEGATE_TRANSPORT_OPTION": json.dumps(both)}
    env = environment(CPEGATE_URL="record+" + server.url, CPEGATE_TOKEN=TOKEN, **more)
    assert name_of(command(*GET, *words, env=env)) == "faro-mesh-000001"
    assert '"scrub":["name"]' in tape.read_text() and "faro-mesh-000001" not in tape.read_text()


def test_an_insecure_upstream_is_said_loudly(server, tmp_path):
    path = written(tmp_path / "c.json", json.dumps({"insecure": True, "url": server.url}))
    done = command(*GET, "--config", path, env=environment(CPEGATE_TOKEN=TOKEN))
    assert name_of(done) and done.stderr.count("warning: --insecure") == 1
    done = command(*GET, "--config", path, "--no-insecure", env=environment(CPEGATE_TOKEN=TOKEN))
    assert name_of(done) and "insecure" not in done.stderr


def test_a_missing_token_is_an_error_of_the_request_and_says_where_to_put_one(server, tmp_path):
    error = error_of(command(*GET, env=environment(CPEGATE_URL=server.url)))
    assert error["kind"] == "unauthorized" and "CPEGATE_TOKEN" in error["hint"] and "--token-file" in error["hint"]
    absent = environment(CPEGATE_URL=server.url, CPEGATE_TOKEN_FILE=str(tmp_path / "absent"))
    assert error_of(command(*GET, env=absent))["kind"] == "unauthorized"
    assert command("call", "gateway.ping", env=environment(CPEGATE_URL=server.url)).returncode == 0


def test_a_token_file_is_read_again_after_it_was_refused(server, tmp_path):
    token = tmp_path / "token"
    token.write_text("of-yesterday")
    with server.gateway("--token-file", str(token), CPEGATE_TOKEN="") as client:
        assert client.answer(client.request("inventory.get", {"device": {"id": 1}}))["error"]["data"]["kind"] == "unauthorized"
        token.write_text(TOKEN)
        assert client.call("inventory.get", {"device": {"id": 1}})["device"]["id"] == 1


# The doctor


def examined(*words: str, **variables: str) -> tuple[int, dict[str, tuple[str, str]], str]:
    done = command("doctor", *words, env=environment(**variables))
    lines = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    return done.returncode, {name: (verdict, detail) for verdict, name, detail in lines}, done.stderr


def ill(found, *names: str) -> None:
    status, checks, _ = found
    assert list(checks) == ["token", "upstream", "certificate", "state_directory", "modules", "clock"]
    assert [name for name, (verdict, _) in checks.items() if verdict == "BAD"] == [*names], checks
    assert status == (1 if names else 0)


@pytest.fixture
def now():
    """A server that is well: it tells the time."""
    return lambda seconds=0: always(
        b'{"count":0,"next":null,"previous":null,"results":[]}',
        headers=["Date: " + email.utils.formatdate(time.time() + seconds, usegmt=True)])  # fmt: skip


def test_the_doctor_is_content_with_a_server_that_is_well(now):
    with Server(now()) as one:
        ill(examined(CPEGATE_URL="http:" + one.rest, CPEGATE_TOKEN=TOKEN))


def test_the_doctor_tells_a_missing_a_wrong_and_an_unreadable_token(server, tmp_path, now):
    found = examined(CPEGATE_URL=server.url, CPEGATE_TOKEN="of-yesterday")
    ill(found, "token")
    assert "CPEGATE_TOKEN" in found[1]["token"][1] and "of-yesterday" not in str(found)
    with Server(now()) as one:
        found = examined(CPEGATE_URL="http:" + one.rest)
        ill(found, "token")
        assert "CPEGATE_TOKEN" in found[1]["token"][1] and "--token-file" in found[1]["token"][1]
        found = examined(CPEGATE_URL="http:" + one.rest, CPEGATE_TOKEN_FILE=str(tmp_path / "absent"))
        ill(found, "token")
        assert "--token-file" in found[1]["token"][1]


def test_the_doctor_tells_that_upstream_is_away_and_what_to_look_at():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    found = examined(CPEGATE_URL=f"http://127.0.0.1:{port}/api/v1", CPEGATE_TOKEN=TOKEN)
    ill(found, "token", "upstream")
    assert "host and port of --url" in found[1]["upstream"][1]


@pytest.mark.parametrize("path", ["", "/api", "/api/v2"])
def test_the_doctor_tells_a_wrong_path(server, path):
    with Server(always(b'{"detail":"Not found."}', "404 Not Found")) as one:
        found = examined(CPEGATE_URL=f"http://127.0.0.1:{one.port}{path}", CPEGATE_TOKEN=TOKEN)
        ill(found, "upstream")
        assert "/api/v1" in found[1]["upstream"][1]


def test_the_doctor_tells_a_page_that_is_no_list_of_devices():
    with Server(always(b"<html>Welcome</html>")) as one:
        found = examined(CPEGATE_URL="http:" + one.rest, CPEGATE_TOKEN=TOKEN)
        ill(found, "upstream")
        assert "--url" in found[1]["upstream"][1]


@pytest.mark.parametrize("seconds, word", [(-3600, "ahead of"), (3600, "behind")])
def test_the_doctor_tells_a_clock_that_is_off(now, seconds, word):
    with Server(now(seconds)) as one:
        found = examined(CPEGATE_URL="http:" + one.rest, CPEGATE_TOKEN=TOKEN)
        ill(found, "clock")
        assert word in found[1]["clock"][1] and "set the clock" in found[1]["clock"][1]


@pytest.mark.parametrize("kind", ["self-signed", "expired"])
def test_the_doctor_tells_a_certificate_that_is_not_to_be_trusted(now, tmp_path, kind):
    authority = Certificate(tmp_path, "authority", host=None)
    expired = Certificate(tmp_path, "expired", authority, days=(-9, -2))
    shown = Certificate(tmp_path, "alone") if kind == "self-signed" else expired
    with Server(now(), tls=shown.server()) as one:
        url = "https:" + one.rest
        found = examined("--ca-file", str(authority.file), CPEGATE_URL=url, CPEGATE_TOKEN=TOKEN)
        ill(found, "token", "upstream", "certificate")
        assert "--ca-file" in found[1]["certificate"][1]
        error = error_of(command(*GET, "--url", url, env=environment(CPEGATE_TOKEN=TOKEN)))
        assert (error["kind"], error["retryable"]) == ("unreachable", False) and "--ca-file" in error["hint"]
        # Asked for, it works, and neither the start nor the doctor keeps quiet about it.
        found = examined("--insecure", CPEGATE_URL=url, CPEGATE_TOKEN=TOKEN)
        ill(found, "certificate")
        assert "--insecure" in found[2]


def test_the_doctor_is_content_with_a_certificate_of_an_authority_that_is_named(now, tmp_path):
    authority = Certificate(tmp_path, "authority", host=None)
    with Server(now(), tls=Certificate(tmp_path, "good", authority).server()) as one:
        ill(examined("--ca-file", str(authority.file), CPEGATE_URL="https:" + one.rest, CPEGATE_TOKEN=TOKEN))


# Modules


@pytest.fixture
def modules(tmp_path) -> Path:
    """A folder of modules of its own."""
    folder = tmp_path / "modules"
    folder.mkdir(mode=0o755)
    for module in transport_module.FOLDER.glob("libcpegate-*.so"):
        shutil.copy(module, folder)
        (folder / module.name).chmod(0o755)
    return folder


def test_transports_lists_modules_with_schemes_places_and_options(modules):
    done = command("transports", "--plugin-dir", str(modules))
    assert done.returncode == 0
    for word in ["http: https: unix:", "record+ replay:", "chaos+", "exec:", f"{modules}/libcpegate-http.so", "max_in_a_row"]:
        assert word in done.stdout, word


@pytest.mark.parametrize("what", ["module", "folder"])
def test_a_module_that_anybody_could_write_is_refused_everywhere(server, modules, what):
    (modules / "libcpegate-http.so" if what == "module" else modules).chmod(0o777)
    words = ("--plugin-dir", str(modules))
    done = command("transports", *words)
    assert done.returncode == 1 and "refused" in done.stdout and "chmod o-w" in done.stdout
    variables = {"CPEGATE_URL": server.url, "CPEGATE_TOKEN": TOKEN}
    status, checks, _ = examined(*words, **variables)
    assert (status, checks["modules"][0]) == (1, "BAD") and "chmod o-w" in checks["modules"][1]
    done = command(*GET, *words, env=environment(**variables))
    assert done.returncode in (1, 64, 69) and done.stdout == "" and "chmod o-w" in done.stderr


def test_a_module_that_is_none_is_refused_with_the_reason(server, modules):
    (modules / "libcpegate-http.so").write_bytes(b"no module")
    done = command("transports", "--plugin-dir", str(modules))
    assert done.returncode == 1 and "http" in done.stdout and "refused" in done.stdout


def test_a_folder_without_modules_is_told_with_what_is_missing(tmp_path):
    done = command("--url", URL, "--plugin-dir", str(tmp_path))
    refused(done, 69, "https", str(tmp_path))


def test_an_upstream_is_told_by_info_with_its_modules_and_what_was_loaded(server):
    env = environment(CPEGATE_URL="chaos+" + server.url, CPEGATE_TOKEN=TOKEN)
    told = json.loads(command("call", "gateway.info", env=env).stdout)
    assert (told["backend"]["kind"], told["backend"]["url"]) == ("rest", "chaos+" + server.url)
    schemes = {each["scheme"]: each for each in told["transports"]}
    assert {"http", "https", "unix", "record", "replay", "chaos", "exec"} <= set(schemes)
    assert schemes["http"]["module"] == "http" and os.path.samefile(
        schemes["http"]["path"], transport_module.FOLDER / "libcpegate-http.so")  # fmt: skip


def test_the_mock_loads_no_module():
    told = json.loads(command("call", "gateway.info", "--backend", "mock").stdout)
    assert not any(each["loaded"] for each in told["transports"])
