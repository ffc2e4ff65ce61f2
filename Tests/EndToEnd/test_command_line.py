"""The command line and the configuration: protocol.md section 10."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import subprocess

import pytest

from gateway import BINARY, PATIENCE, Gateway, command, environment
from messages import request

TWO_NAMES = '{"limit":2,"fields":["name","status"]}'


def refused(done, status: int, *words: str) -> None:
    """The process ended with this status, said each of the words, and nothing on standard output."""
    assert (done.returncode, done.stdout) == (status, ""), done.stderr
    for word in words:
        assert word in done.stderr, f"{word!r} is not in {done.stderr!r}"


def max_batch(*words: str, **more) -> int:
    """An option as the process sees it, which shows where it was said."""
    done = command("call", "gateway.info", *words, env=environment(**more))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["limits"]["max_batch"]


def written(path, text: str) -> str:
    path.write_text(text)
    return str(path)


# What there is


def test_version_is_one_line():
    done = command("--version")
    assert done.returncode == 0
    name, version = done.stdout.split()
    assert name == "cpegate" and version[0].isdigit()
    assert json.loads(command("call", "gateway.info").stdout)["version"] == version


def test_help_lists_every_command_and_option():
    done = command("--help")
    assert done.returncode == 0
    for word in (
        "serve", "call", "methods", "states", "transports", "doctor", "completions", "--backend", "--mock-devices",
        "--mock-seed", "--mock-clock", "--mock-fleet", "--mock-parameters", "--read-only", "--files-root", "--framing",
        "--max-message-bytes", "--max-batch", "--max-in-flight", "--max-queued-bytes", "--drain-seconds",
        "--parent-pid", "--rate", "--config", "--profile", "--log-level", "--log-format", "--version", "--help",
    ):  # fmt: skip
        assert word in done.stdout


@pytest.mark.parametrize("name", ["serve", "call", "methods", "states", "transports", "doctor", "completions"])
def test_every_command_has_a_help_of_its_own(name):
    done = command(name, "--help")
    assert done.returncode == 0
    assert f"cpegate {name}" in done.stdout


def test_serve_is_what_it_does_without_a_command():
    lines = json.dumps(request("inventory.get", {"device": {"id": 1}, "fields": ["name"]})).encode() + b"\n"
    options = ("--mock-clock", "virtual")
    assert command(*options, input=lines).stdout == command("serve", *options, input=lines).stdout != ""


def test_methods_lists_what_can_be_called():
    done = command("methods")
    names = [line.split()[0] for line in done.stdout.splitlines() if line.strip()]
    for name in ("gateway.ping", "inventory.list", "operation.submit", "parameter.get", "mock.advance", "rpc.discover"):
        assert name in names
    for name in names:
        assert command("call", name, "{").returncode == 64, "a listed method is a known one with broken params"


def test_methods_tells_one_with_its_params_result_and_an_example():
    done = command("methods", "inventory.get")
    assert done.returncode == 0
    for word in ("inventory.get", "device", "fields", "freshness"):
        assert word in done.stdout


def test_states_is_a_mermaid_diagram_of_the_states_that_the_protocol_tells():
    done = command("states")
    assert done.stdout.startswith("stateDiagram-v2\n")
    told = json.loads(command("call", "operation.states").stdout)
    for transition in told["transitions"]:
        line = f"{transition['from'] or '[*]'} --> {transition['to']} : "
        (found,) = [text for text in done.stdout.splitlines() if text.strip().startswith(line)]
        assert transition["event"] in found.split(" : ")[1].split(", ")


def test_doctor_tells_all_six_checks_and_is_content_with_the_mock():
    done = command("doctor")
    assert done.returncode == 0
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [
        ["ok", name] for name in ("token", "upstream", "certificate", "state_directory", "modules", "clock")
    ]


def test_transports_answers():
    done = command("transports")
    assert done.returncode == 0 and done.stdout


@pytest.mark.parametrize(
    ("shell", "line"), [("bash", "complete -"), ("zsh", "#compdef cpegate"), ("fish", "complete -c")]
)
def test_completions_are_a_script_of_the_shell(shell, line):
    done = command("completions", shell)
    assert done.returncode == 0
    assert any(text.strip().startswith(line) for text in done.stdout.splitlines())
    assert "mock-devices" in done.stdout


def test_the_completions_of_bash_are_valid_bash_and_offer_the_commands():
    script = command("completions", "bash").stdout
    typed = 'COMP_WORDS=(cpegate do) COMP_CWORD=1 COMP_LINE="cpegate do" COMP_POINT=10'
    ask = f'{typed}; _cpegate cpegate do; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(
        ["bash", "-c", f"{script}\n{ask}"], capture_output=True, text=True, timeout=PATIENCE, env=environment()
    )
    assert done.stdout.split() == ["doctor"], done.stderr


# call


def test_call_prints_the_result_as_one_line_of_json():
    done = command("call", "inventory.list", TWO_NAMES)
    assert done.stdout.count("\n") == 1
    assert [device["id"] for device in json.loads(done.stdout)["devices"]] == [1, 2]


def test_call_prints_the_list_of_the_result_as_csv():
    done = command("call", "inventory.list", TWO_NAMES[:-2] + ',"pending_settings"]}', "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["id"] for row in rows] == ["1", "2"]
    assert list(rows[0]) == ["id", "name", "status", "pending_settings"]
    assert json.loads(rows[0]["pending_settings"]) == []


def test_call_prints_the_list_of_the_result_as_ndjson():
    done = command("call", "inventory.list", TWO_NAMES, "--format", "ndjson")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, 2]


def test_call_prints_a_table_with_a_heading_and_aligned_columns():
    heading, *rows = command("call", "inventory.list", TWO_NAMES, "--format", "table").stdout.splitlines()
    assert heading.split() == ["ID", "NAME", "STATUS"]
    assert len(rows) == 2
    column = heading.index("STATUS")
    assert {row[column:] for row in rows} <= {"up", "down", "unknown"}


def test_a_table_is_the_default_on_a_terminal():
    ours, theirs = pty.openpty()
    with subprocess.Popen([BINARY, "call", "inventory.list", TWO_NAMES], stdout=theirs, env=environment()) as process:
        process.wait(PATIENCE)
    os.close(theirs)
    assert os.read(ours, 10_000).split()[:3] == [b"ID", b"NAME", b"STATUS"]
    os.close(ours)


def test_call_reads_params_from_standard_input():
    done = command("call", "inventory.get", "-", input=b'{"device":\n  {"id": 3},\r\n"fields": ["name"]}\n')
    assert json.loads(done.stdout)["device"]["id"] == 3


def test_an_error_goes_to_standard_error_and_the_status_is_1():
    done = command("call", "inventory.get", '{"device":{"id":999}}')
    refused(done, 1)
    assert json.loads(done.stderr)["data"]["kind"] == "not_found"


def test_options_stand_before_or_behind_the_command():
    assert max_batch("--max-batch", "7") == 7
    done = command("--max-batch", "8", "call", "gateway.info")
    assert json.loads(done.stdout)["limits"]["max_batch"] == 8


def test_a_watch_prints_what_happens_until_it_is_interrupted():
    process = subprocess.Popen(
        [BINARY, "call", "inventory.watch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert json.loads(process.stdout.readline())["subscription"]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


@pytest.mark.parametrize("params", ["{", "[1]", "1", "null", '{"a":1,"a":2}', ""])
def test_broken_params_are_status_64(params):
    refused(command("call", "inventory.list", params), 64, "PARAMS", "JSON object")


def test_an_unknown_method_in_call_is_status_64_and_names_the_nearest():
    refused(command("call", "inventory.lst"), 64, "inventory.lst", "inventory.list")


def test_an_unknown_method_in_methods_is_status_64_and_names_the_nearest():
    refused(command("methods", "parameter.sett"), 64, "parameter.set")


# Wrong flags


@pytest.mark.parametrize(
    ("flag", "nearest"),
    [("--mock-devces", "--mock-devices"), ("--max-btch", "--max-batch"), ("--framng", "--framing"),
     ("--read-olny", "--read-only"), ("--profil", "--profile"), ("--log-levle", "--log-level")],
)  # fmt: skip
def test_an_unknown_flag_is_status_64_and_names_the_nearest(flag, nearest):
    refused(command(flag, "1"), 64, flag, nearest)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--mock-clock", "virtul"), "virtual"), (("--framing", "lines"), "header"),
        (("--log-level", "loud"), "warning"), (("--backend", "moc"), "mock"),
        (("call", "gateway.ping", "--format", "xml"), "ndjson"),
        (("completions", "tcsh"), "zsh"), (("--max-batch", "0"), "1"), (("--mock-devices", "1000001"), "1000000"),
    ],
)  # fmt: skip
def test_a_bad_value_is_status_64_and_says_what_was_expected(words, expected):
    refused(command(*words), 64, expected)


@pytest.mark.parametrize("flag", ["--max-batch", "--drain-seconds"])
def test_a_number_that_is_none_is_status_64_and_says_that_a_number_was_expected(flag):
    done = command(flag, "x")
    refused(done, 64, flag)
    assert "number" in done.stderr or "integer" in done.stderr


@pytest.mark.parametrize("words", [("--max-batch",), ("call",), ("completions",), ("call", "a", "{}", "b"), ("--url",)])
def test_missing_and_superfluous_words_are_status_64(words):
    refused(command(*words), 64, "sage")


def test_a_token_is_no_argument_and_is_not_repeated():
    done = command("--token", "s3cret")
    refused(done, 64, "--token-file", "CPEGATE_TOKEN")
    assert "s3cret" not in done.stderr


# The configuration


@pytest.fixture
def configuration(tmp_path) -> str:
    text = '{\n "max-batch": 5,\n "profiles": {\n  "lab": {"max-batch": 7},\n  "live": {}\n }\n}\n'
    return written(tmp_path / "c.json", text)


def test_a_flag_wins_over_the_environment_that_over_the_profile_and_that_over_the_configuration(configuration):
    file, profile = ("--config", configuration), ("--profile", "lab")
    assert max_batch(*file) == 5
    assert max_batch(*file, *profile) == 7
    assert max_batch(*file, *profile, CPEGATE_MAX_BATCH="9") == 9
    assert max_batch(*file, *profile, "--max-batch", "11", CPEGATE_MAX_BATCH="9") == 11


def test_an_empty_variable_counts_as_not_said(configuration):
    assert max_batch("--config", configuration, CPEGATE_MAX_BATCH="") == 5


def test_an_unknown_variable_is_ignored():
    assert max_batch(CPEGATE_MAX_BACH="7") == 10_000


def test_file_and_profile_can_be_named_in_the_environment(configuration):
    assert max_batch(CPEGATE_CONFIG=configuration) == 5
    assert max_batch(CPEGATE_CONFIG=configuration, CPEGATE_PROFILE="lab") == 7


def test_a_switch_is_true_or_false_in_the_environment_and_a_flag_wins_over_it():
    def is_read_only(*words: str, **more: str) -> bool:
        done = command("call", "gateway.info", *words, env=environment(**more))
        return json.loads(done.stdout)["read_only"]

    assert is_read_only(CPEGATE_READ_ONLY="true")
    assert not is_read_only(CPEGATE_READ_ONLY="false")
    assert not is_read_only("--no-read-only", CPEGATE_READ_ONLY="true")
    refused(command(env=environment(CPEGATE_READ_ONLY="1")), 78, "CPEGATE_READ_ONLY", "true or false")


@pytest.mark.parametrize("named", ["XDG_CONFIG_HOME", "HOME"])
def test_the_configuration_of_the_home_is_taken_unless_it_is_said_to_be_none(tmp_path, named):
    folder = tmp_path if named == "XDG_CONFIG_HOME" else tmp_path / ".config"
    (folder / "cpegate").mkdir(parents=True)
    written(folder / "cpegate" / "config.json", '{"max-batch": 6}')
    where = {named: str(tmp_path)}
    assert max_batch(**where) == 6
    assert max_batch("--config", "none", **where) == 10_000
    assert max_batch(CPEGATE_CONFIG="none", **where) == 10_000


BROKEN = {
    "no JSON": ('{\n "max-batch": 5,\n\n oops\n}', 4, "expected"),
    "a member twice": ('{\n "max-batch": 5,\n "max-batch": 6\n}', 3, "twice"),
    "empty": ("", 1, "early"),
    "no object": ("[1]", 1, "expected an object"),
    "an unknown key": ('{\n "max-batch": 5,\n "max-bach": 7\n}', 3, "max-batch"),
    "an unknown key of a profile": ('{\n "profiles": {"lab": {\n  "framin": "line"}}\n}', 3, "framing"),
    "a list for a number": ('{\n "max-batch": [5]\n}', 2, "expected"),
    "a text for a number": ('{\n\n "max-batch": "x"\n}', 3, "number"),
    "out of range": ('{\n "max-batch": 0\n}', 2, "1 to"),
    "no choice of these": ('{\n "mock-clock": "sundial"\n}', 2, "virtual"),
    "no switch": ('{\n "read-only": "yes"\n}', 2, "true or false"),
    "profiles that are no object": ('{\n "profiles": [5]\n}', 2, "expected an object"),
    "a profile that is no object": ('{\n "profiles": {\n  "lab": 5}\n}', 3, "expected an object"),
    "a bad value in a profile": ('{\n "profiles": {"lab": {\n  "max-batch": -1}}\n}', 3, "1 to"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_configuration_is_status_78_with_file_line_and_what_was_expected(tmp_path, case):
    text, line, expected = BROKEN[case]
    path = written(tmp_path / "broken.json", text)
    profile = ("--profile", "lab") if '"lab"' in text else ()
    refused(command("--config", path, *profile), 78, f"{path}:{line}:", expected)


def test_a_profile_that_is_not_chosen_must_be_right_too(tmp_path):
    path = written(tmp_path / "c.json", '{\n "profiles": {"lab": {\n  "framin": "line"}}\n}')
    refused(command("--config", path), 78, f"{path}:3:", "framing")


def test_a_configuration_that_is_not_there_is_status_78_and_named(tmp_path):
    refused(command("--config", str(tmp_path / "absent.json")), 78, "absent.json")
    refused(command("--config", str(tmp_path)), 78, str(tmp_path))


def test_an_unknown_profile_is_status_78_however_it_is_named_and_names_the_nearest(configuration):
    refused(command("--config", configuration, "--profile", "lob"), 78, "lob", "lab")
    named = environment(CPEGATE_PROFILE="lob", CPEGATE_CONFIG=configuration)
    refused(command(env=named), 78, "lob", "lab")
    refused(command("--profile", "lab"), 78, "lab")


def test_a_bad_variable_is_status_78_and_named():
    refused(command(env=environment(CPEGATE_MOCK_CLOCK="sundial")), 78, "CPEGATE_MOCK_CLOCK", "virtual")
    refused(command(env=environment(CPEGATE_MAX_BATCH="0")), 78, "CPEGATE_MAX_BATCH", "1 to")


# The files of the mock


FLEETS = {
    "fleet.csv": "name,type,serial_number,status\nkitchen,1,S-1,up\n{second},2,S-2,down\n",
    "fleet.ndjson": '{"name":"kitchen","type":1,"serial_number":"S-1","status":"up"}\n'
    '{"name":"{second}","type":2,"serial_number":"S-2","status":"down"}\n',
    "fleet.json": '[{"name":"kitchen","type":1,"serial_number":"S-1","status":"up"},\n'
    '{"name":"{second}","type":2,"serial_number":"S-2","status":"down"}]',
}


@pytest.mark.parametrize("name", FLEETS)
def test_a_fleet_file_replaces_the_fleet(tmp_path, name):
    path = written(tmp_path / name, FLEETS[name].replace("{second}", "cellar"))
    done = command("call", "inventory.list", '{"fields":["name","type","serial_number"]}', "--mock-fleet", path)
    assert json.loads(done.stdout)["devices"] == [
        {"id": 1, "name": "kitchen", "type": 1, "serial_number": "S-1"},
        {"id": 2, "name": "cellar", "type": 2, "serial_number": "S-2"},
    ]


@pytest.mark.parametrize("name", FLEETS)
def test_a_fleet_file_with_a_name_twice_is_status_78_with_its_row(tmp_path, name):
    path = written(tmp_path / name, FLEETS[name].replace("{second}", "kitchen"))
    refused(command("--mock-fleet", path), 78, path, "row 2", "name")


BAD_FLEETS = {
    "wrong type": ("f.csv", "name,type\na,1\nb,one\n", "row 2"),
    "no type": ("f.csv", "name,type\na,1\nb,\n", "row 2"),
    "unknown column": ("f.csv", "name,typ\na,1\n", "typ"),
    "too few cells": ("f.csv", "name,type\na,1\nb\n", "row 2"),
    "broken line": ("f.ndjson", '{"name":"a","type":1}\n{"name":\n', "row 2"),
    "unknown member": ("f.ndjson", '{"name":"a","typ":1}\n', "type"),
    "no array": ("f.json", '{"name":"a","type":1}', "array"),
    "unknown suffix": ("f.txt", "name,type\na,1\n", ".ndjson"),
}


@pytest.mark.parametrize("case", BAD_FLEETS)
def test_a_bad_fleet_file_is_status_78_and_says_where_and_why(tmp_path, case):
    name, text, word = BAD_FLEETS[case]
    path = written(tmp_path / name, text)
    refused(command("--mock-fleet", path), 78, path, word)


def test_a_fleet_file_beside_a_number_of_devices_is_status_64(tmp_path):
    path = written(tmp_path / "fleet.csv", "name,type\na,1\n")
    refused(command("--mock-fleet", path, "--mock-devices", "3"), 64, "--mock-devices")


HEADER = "Parameter,Object,Writable,Value,Value type\nDevice,true,false,,\n"
BAD_DUMPS = {
    "no boolean": ("Device.A,maybe,false,1,xsd:int\n", 3),
    "too few cells": ("Device.A,false\n", 3),
    "too many cells": ("Device.A,false,true,1,xsd:int,\n", 3),
    "no path": ("Device.A,true,false,,\nDevice..B,false,true,1,xsd:int\n", 4),
    "a path twice": ("Device.A,false,true,1,xsd:int\nDevice.A,false,true,2,xsd:int\n", 4),
    "an open quote": ('Device.A,false,true,"1,xsd:int\n', 3),
    "another root": ("InternetGatewayDevice.A,false,true,1,xsd:int\n", 3),
}


@pytest.mark.parametrize("case", BAD_DUMPS)
def test_a_dump_with_a_bad_row_is_status_78_with_the_number_of_the_row(tmp_path, case):
    row, number = BAD_DUMPS[case]
    path = written(tmp_path / "dump.csv", HEADER + row)
    refused(command("--mock-parameters", path), 78, path, f"row {number}:")


def test_a_dump_without_its_header_is_status_78_and_says_which(tmp_path):
    path = written(tmp_path / "dump.csv", "a,b\n1,2\n")
    refused(command("--mock-parameters", path), 78, path, "Parameter,Object,Writable,Value,Value type")


@pytest.mark.parametrize("flag", ["--mock-fleet", "--mock-parameters"])
def test_a_file_that_is_not_there_is_status_78_and_named(tmp_path, flag):
    path = str(tmp_path / "absent.csv")
    refused(command(flag, path), 78, path, "No such file")


# Standard error


def test_the_choice_of_the_mock_is_said_once_on_standard_error():
    assert command().stderr.count("mock") == 1
    assert command("--backend", "mock").stderr == ""


def test_a_terminal_on_standard_input_gets_one_helpful_line():
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [BINARY, "--backend", "mock"], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        line = process.stderr.readline()
        assert b"JSON-RPC" in line and b"--help" in line
        process.terminate()
        assert process.stdout.read() == process.stderr.read() == b""
    os.close(ours)
    os.close(theirs)


def test_the_mock_options_reach_the_fleet():
    with Gateway("--mock-devices", "7", "--mock-seed", "2") as other, Gateway("--mock-devices", "9") as first:
        names = [gateway.call("inventory.list", {"fields": ["name"]})["devices"] for gateway in (other, first)]
    assert [len(devices) for devices in names] == [7, 9]
    assert names[0] != names[1][:7]
