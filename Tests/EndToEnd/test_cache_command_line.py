"""The cache on the command line: what is taken and refused, where it is kept, and what is left behind (protocol.md 7, 10)."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path

import pytest

from cache import FILE, changed, digest, filled, ids, mode, over_mock, words
from control_sim import ControlSim
from gateway import PATIENCE, Gateway, command, environment, wait_until
from test_command_line import refused, written

URL = "https://control.example/api/v1"
INFO = ("call", "gateway.info")


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "state"


def kind(*options: str, **more: str) -> str:
    done = command(*INFO, *options, env=environment(**more))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["backend"]["kind"]


# Options


def test_help_and_completions_tell_the_options():
    texts = command("--help").stdout, command("completions", "bash").stdout
    for text in texts:
        for option in ("--upstream", "--offline", "--sync-every", "--state-dir", "--history-days"):
            assert option in text
    assert "--keep-ended" not in texts[0]


REFUSED = {
    "an upstream that is none": (["--upstream", "rset"], "rest"),
    "an upstream that is not there yet": (["--upstream", "process"], "mock or rest"),
    "rest without a url": (["--upstream", "rest"], "--url"),
    "no time between syncs": (["--sync-every", "0"], "--sync-every"),
    "a time that is none": (["--sync-every", "x"], "number"),
    "days before now": (["--history-days", "-1"], "--history-days"),
    "no folder": (["--state-dir="], "--state-dir"),
    "a slip in a name": (["--state-dri", "x"], "--state-dir"),
    "a switch with a slip": (["--ofline"], "--offline"),
    "plain http elsewhere": (["--url", "http://control.example/api/v1"], "--insecure"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_status_64_and_says_what_to_do(case):
    options, said = REFUSED[case]
    refused(command("--backend", "cache", *options), 64, said)


def test_offline_without_a_cache_is_refused_where_it_would_not_be_kept():
    refused(command("--url", URL, "--offline"), 64, "--offline", "--backend cache")
    assert kind("--backend", "mock", "--offline") == "mock"


def test_the_same_in_environment_and_configuration_is_status_78(tmp_path):
    refused(command(env=environment(CPEGATE_UPSTREAM="process")), 78, "CPEGATE_UPSTREAM", "mock or rest")
    refused(command(env=environment(CPEGATE_OFFLINE="yes")), 78, "CPEGATE_OFFLINE", "true or false")
    refused(command(env=environment(CPEGATE_BACKEND="cache", CPEGATE_UPSTREAM="rest")), 78, "--url")
    path = written(tmp_path / "c.json", '{\n "backend": "cache",\n "sync-every": 0\n}')
    refused(command("--config", path), 78, f"{path}:3:", "sync-every")
    path = written(tmp_path / "c.json", '{\n "ofline": true\n}')
    refused(command("--config", path), 78, f"{path}:2:", '"offline"')


def test_options_may_stand_in_flags_environment_and_configuration(tmp_path, folder):
    options = {"backend": "cache", "state-dir": str(folder), "upstream": "mock", "sync-every": 3600, "history-days": 7}
    assert kind("--config", written(tmp_path / "c.json", json.dumps(options))) == "cache"
    variables = {"CPEGATE_" + name.upper().replace("-", "_"): str(value) for name, value in options.items()}
    assert kind(**variables) == "cache"
    assert kind("--offline", **variables) == "cache"
    assert kind("--backend", "mock", **variables) == "mock"


def test_the_upstream_is_rest_with_a_url_and_else_the_mock(folder):
    told = json.loads(command(*INFO, *words(folder, "--url", URL, "--offline")).stdout)
    assert (told["backend"]["kind"], told["backend"]["url"]) == ("cache", URL)
    assert not any(transport["loaded"] for transport in told["transports"])
    refused(command(*words(folder, "--upstream", "mock", "--url", URL)), 78, str(folder))


def test_the_mock_behind_a_cache_is_steered(folder):
    with over_mock(folder, "--mock-clock", "virtual") as client:
        before = client.call("mock.advance", {"seconds": 60})["now"]
        assert before.startswith("2030-01-01T00:01")
        client.call("mock.set_device", {"device": {"id": 3}, "attributes": {"name": "attic"}})
        listed = client.call("inventory.list", {"filter": {"name": "attic"}, "max_age_s": 0})
        assert [device["id"] for device in listed["devices"]] == [3]
        assert client.end() == 0


# The folder


def test_the_folder_is_made_with_those_above_it_for_this_user_alone(tmp_path):
    folder = tmp_path / "a" / "b" / "state"
    filled(folder)
    assert [mode(each) for each in (folder, folder.parent, folder.parent.parent)] == [0o700] * 3
    assert mode(folder / FILE) == 0o600


def test_a_folder_that_is_there_keeps_its_mode_and_files_are_for_this_user_alone(folder):
    folder.mkdir()
    folder.chmod(0o755)
    filled(folder)
    assert (mode(folder), mode(folder / FILE)) == (0o755, 0o600)


@pytest.mark.parametrize("bits", [0o777, 0o770, 0o722])
def test_a_folder_that_others_can_write_to_is_status_78_and_says_what_to_do(folder, bits):
    folder.mkdir()
    folder.chmod(bits)
    refused(command(*words(folder)), 78, str(folder), "chmod go-w")
    assert list(folder.iterdir()) == []


def test_a_place_that_is_open_to_all_is_not_told_to_be_closed(folder):
    folder.mkdir()
    folder.chmod(0o1777)
    done = command(*words(folder))
    refused(done, 78, "name a folder in it")
    assert "chmod" not in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_status_78(folder):
    folder.mkdir(mode=0o700)
    os.chown(folder, 4711, -1)
    refused(command(*words(folder)), 78, str(folder), "another user")


def test_a_file_in_its_place_is_status_78_and_stays(tmp_path, folder):
    folder.write_text("mine")
    refused(command(*words(folder)), 78, str(folder), "no folder", "--state-dir")
    refused(command(*words(folder / "deeper")), 78, str(folder), "Not a directory", "--state-dir")
    assert folder.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_status_78():
    refused(command(*words(Path("/proc/cpegate"))), 78, "/proc/cpegate", "cannot be made", "--state-dir")


def test_a_link_to_a_folder_is_that_folder(tmp_path, folder):
    folder.mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(folder)
    filled(tmp_path / "link")
    assert (folder / FILE).exists()


# Its usual place


def place(home: Path, *options: str, **more: str) -> str:
    """The name of the one folder that is made below the home of states."""
    done = command(*INFO, "--backend", "cache", "--offline", *options, env=environment(XDG_STATE_HOME=str(home), **more))
    assert done.returncode == 0, done.stderr
    (folder,) = (home / "cpegate").iterdir()
    assert mode(folder) == 0o700 and mode(folder / FILE) == 0o600
    return folder.name


def test_the_usual_place_is_named_by_the_url(tmp_path):
    urls = [
        URL, URL + "/more", "https://control.example:8443/api/v1", "http://127.0.0.1:8080/api/v1", "record+" + URL,
        "unix:/run/control.sock:/api/v1", "replay:../../../etc/passwd", "https://control.example/api:v1",
    ]  # fmt: skip
    names = [place(tmp_path / str(number), "--url", url) for number, url in enumerate(urls)]
    assert len(set(names)) == len(urls)
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*-[0-9a-f]{8}", name) for name in names), names
    assert names[0].startswith("control.example-api-v1-")
    assert place(tmp_path / "again", "--url", URL + "/") == names[0]


@pytest.mark.parametrize("profile, name", [("night", "night"), ("a/../b", "a-..-b-"), ("..", ""), ("Größe", "Gr-e-")])
@pytest.mark.parametrize("said", ["flag", "environment", "file"])
def test_the_usual_place_is_named_by_the_profile(tmp_path, profile, name, said):
    text = {"profiles": {profile: {"url": URL}}} | ({"profile": profile} if said == "file" else {})
    options = ["--config", written(tmp_path / "c.json", json.dumps(text))]
    variables = {}
    if said == "flag":
        options += ["--profile", profile]
    elif said == "environment":
        variables["CPEGATE_PROFILE"] = profile
    found = place(tmp_path / "home", *options, **variables)
    assert re.fullmatch(re.escape(name) + ("[0-9a-f]+" if name != profile else ""), found)


def test_the_home_stands_in_where_no_place_for_states_is_named(tmp_path):
    options = [*INFO, "--backend", "cache", "--offline", "--url", URL]
    for number, named in enumerate([{}, {"XDG_STATE_HOME": "relative"}]):
        home = tmp_path / str(number)
        home.mkdir()
        done = command(*options, env=environment(HOME=str(home), **named), cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        (folder,) = (home / ".local" / "state" / "cpegate").iterdir()
        assert (folder / FILE).exists()
    assert not (tmp_path / "relative").exists()
    refused(command(*options, env=environment(HOME="")), 78, "HOME", "--state-dir")


@pytest.mark.parametrize("options", [("--backend", "mock"), ("--url", URL), ("--backend", "cache", "--state-dir", "none")])
def test_nothing_is_made_in_the_usual_place_without_need(tmp_path, options):
    assert command(*INFO, *options, env=environment(XDG_STATE_HOME=str(tmp_path))).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_made_for_a_backend_that_keeps_nothing(folder):
    assert kind("--url", URL, "--state-dir", str(folder)) == "rest"
    assert not folder.exists()


# No folder


def home_of(client: Gateway) -> Path:
    """The temporary folder of a gateway, as the doctor tells it."""
    detail = state_of(client)["detail"]
    return Path(re.search(r"/\S*/cpegate-\d+-\w+", detail)[0])


def state_of(client: Gateway) -> dict:
    (found,) = [check for check in client.call("gateway.doctor")["checks"] if check["name"] == "state_directory"]
    return found


@pytest.mark.parametrize("options", [(), ("--state-dir", "none"), ("--state-dir", "none", "--url", URL)])
def test_a_cache_that_is_not_kept_lives_in_a_private_folder_and_leaves_nothing(options):
    with Gateway("--backend", "cache", *options) as client:
        folder = home_of(client)
        assert f"cpegate-{client.pid}-" in folder.name
        assert (mode(folder), mode(folder / FILE)) == (0o700, 0o600)
        assert client.end() == 0
    assert not folder.exists()


def test_it_leaves_nothing_either_when_it_is_told_to_end():
    with Gateway("--backend", "cache") as client:
        folder = home_of(client)
        client.signal(signal.SIGTERM)
        assert client.exit_status() == 0
    assert not folder.exists()
    done = command("call", "inventory.list", '{"limit":1}', "--backend", "cache")
    assert done.returncode == 0 and list(folder.parent.glob(f"cpegate-{client.pid}-*")) == []


def test_what_a_killed_one_left_is_removed_by_the_next_and_nothing_else_is():
    with Gateway("--backend", "cache") as living, Gateway("--backend", "cache") as killed:
        folders = [home_of(each) for each in (living, killed)]
        killed.signal(signal.SIGKILL)
        killed.process.wait(PATIENCE)
        assert folders[1].exists()
        other = folders[0].parent / f"cpegate-{killed.pid}"
        other.mkdir()
        try:
            assert kind("--backend", "cache") == "cache"
            assert [each.exists() for each in (*folders, other)] == [True, False, True]
        finally:
            other.rmdir()
        assert len(ids(living)) == 100
        assert living.end() == 0


# The doctor


def test_the_doctor_tells_where_the_cache_is_kept_and_what_is_wrong_with_it(folder):
    with over_mock(folder) as client:
        found = state_of(client)
        assert found["ok"] and str(folder) in found["detail"]
        folder.chmod(0o777)
        found = state_of(client)
        assert not found["ok"] and "chmod go-w" in found["detail"]
        folder.chmod(0o700)
        folder.rename(folder.with_name("elsewhere"))
        found = state_of(client)
        assert not found["ok"] and "No such file" in found["detail"]
    done = command("doctor", "--url", URL, "--state-dir", str(folder))
    assert "state_directory  none" in done.stdout


def test_the_doctor_is_content_with_a_cache_offline(folder):
    done = command("doctor", *words(folder, "--url", URL, "--offline"))
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("offline") >= 3


# The file


def unchanged_refusal(folder: Path, *said: str, options: tuple[str, ...] = ("--upstream", "mock")) -> None:
    """The file is refused, and is afterwards what it was."""
    before = digest(folder / FILE)
    for offline in ((), ("--offline",)):
        refused(command(*words(folder, *options, *offline)), 78, str(folder / FILE), "--state-dir", *said)
    assert digest(folder / FILE) == before


def test_the_cache_of_another_upstream_is_status_78(folder):
    filled(folder)
    unchanged_refusal(folder, "mock", URL, options=("--url", URL))


def test_the_cache_of_another_url_is_status_78(folder):
    assert kind(*words(folder, "--url", URL, "--offline")) == "cache"
    unchanged_refusal(folder, URL, options=("--url", "https://elsewhere.example/api/v1"))


def test_a_file_that_is_no_database_is_status_78(folder):
    folder.mkdir(mode=0o700)
    (folder / FILE).write_text("# my notes, a good deal longer than the header of a database\n" * 100)
    unchanged_refusal(folder)


def test_a_database_of_another_program_is_status_78(folder):
    folder.mkdir(mode=0o700)
    changed(folder, "CREATE TABLE mine (words TEXT)", "INSERT INTO mine VALUES ('kept')")
    unchanged_refusal(folder)


def test_a_file_of_a_newer_version_is_status_78(folder):
    filled(folder)
    changed(folder, "INSERT INTO grdb_migrations VALUES ('99 what nobody knows yet')")
    unchanged_refusal(folder, "newer")


def test_a_file_with_a_broken_header_is_status_78(folder):
    filled(folder)
    with open(folder / FILE, "r+b") as file:
        file.seek(16)
        file.write(b"\xff" * 12)
    unchanged_refusal(folder)


def test_a_folder_in_the_place_of_the_file_is_status_78(folder):
    (folder / FILE).mkdir(parents=True)
    folder.chmod(0o700)
    refused(command(*words(folder)), 78, str(folder / FILE), "--state-dir")


def test_a_gateway_that_is_refused_leaves_no_folder_behind():
    before = set(Path("/dev/shm").glob("cpegate-*"))
    refused(command("--backend", "cache", "--mock-fleet", "/absent.csv"), 78, "absent.csv")
    wait_until(lambda: set(Path("/dev/shm").glob("cpegate-*")) <= before, "the folder goes with its process")


def test_a_server_names_its_cache_by_its_own_url(tmp_path):
    with ControlSim("--devices", "5") as server:
        env = server.environment(CPEGATE_BACKEND="cache", XDG_STATE_HOME=str(tmp_path))
        done = command("call", "inventory.list", '{"fields":["id"]}', env=env)
        assert [device["id"] for device in json.loads(done.stdout)["devices"]] == [1, 2, 3, 4, 5], done.stderr
        (folder,) = (tmp_path / "cpegate").iterdir()
        assert folder.name.startswith(f"127.0.0.1-{server.port}-api-v1-")
