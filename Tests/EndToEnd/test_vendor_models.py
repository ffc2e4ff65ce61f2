"""Models of vendors: `--model`, `cpegate model learn`, and which devices they are of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import dumps
from gateway import REPOSITORY, command, environment, pipe
from messages import request

HEAD = '<dm:document xmlns:dm="urn:broadband-forum-org:cwmp:datamodel-1-12" spec="urn:example:acme-1-0">'
ACME = f"""{HEAD}
  <model name="X_ACME_Device:1.0" base="Device:2.19">
    <object name="Device.X_ACME_Lamp.{{i}}." access="readWrite" minEntries="0" maxEntries="unbounded">
      <parameter name="Colour" access="readWrite">
        <syntax><string><enumeration value="Red"/><enumeration value="Green"/></string></syntax>
      </parameter>
    </object>
    <object base="Device.WiFi.SSID.{{i}}."><parameter base="SSID" access="readOnly"/></object>
  </model>
</dm:document>
"""
LAMP = "Device.X_ACME_Lamp.1.Colour"


@pytest.fixture
def acme(tmp_path) -> str:
    return written(tmp_path / "acme.xml", ACME)


def written(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


def ask(method: str, params: dict, *options: str, env: dict | None = None) -> dict:
    done = command("call", method, json.dumps(params), *options, env=env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def codes(path: str, *options: str, env: dict | None = None, **more) -> list[str]:
    return [issue["code"] for issue in ask("parameter.validate", {"path": path, **more}, *options, env=env)["issues"]]


def models(*options: str, env: dict | None = None) -> list[str]:
    return [model["id"] for model in ask("parameter.models", {}, *options, env=env)["models"]]


def refused(status: int, *words: str, options: tuple = (), env: dict | None = None) -> None:
    done = command("call", "gateway.ping", *options, env=env)
    assert (done.returncode, done.stdout) == (status, ""), done.stderr
    for word in words:
        assert word in done.stderr, f"{word!r} is not in {done.stderr!r}"


def learned(folder: Path, *files: object, name: str | None = None) -> tuple[str, str]:
    """A table, and what was said of it."""
    table = str(folder / "learned.table")
    naming = ("--name", name) if name else ()
    done = command("model", "learn", *map(str, files), "--output", table, *naming)
    assert done.returncode == 0, done.stderr
    return table, done.stdout


# Files


def test_an_xml_document_is_read_with_what_it_is_based_on(acme):
    assert codes(LAMP) == ["vendor"]
    assert codes(LAMP, "--model", acme, value="Red") == []
    assert codes(LAMP, "--model", acme, value="Blue") == ["not_in_enumeration"]
    assert codes("Device.WiFi.SSID.1.SSID", "--model", acme, value="home") == ["read_only"]
    assert codes("Device.WiFi.SSID.1.SSID", "--model", acme, value="home", model="Device:2") == []
    items = ask("parameter.complete", {"prefix": "Device.X_ACME_Lamp.1."}, "--model", acme)["items"]
    assert [item["path"] for item in items] == [LAMP]
    described = ask("parameter.describe", {"path": LAMP}, "--model", acme)
    assert described["path"] == "Device.X_ACME_Lamp.{i}.Colour"
    assert ask("parameter.parse", {"path": "Device.X_ACME_Lamp."}, "--model", acme)["kind"] == "table"


def test_a_table_says_the_same_as_its_document(acme, tmp_path):
    table = str(tmp_path / "acme.table")
    assert command("model", "build", acme, "--output", table).returncode == 0
    assert models("--model", table) == models("--model", acme)
    for value in ("Red", "Blue"):
        assert codes(LAMP, "--model", table, value=value) == codes(LAMP, "--model", acme, value=value)


def test_vendors_are_listed_before_the_published_models(acme):
    assert models("--model", acme) == ["X_ACME_Device:1.0", *models()]
    [told] = [m for m in ask("parameter.models", {}, "--model", acme)["models"] if m["id"] == "X_ACME_Device:1.0"]
    assert "acme.xml" in told["source"] and told["parameters"] > 1000


def test_an_import_is_found_beside_the_document(acme, tmp_path):
    importing = written(
        tmp_path / "more.xml",
        f'{HEAD}<import file="acme.xml"><model name="X_ACME_Device:1.0"/></import>'
        '<model name="X_ACME_Device:1.1" base="X_ACME_Device:1.0"><object base="Device.">'
        '<parameter name="X_ACME_More" access="readOnly"><syntax><boolean/></syntax></parameter></object></model>'
        "</dm:document>",
    )
    assert codes("Device.X_ACME_More", "--model", importing) == []
    assert codes(LAMP, "--model", importing, value="Red") == []


def test_wrong_files_are_refused_before_anything_is_served(acme, tmp_path):
    nowhere = str(tmp_path / "nowhere.xml")
    refused(78, f"{nowhere}: there is no such file", options=("--model", nowhere))
    broken = written(tmp_path / "broken.xml", f"{HEAD}\n<model name='A:1.0'>\n</dm:document>")
    refused(78, f"{broken}:3: ", options=("--model", acme, "--model", broken))
    foreign = written(tmp_path / "foreign.xml", "<html>\n</html>")
    refused(78, f"{foreign}:1: ", options=("--model", foreign))
    lost = written(tmp_path / "lost.xml", f"{HEAD}\n<import file='gone.xml'><model name='B:1.0'/></import></dm:document>")
    refused(78, f"{lost}:2: ", "gone.xml", options=("--model", lost))
    empty = written(tmp_path / "empty.xml", f"{HEAD}</dm:document>")
    refused(78, f"{empty}: there is no model in this document", options=("--model", empty))
    refused(78, str(tmp_path), "not a regular file", options=("--model", str(tmp_path)))
    done = command("--model", nowhere, input=json.dumps(request("gateway.ping", {})).encode() + b"\n")
    assert (done.returncode, done.stdout) == (78, "")


def test_a_damaged_table_is_refused(acme, tmp_path):
    table = tmp_path / "acme.table"
    assert command("model", "build", acme, "--output", str(table)).returncode == 0
    whole = table.read_bytes()
    for damaged in (whole[:-1], whole[:40], whole[:3] + b"\x7f" + whole[4:], whole[:20] + b"\xff" * 8 + whole[28:]):
        table.write_bytes(damaged)
        refused(78, f"{table}: a table of models that is damaged", options=("--model", str(table)))


# Devices


def devices(tmp_path) -> str:
    rows = ["name,type,manufacturer,product_class", "a,1,Acme Inc.,A-1", "b,1,Faro,B-1"]
    return written(tmp_path / "fleet.csv", "\n".join(rows) + "\n")


def test_a_condition_chooses_the_devices(acme, tmp_path):
    options = ("--mock-fleet", devices(tmp_path), "--model", f"{acme}@manufacturer=Acme*,product_class=A-*")
    asked = {"path": LAMP, "value": "Blue"}
    session = pipe(
        [
            request("parameter.validate", asked, id=1),
            request("parameter.validate", asked | {"device": {"name": "a"}}, id=2),
            request("parameter.validate", asked | {"device": {"name": "b"}}, id=3),
            request("parameter.validate", asked | {"device": {"name": "b"}, "model": "X_ACME_Device:1"}, id=4),
            request("parameter.complete", {"prefix": "Device.X_ACME", "device": {"name": "a"}}, id=5),
            request("parameter.complete", {"prefix": "Device.X_ACME", "device": {"name": "b"}}, id=6),
            request("parameter.describe", {"path": LAMP, "device": {"name": "b"}}, id=7),
        ],
        *options,
    )
    assert session.status == 0, session.errors
    found = [[issue["code"] for issue in session.result(id)["issues"]] for id in (1, 2, 3, 4)]
    assert found == [["not_in_enumeration"], ["not_in_enumeration"], ["vendor"], ["not_in_enumeration"]]
    assert [item["path"] for item in session.result(5)["items"]] == ["Device.X_ACME_Lamp."]
    assert session.result(6)["items"] == []
    assert session.error(7)["data"]["kind"] == "not_found"


def test_a_wrong_condition_names_the_nearest_member(acme, tmp_path):
    wrong = f"{acme}@manufactorer=Acme"
    words = ("manufactorer", 'did you mean "manufacturer"?')
    refused(64, *words, options=("--model", wrong))
    refused(78, "CPEGATE_MODEL: ", *words, env=environment(CPEGATE_MODEL=wrong))
    config = written(tmp_path / "c.json", json.dumps({"log-level": "info", "model": [acme, wrong]}, indent=1))
    refused(78, f"{config}:3: model: ", *words, options=("--config", config))
    refused(64, "expected a text behind manufacturer=", options=("--model", f"{acme}@manufacturer="))
    refused(78, "there is no such file", "member=text", options=("--model", f"{acme}@manufacturer"))


def test_a_sign_in_the_name_of_a_file_is_no_condition(tmp_path):
    (tmp_path / "at@home").mkdir()
    file = written(tmp_path / "at@home" / "a@b.xml", ACME)
    assert codes(LAMP, "--model", file) == []
    assert codes(LAMP, "--model", f"{file}@manufacturer=Acme*") == []


# Configuration


def test_who_counts_more_replaces_the_models_of_who_counts_less(tmp_path):
    files = {}
    for name in ("File", "Profile", "Environment", "Flag", "Second"):
        model = ACME.replace("X_ACME_Device", f"X_{name}")
        files[name] = written(tmp_path / f"{name}.xml", model)
    config = written(
        tmp_path / "c.json",
        json.dumps(
            {
                "model": files["File"],
                "profiles": {"p": {"model": [files["Profile"], files["Second"]]}, "other": {}, "none": {"model": []}},
            }
        ),
    )

    def vendors(*options: str, **env: str) -> list[str]:
        found = models("--config", config, *options, env=environment(**env))
        return [id.removeprefix("X_").removesuffix(":1.0") for id in found if id.startswith("X_")]

    assert vendors() == vendors("--profile", "other") == ["File"]
    assert vendors("--profile", "p") == ["Profile", "Second"]
    assert vendors("--profile", "none") == []
    assert vendors("--profile", "p", CPEGATE_MODEL=files["Environment"]) == ["Environment"]
    both = json.dumps([files["Environment"], files["Second"]])
    assert vendors(CPEGATE_MODEL=both) == ["Environment", "Second"]
    assert vendors("--model", files["Flag"], "--model", files["Second"], CPEGATE_MODEL=both) == ["Flag", "Second"]
    assert vendors("--model", "none", "--profile", "p") == []
    assert vendors(CPEGATE_MODEL="") == ["File"]


def test_what_is_no_text_is_refused(tmp_path):
    for value, word in ((5, "an integer"), ({"a": 1}, "an object"), ([5], "an integer"), ("", "an empty text")):
        config = written(tmp_path / "c.json", json.dumps({"model": value}))
        refused(78, f"{config}:1: model: expected", word, options=("--config", config))
    refused(78, "CPEGATE_MODEL: ", "JSON array", env=environment(CPEGATE_MODEL="[a.xml"))


def test_the_help_tells_of_it():
    subcommands = command("model", "--help").stdout
    assert "learn" in subcommands and "build" in subcommands
    help = " ".join(command("--help").stdout.split())
    assert "--model <file>" in help and "manufacturer product_class software_version" in help


# Learning


def test_a_learned_model_completes_and_checks_vendors_paths(tmp_path):
    dump = dumps.handmade("Device", tmp_path)
    table, told = learned(tmp_path, dump.path)
    assert told.startswith("Hand-Made-Sons_HM-1:1.0  ")
    assert told.endswith(f"use it: cpegate --model '{table}@manufacturer=Hand* Made & Sons,product_class=HM-1'\n")
    assert models("--model", table)[0] == "Hand-Made-Sons_HM-1:1.0"
    items = ask("parameter.complete", {"prefix": "Device.X_HAND-Made_Odd.Table.3."}, "--model", table)["items"]
    assert {item["path"].split(".")[-1]: item["type"] for item in items} == {"Enable": "unsignedInt", "Name": "string"}
    row = "Device.X_HAND-Made_Odd.Table.4."
    assert codes(row + "Enable", "--model", table, value="1") == []
    assert codes(row + "Enable", "--model", table, value="yes") == ["bad_value"]
    assert codes("Device.X_HAND-Made_Odd.NoType", "--model", table, value="1") == ["read_only"]
    assert codes("Device.X_HAND-Made_Odd.TableWithoutRows.", "--model", table, operation="add.obj") == []
    # What only the published models know is there still.
    assert codes("Device.WiFi.SSID.1.SSID", "--model", table, value="home") == []
    described = ask("parameter.describe", {"path": "Device.ManagementServer.PeriodicInformInterval"}, "--model", table)
    assert described["units"] == "seconds" and described["range"][0]["min"] == 1
    # The condition that was proposed is met by the device of the dump.
    option = told.strip().split("'")[1]
    found = ask(
        "parameter.validate", {"path": row + "Name", "device": {"id": 1}}, "--model", option, "--mock-parameters",
        str(dump.path))  # fmt: skip
    assert found["issues"] == []


def test_the_name_can_be_given_and_named(tmp_path):
    dump = dumps.handmade("InternetGatewayDevice", tmp_path)
    table, told = learned(tmp_path, dump.path, name="Hand_HM1:2.4")
    assert told.startswith("Hand_HM1:2.4  ")
    path = "InternetGatewayDevice.X_HAND-Made_Odd.Json"
    for model in ("Hand_HM1:2.4", "Hand_HM1:2"):
        assert codes(path, "--model", table, model=model) == []
    for name in ("Hand", "Hand HM1:1.0", "Hand:1", "Hand:1.x", ":1.0"):
        done = command("model", "learn", str(dump.path), "--output", table, "--name", name)
        assert done.returncode == 64, name


def test_several_dumps_make_one_model_and_differing_types_are_told(tmp_path):
    head = "Parameter,Object,Writable,Value,Value type\nDevice,true,false,,\n"
    one = written(tmp_path / "one.csv", f"{head}Device.X_A_Level,false,false,high,xsd:string\n")
    two = written(
        tmp_path / "two.csv",
        f"{head}Device.X_A_Level,false,true,3,xsd:int\nDevice.X_A_Other,false,false,3,xsd:int\n")
    table, told = learned(tmp_path, one, two)
    lines = told.splitlines()
    assert lines[0] == "Device_learned:1.0  2 parameters (2 unpublished)  learned from one.csv, two.csv"
    assert lines[1] == "Device.X_A_Level: reported as string, int; taken as int"
    assert codes("Device.X_A_Level", "--model", table, value="4") == []


def test_a_bad_dump_gives_file_row_and_reason(tmp_path):
    head = "Parameter,Object,Writable,Value,Value type\nDevice,true,false,,\n"
    table = tmp_path / "out.table"
    good = written(tmp_path / "good.csv", head + "Device.A,false,false,1,xsd:int\n")
    other = written(tmp_path / "other.csv", head.replace("Device,", "InternetGatewayDevice,"))
    for name, text, words in (
        ("cells.csv", head + "Device.A,false\n", ("row 3: expected 5 cells",)),
        ("flag.csv", head + "Device.A,maybe,false,1,xsd:int\n", ("row 3: Object: expected true or false",)),
        ("head.csv", "a,b\n", ("row 1: expected the header",)),
        ("none.csv", "", ("row 1: expected the header",)),
    ):
        file = written(tmp_path / name, text)
        done = command("model", "learn", good, file, "--output", str(table))
        assert (done.returncode, done.stdout) == (65, ""), done.stderr
        for word in (file, *words):
            assert word in done.stderr
    for files, words in (((good, other), ("other.csv", "below Device")), ((str(tmp_path / "gone.csv"),), ("gone.csv",))):
        done = command("model", "learn", *files, "--output", str(table))
        assert done.returncode == 65, done.stderr
        for word in words:
            assert word in done.stderr
    assert not table.exists(), "nothing is written of what is wrong"
    done = command("model", "learn", good, "--output", str(tmp_path / "no" / "where"))
    assert done.returncode == 74 and "where" in done.stderr


@pytest.mark.skipif(not dumps.REAL, reason="the real dumps are not there")
@pytest.mark.parametrize("name", dumps.REAL)
def test_a_real_device_is_learned_whole(name, tmp_path):
    dump = dumps.real(name)
    table, _ = learned(tmp_path, dump.path, name="Real:1.0")
    [model] = [m for m in ask("parameter.models", {}, "--model", table)["models"] if m["id"] == "Real:1.0"]
    folded = {".".join("{i}" if part.isdigit() else part for part in path.split(".")) for path in dump.parameters}
    assert model["parameters"] == len(folded)
    # Of all that it reports, nothing is unknown, and what it takes can be set.
    paths = [path for path in dump.parameters if not any(part[0].isdigit() and not part.isdigit() for part in path.split("."))]
    values = [{"path": path} for path in paths]
    answer = pipe([request("parameter.validate", {"values": values, "model": "Real:1"}, id=1)], "--model", table).result(1)
    wrong = [result for result in answer["results"] if not result["valid"]]
    assert [result for result in wrong if result["issues"][0]["code"] not in ("syntax", "too_long")] == []
    assert not any(issue["code"] == "vendor" for result in answer["results"] for issue in result["issues"])
    # A vendor's own path, step by step.
    vendor = next(path for path in paths if ".X_" in path)
    parts = vendor.split(".")
    prefixes = [".".join(parts[:n]) + "." for n in range(1, len(parts))]
    session = pipe(
        [request("parameter.complete", {"prefix": p, "limit": 1000}, id=n) for n, p in enumerate(prefixes)], "--model",
        table)  # fmt: skip
    for number, prefix in enumerate(prefixes):
        if not parts[number + 1].isdigit():
            offered = {item["path"].rstrip(".") for item in session.result(number)["items"]}
            assert prefix + parts[number + 1] in offered
    nonsense = vendor[:-1] + ("Q" if vendor[-1] != "Q" else "R")
    issue = ask("parameter.validate", {"path": nonsense, "model": "Real:1"}, "--model", table)["issues"][0]
    assert issue["code"] in ("unknown", "vendor")


# Secrets


def test_what_a_vendors_model_hides_is_told_to_nobody(tmp_path):
    secret = (
        f'{HEAD}<model name="X_ACME_Device:1.0" base="Device:2.19"><object name="Device.X_ACME_Safe.">'
        '<parameter name="Code" access="readWrite"><syntax hidden="true"><string/></syntax></parameter>'
        "</object></model></dm:document>")  # fmt: skip
    path = "Device.X_ACME_Safe.Code"
    calls = [
        request("mock.set_device", {"device": {"id": 1}, "parameters": {path: "1111"}}, 1),
        request("operation.watch", {}, 2),
        request("parameter.set", {"device": {"id": 1}, "values": [{"path": path, "value": "SEKRET"}]}, 3),
        request("parameter.get", {"device": {"id": 1}, "paths": [path]}, 4),
        request("audit.list", {}, 5),
    ]  # fmt: skip
    options = ("--backend", "mock", "--mock-clock", "virtual", "--log-level", "trace")
    done = pipe(calls, *options, "--model", written(tmp_path / "safe.xml", secret))
    assert done.result(3)["operation"]["state"] == "succeeded"
    [variable] = done.result(4)["values"]
    assert variable == {"path": path, "value": None, "type": "string", "redacted": True}
    assert len(done.result(5)["entries"]) == 1 and done.notifications
    assert b"SEKRET" not in done.output and "SEKRET" not in done.errors
