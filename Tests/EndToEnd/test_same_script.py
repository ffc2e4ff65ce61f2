"""Five lines of shell do the same job on every backend, not one character changed: where devices are is environment."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from control_sim import ControlSim
from gateway import BINARY, PATIENCE, REPOSITORY, environment

SCRIPT = REPOSITORY / "examples" / "shell" / "maintenance.sh"
pytestmark = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")

# Fast enough for a test: a reboot takes the simulator a minute and a half.
SPEED = ("--speed", "100")
RICH = ("--switch", "rich=on")
# At most once, and nobody can tell whether it arrived: then it is told so, and never sent again (protocol.md 7).
UNCONFIRMED = {"reboot": "unconfirmed"}
CHAOS = ["chaos.latency_ms=1-20", "chaos.retry_after_s=0"]
# Without those that end before anything was sent: such a read is told at once, and not tried again (protocol.md 8).
ARRIVING = "chaos.kinds=latency,reset_before,reset_after,rate_limited,server_error,drip,truncated,garbage,content_type"


@pytest.fixture(scope="module")
def run():
    def run(**variables) -> subprocess.CompletedProcess:
        return subprocess.run(
            [SCRIPT], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
            env=environment(CPEGATE=BINARY, **variables))  # fmt: skip

    return run


@pytest.fixture(scope="module")
def expected(run) -> list[str]:
    """What the mock makes of it."""
    done = run(CPEGATE_BACKEND="mock")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def options(*texts: str) -> str:
    return json.dumps([*texts])


def live(server: ControlSim, **more: str) -> dict[str, str]:
    named = server.environment(**more)
    return {name: value for name, value in named.items() if name.startswith("CPEGATE")}


def seeds(usual: int, all: int) -> list:
    return [pytest.param(seed, marks=pytest.mark.long if seed > usual else ()) for seed in range(1, all + 1)]


def same_but(lines: list[str], expected: list[str], gap: dict[str, str]) -> bool:
    """Whether these are the same answers, where an operation of the gap may have ended otherwise."""
    def agrees(line: str, wanted: str) -> bool:
        work, _, state = line.partition(": ")
        other = gap.get(work.rpartition(" ")[2])
        return line == wanted or other is not None and (work, state) == (wanted.partition(": ")[0], other)

    return len(lines) == len(expected) and all(agrees(*pair) for pair in zip(lines, expected))


def test_the_mock_has_all_that_the_script_is_about(expected):
    down, ended = expected[1:-6], expected[-6:]
    assert expected[0] == "id,name,type_short_name" and len(down) > 5
    assert [line.partition(" ")[2] for line in ended] == ["reboot: succeeded", "set: succeeded"] * 3


def test_the_script_is_that_of_the_readme_and_has_five_lines():
    lines = SCRIPT.read_text().split("\n\n", 1)[1]
    assert lines.count("\n") == 5
    assert lines in (REPOSITORY / "README.md").read_text()


FORMS = {
    "shape A": ("serial-shape=A",),
    "shape B": ("serial-shape=B",),
    "ids and words of today": ("headless-id=txn", "headless-words=new"),
    "ids and words of before": ("headless-id=integer", "headless-words=old", "headless-list=envelope", "status-words=boolean"),
    "the siblings": ("siblings=on",),
    "small pages": ("page-max=7",),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_live_server_gives_the_answers_of_the_mock(run, expected, form):
    switches = [word for switch in FORMS[form] for word in ("--switch", switch)]
    with ControlSim(*SPEED, *RICH, *switches) as server:
        done = run(**live(server))
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == expected
        sent = server.counts()
        assert sent["PUT /inventory_device_name_operation/{name}/"] == 3
        # What was set is read back: from the variables of the siblings, else by a get of the gateway's own.
        posts = 3 if form == "the siblings" else 6
        assert sent["POST /inventory_device_serial_headless_operation/"] == posts


def test_a_cache_over_the_mock_gives_its_answers(run, expected, tmp_path):
    cached = {"CPEGATE_BACKEND": "cache", "CPEGATE_STATE_DIR": str(tmp_path / "state")}
    for variables in (cached, cached, {"CPEGATE_BACKEND": "cache"}):
        done = run(**variables)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == expected


def test_a_cache_over_a_live_server_gives_the_answers_of_the_mock(run, expected, tmp_path):
    with ControlSim(*SPEED, *RICH) as server:
        cached = live(server, CPEGATE_BACKEND="cache", CPEGATE_STATE_DIR=str(tmp_path / "state"))
        done = run(**cached)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == expected
        sent = server.counts()
        assert sent["PUT /inventory_device_name_operation/{name}/"] == 3
        assert sent["POST /inventory_device_serial_headless_operation/"] == 6


def test_a_cache_without_its_upstream_tells_who_was_down_and_that_nothing_can_be_done(run, expected, tmp_path):
    cached = {"CPEGATE_BACKEND": "cache", "CPEGATE_STATE_DIR": str(tmp_path / "state")}
    assert run(**cached).returncode == 0
    done = run(CPEGATE_OFFLINE="true", **cached)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[:-6] == expected[:-6]
    assert [line.split(":")[0] for line in lines[-6:]] == [line.split(":")[0] for line in expected[-6:]]
    # Nobody took them, and the mock's time jumped to where they may wait no longer.
    assert all(line.endswith(": expired") for line in lines[-6:])


def test_a_tape_gives_the_answers_of_the_server_that_is_on_it(run, expected, tmp_path):
    tape = tmp_path / "night.tape"
    with ControlSim(*SPEED, *RICH) as server:
        # Two processes of the script write to one tape, one after the other.
        recording = options(f"tape.file={tape}", "tape.append=true")
        recorded = run(**live(server, CPEGATE_URL="record+" + server.url, CPEGATE_TRANSPORT_OPTION=recording))
    assert recorded.returncode == 0, recorded.stderr
    assert recorded.stdout.splitlines() == expected
    assert "control-sim" not in tape.read_text().replace('"module":"control-sim"', "")
    replayed = run(CPEGATE_URL=f"replay:{tape}", CPEGATE_EVIDENCE_INTERVAL="0.1", CPEGATE_RATE="none")
    assert replayed.returncode == 0, replayed.stderr
    assert replayed.stdout.splitlines() == expected


@pytest.mark.parametrize("seed", seeds(2, 12))
def test_chaos_changes_no_answer_but_what_nobody_can_know(run, expected, seed):
    with ControlSim(*SPEED, *RICH) as server:
        chaos = options(f"chaos.seed={seed}", ARRIVING, *CHAOS)
        done = run(
            **live(
                server, CPEGATE_URL="chaos+" + server.url, CPEGATE_TRANSPORT_OPTION=chaos,
                CPEGATE_BACKOFF_BASE="0.05", CPEGATE_CONFIRMATION_LIMIT="3"))  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert same_but(done.stdout.splitlines(), expected, UNCONFIRMED), done.stdout
        assert server.counts()["PUT /inventory_device_name_operation/{name}/"] <= 3, "a reboot was sent again"


@pytest.mark.parametrize("seed", seeds(3, 6))
def test_chaos_that_refuses_connections_too_is_told_as_worth_another_try(run, expected, seed):
    with ControlSim(*SPEED, *RICH) as server:
        chaos = options(f"chaos.seed={seed}", *CHAOS)
        done = run(
            **live(
                server, CPEGATE_URL="chaos+" + server.url, CPEGATE_TRANSPORT_OPTION=chaos,
                CPEGATE_BACKOFF_BASE="0.05", CPEGATE_CONFIRMATION_LIMIT="3"))  # fmt: skip
        if done.returncode == 0:
            assert same_but(done.stdout.splitlines(), expected, UNCONFIRMED), done.stdout
        else:
            error = next(json.loads(line) for line in done.stderr.splitlines() if line.startswith("{"))
            assert (error["data"]["kind"], error["data"]["retryable"]) == ("unreachable", True)
