"""The parameter model: validate, describe, complete, models and parse, and tables made of documents."""

from __future__ import annotations

import csv
import os
import random

import pytest

import dumps
import published
from gateway import Gateway, command, pipe
from messages import RPCError, request

LONG = 100_000


@pytest.fixture
def gate():
    with Gateway() as gateway:
        yield gateway


def refusal(gateway: Gateway, method: str, params: dict) -> RPCError:
    with pytest.raises(RPCError) as caught:
        gateway.call(method, params)
    return caught.value


def codes(answer: dict) -> list[str]:
    return [issue["code"] for issue in answer["issues"]]


def dump(folder, rows: list[tuple]) -> str:
    """A file for --mock-parameters: (path, writable, value, type), with a dot at the end of an object's path."""
    path = folder / "tree.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(dumps.COLUMNS)
        for name, is_writable, value, type in rows:
            is_object = name.endswith(".")
            writer.writerow([name.rstrip("."), str(is_object).lower(), str(is_writable).lower(), value, type])
    return str(path)


# Completion, as an editor asks for it


def completed(gateway: Gateway, prefix: str, **more) -> list[str]:
    answer = gateway.call("parameter.complete", {"prefix": prefix, "limit": 1000} | more)
    assert not answer["more"]
    return [item["path"] for item in answer["items"]]


@pytest.mark.parametrize("typed", ["Device.WiFi.SSID.{i}.SSID", "Device.WiFi.SSID.*.Stats.BytesSent"])
def test_an_editor_is_led_letter_by_letter(gate, typed):
    for end in range(len(typed)):
        offered = completed(gate, typed[:end])
        assert all(path.startswith(typed[:end]) for path in offered)
        assert any(typed.startswith(path) for path in offered), typed[:end]


def test_an_editor_session_step_by_step(gate):
    steps = ["Device.", "WiFi.", "SSID.", "*.", "Stats.", "BytesSent"]
    prefix = ""
    for step in steps:
        offered = completed(gate, prefix)
        assert prefix + step in offered
        assert len(set(offered)) == len(offered)
        prefix += step
    answer = gate.call("parameter.complete", {"prefix": prefix})
    assert answer == {
        "items": [{"path": prefix, "kind": "parameter", "access": "readOnly", "type": "unsignedLong"}], "more": False
    }  # fmt: skip
    assert gate.call("parameter.validate", {"path": prefix, "operation": "get"})["valid"]


def test_after_a_table_all_rows_or_any_row_are_offered(gate):
    assert completed(gate, "Device.WiFi.SSID.") == ["Device.WiFi.SSID.*.", "Device.WiFi.SSID.{i}."]
    assert completed(gate, "Device.WiFi.SSID") == [
        "Device.WiFi.SSIDNumberOfEntries", "Device.WiFi.SSID."
    ]  # fmt: skip


def test_a_limit_cuts_and_says_so(gate):
    everything = completed(gate, "Device.WiFi.")
    answer = gate.call("parameter.complete", {"prefix": "Device.WiFi.", "limit": 3})
    assert [item["path"] for item in answer["items"]] == everything[:3] and answer["more"]
    answer = gate.call("parameter.complete", {"prefix": "Device.WiFi.", "limit": len(everything)})
    assert len(answer["items"]) == len(everything) and not answer["more"]
    for limit in (0, 1001, -1, "3"):
        assert refusal(gate, "parameter.complete", {"prefix": "", "limit": limit}).kind == "invalid_params"


@pytest.mark.parametrize(
    "prefix",
    ["device.", "Device..", ".", "Device.1.", "Device.Nothing.", "Device.WiFi.SSID.1.SSID.", " Device.", "Device.\x01",
     "Device.WiFi.SSID.[", "Device." + "A" * 250 + ".", "D" * LONG, "Device.WiFi." * 10_000, "[" * LONG],
    ids=lambda prefix: ascii(prefix)[:30],
)  # fmt: skip
def test_an_impossible_prefix_has_no_items(gate, prefix):
    assert gate.call("parameter.complete", {"prefix": prefix}) == {"items": [], "more": False}


@pytest.mark.skipif(not published.MODELS, reason="no published tables here")
def test_the_children_of_an_object_come_in_the_order_of_the_model(gate):
    parents = [row["path"] for row in published.rows("Device:2.19") if row["kind"] != "param" and not row["status"]]
    for parent in ["Device."] + random.Random(7).sample(parents, 60):
        expected = [name for name in published.children("Device:2.19", parent) if name != "{i}."]
        offered = completed(gate, parent, model="Device:2.19")
        assert [path[len(parent) :] for path in offered] == expected, parent


# A device


@pytest.mark.parametrize("root", ["Device", "InternetGatewayDevice"])
def test_what_a_device_reported_is_right(root, tmp_path):
    dump = dumps.handmade(root, tmp_path)
    with Gateway("--mock-parameters", str(dump.path)) as gateway:
        ask = {"device": {"id": 1}}
        odd = f"{root}.X_HAND-Made_Odd"
        for path, row in dump.parameters.items():
            assert gateway.call("parameter.validate", {"path": path} | ask)["valid"], path
            answer = gateway.call("parameter.validate", {"path": path, "value": row.value} | ask)
            assert answer["valid"], (path, answer)
            answer = gateway.call("parameter.validate", {"path": path, "value": row.value + "0"} | ask)
            assert ("read_only" in codes(answer)) != row.is_writable, (path, answer)
        assert not gateway.call("parameter.validate", {"path": f"{odd}.8021pMark"})["valid"]
        for path, operation in [(f"{odd}.Table.", "add.obj"), (f"{odd}.Table.20.", "del.obj"), (f"{odd}.", "get")]:
            assert gateway.call("parameter.validate", {"path": path, "operation": operation} | ask)["issues"] == []
        table = [f"{odd}.Table.{row}." for row in (3, 20, 100, "*")]
        assert completed(gateway, f"{odd}.Table.", **ask) == table
        assert completed(gateway, f"{odd}.Table.3.", **ask) == [f"{odd}.Table.3.Enable", f"{odd}.Table.3.Name"]
        assert completed(gateway, f"{odd}.8021", **ask) == [f"{odd}.8021pMark"]


def test_the_type_and_the_access_of_the_device_win(tmp_path):
    tree = dump(tmp_path, [
        ("Device.", False, "", ""), ("Device.RootDataModelVersion", False, "2.19", "xsd:string"),
        ("Device.DeviceInfo.SerialNumber", True, "A1", "xsd:string"),
        ("Device.ManagementServer.URL", True, "https://acs.example.net/", "xsd:string"),
        ("Device.NAT.PortMapping.", False, "", ""), ("Device.Time.NTPServer1", True, "a", "xsd:string"),
        ("Device.WiFi.SSID.1.Enable", True, "1", "xsd:unsignedInt"), ("Device.WiFi.SSID.1.SSID", False, "a", ""),
    ])  # fmt: skip
    with Gateway("--mock-parameters", tree) as gateway:

        def check(path: str, **more) -> list[tuple]:
            answer = gateway.call("parameter.validate", {"path": path, "device": {"id": 1}} | more)
            assert answer["valid"] == all(issue["severity"] != "error" for issue in answer["issues"])
            return [(issue["code"], issue["severity"], issue.get("fault")) for issue in answer["issues"]]

        assert check("Device.DeviceInfo.SerialNumber", value="B2") == []
        assert check("Device.WiFi.SSID.1.SSID", value="b") == [("read_only", "error", 9008)]
        assert check("Device.WiFi.SSID.1.Enable", value=0) == [("type_differs", "warning", None)]
        assert ("wrong_type", "error", 9006) in check("Device.WiFi.SSID.1.Enable", value="0", type="boolean")
        assert ("bad_value", "error", 9007) in check("Device.WiFi.SSID.1.Enable", value="true")
        assert check("Device.WiFi.SSID.1.Enable", value="1") == []
        assert check("Device.NAT.PortMapping.", operation="add.obj") == [("read_only", "error", 9005)]
        assert check("Device.Time.NTPServer1", value="b") == [("deleted", "warning", None)]
        assert check("Device.ManagementServer.URL", value="https://acs.example.net/") == []
        assert check("Device.ManagementServer.URL", value="https://a.example.net/") == [("risk", "warning", None)]
        offered = completed(gateway, "Device.WiFi.SSID.", device={"id": 1})
        assert offered == ["Device.WiFi.SSID.1.", "Device.WiFi.SSID.*."]


def test_a_device_that_is_not_there_is_not_found(gate):
    path = {"path": "Device."}
    for method, params in [("validate", path), ("complete", {"prefix": ""}), ("describe", path)]:
        assert refusal(gate, f"parameter.{method}", params | {"device": {"id": 10**9}}).kind == "not_found"


# Models by name


def test_a_family_means_its_newest_model(gate):
    for model, id in [("Device:2", "Device:2.19"), ("Device:1", "Device:1.14"), ("Device:2.19", "Device:2.19")]:
        answer = gate.call("parameter.describe", {"path": "Device.DeviceInfo.SerialNumber", "model": model})
        assert answer["model"] == id
    service = {"path": "Device.Services.VoiceService.1.VoiceProfile.1.Line.1.Enable", "model": "VoiceService:1"}
    assert gate.call("parameter.describe", service)["model"] == "VoiceService:1.1"
    path = {"path": "Device.LAN.IPAddress", "operation": "get"}
    assert gate.call("parameter.validate", path | {"model": "Device:1"})["valid"]
    assert not gate.call("parameter.validate", path | {"model": "Device:2"})["valid"]


@pytest.mark.parametrize("method", ["validate", "describe", "complete"])
@pytest.mark.parametrize("model, nearest", [("Device:2.91", "Device:2.19"), ("device:2", "Device:2"), ("TR-181", None)])
def test_an_unknown_model_gets_the_nearest_name(gate, method, model, nearest):
    params = {"prefix": "Device."} if method == "complete" else {"path": "Device."}
    error = refusal(gate, f"parameter.{method}", params | {"model": model})
    assert (error.kind, error.data["path"]) == ("invalid_params", "/model")
    assert ("did you mean" in error.message) == (nearest is not None)
    assert nearest is None or f'"{nearest}"' in error.message
    assert "Device:2.19" in error.data["hint"]


def test_models_tell_source_and_licence(gate):
    models = gate.call("parameter.models")["models"]
    assert {model["id"]: model["parameters"] for model in models} == {
        "Device:2.19": 7343, "InternetGatewayDevice:1.14": 1801, "Device:1.14": 848, "VoiceService:1.1": 350,
        "VoiceService:2.0": 849, "STBService:1.4": 519, "StorageService:1.3": 126, "FAPService:2.1": 1734,
    }  # fmt: skip
    for model in models:
        assert set(model) == {"id", "name", "version", "source", "licence", "parameters"}
        assert model["id"] == f"{model['name']}:{model['version']}"
        assert "broadband-forum" in model["source"] and "copyright Broadband Forum" in model["licence"]


@pytest.mark.skipif(not published.MODELS, reason="no published tables here")
@pytest.mark.parametrize("model", published.MODELS)
def test_200_random_facts_are_told_as_another_program_read_them(model):
    chosen = random.Random(model).sample(published.rows(model), min(200, len(published.rows(model))))
    paths = [published.mount(model) + row["path"] for row in chosen]
    questions = [request("parameter.describe", {"path": path, "model": model}, n) for n, path in enumerate(paths)]
    done = pipe(questions)
    for number, row in enumerate(chosen):
        answer = done.result(number)
        expected = published.facts(model, row)
        assert {name: answer[name] for name in expected} == expected
        assert set(answer) - set(expected) <= {"risk", "since", "access"}


# Bad input


BAD = [
    "", ".", "Device", "Device..WiFi", " Device.WiFi.", "Device.WiFi.\n", "Device.\x1f.X", "Device.\x7f",
    "Device.WiFi.SSID.0.", "Device.WiFi.SSID[1].SSID", "Device." + "A" * 250, "A" * 257, "A" * LONG, "." * LONG,
    "[" * LONG, "Device." + "1." * (LONG // 2), "Device.WiFi.SSID.[" + "a" * LONG, "\x01" * LONG,
    "Device." + "Ä" * 250,
    "Device.WiFi.SSID.*." * (LONG // 19), "Device.WiFi.SSID.[Name==\"" + "a" * LONG + "\"].SSID", "\U0001f4e1" * 257,
]  # fmt: skip


@pytest.mark.parametrize("path", BAD, ids=lambda path: f"{len(path)}-{ascii(path[:24])}")
def test_no_bad_path_is_an_error_of_validate(gate, path):
    for operation in [{}, {"value": "x"}] + [{"operation": name} for name in ("get", "set", "add.obj", "del.obj")]:
        answer = gate.call("parameter.validate", {"path": path} | operation)
        if path == "" and operation == {"operation": "get"}:
            assert answer["valid"]
            continue
        assert not answer["valid"]
        (issue,) = answer["issues"]
        assert issue["severity"] == "error" and issue["fault"] == 9005
        assert 0 <= issue["position"] <= min(len(path), 256)
        assert len(issue["message"]) < 1000
        if len(path) > 256 and "[" not in path and "*" not in path:
            assert (issue["code"], issue["position"]) == ("too_long", 256)


@pytest.mark.parametrize("path", BAD, ids=lambda path: f"{len(path)}-{ascii(path[:24])}")
def test_a_bad_path_is_refused_where_it_is_wrong(gate, path):
    for method in ("parse", "describe"):
        error = refusal(gate, f"parameter.{method}", {"path": path})
        assert error.kind == "invalid_path" and error.data["path"] == "/path"
        assert 0 <= error.data["position"] <= min(len(path), 256)
        if len(path) > 256:
            assert error.data["position"] == 256


# None where a component and a token begin at two places.
EXPRESSIONS = [
    ("Device.IP.Interface.[].", None), ('Device.IP.Interface.{Type=="Normal"}.Status', 20),
    ('Device.IP.Interface.[Type="Normal"].Status', 25),
    ('Device.IP.Interface.[Type=="Normal"||Enable==true].Status', 35),
    ("Device.IP.Interface.[Type==Normal].Status", 27), ('Device.IP.Interface.[Type=="Normal].Status', 42),
    ('Device.IP.Interface.[Type=="Normal"&&].Status', 37), ('Device.IP.Interface.[=="Normal"].Status', 21),
    ("Device.IP.Interface.**.Status", None), ("Device.IP.Interface.eth*.Status", None),
    ("*.DeviceInfo.SerialNumber", 0),
    ("Device.*.Status", 7), ("Device.WiFi.SSID.1.LowerLayers#0+.Name", 31),
    ('Device.IP.Interface.[Type=="Normal"', 35), ("Device.IP.Interface.[Type==", 27),
    ("Device.WiFi.SSID.1.LowerLayers#1.Name", 32), ("Device.NAT.PortMapping.1.Interface+Name", 35),
]  # fmt: skip


@pytest.mark.parametrize("path, position", EXPRESSIONS)
def test_an_expression_that_does_not_parse_is_wrong_at_its_place(gate, path, position):
    answer = gate.call("parameter.validate", {"path": path, "operation": "get"})
    assert not answer["valid"]
    (issue,) = answer["issues"]
    assert (issue["code"], issue["fault"]) == ("syntax", 9005)
    assert issue["position"] == position or position is None and 20 <= issue["position"] <= 23, issue["message"]


@pytest.mark.parametrize(
    "path",
    ["Device.IP.Interface.*.Status", "Device.DSL.Line.[Enable==1].CurrentProfile",
     'Device.IP.Interface.[Name=="eth0"].Status',
     'Device.IP.Interface.[Type=="Normal"&&Stats.ErrorsSent>0].IPv4Address.[AddressingType=="Static"].IPAddress',
     'Device.NAT.PortMapping.[RemoteHost==""&&ExternalPort==0&&Protocol=="TCP"].',
     'Device.PCP.Client.*.Server.[Capabilities~="IPv6Firewall"].', "Device.WiFi.SSID.1.LowerLayers#*+.Name",
     'Device.IP.Interface.[Type == "Normal"].Status', 'Device.IP.Interface.[Alias=="a]b"].Status'],
)  # fmt: skip
def test_an_expression_can_be_read_and_not_written(gate, path):
    assert gate.call("parameter.validate", {"path": path, "operation": "get"})["issues"] == []
    assert not gate.call("parameter.validate", {"path": path, "value": "x"})["valid"]


def test_parse_takes_a_path_apart(gate):
    for path, kind, segments in [
        ("Device.", "object", ["Device"]), ("Device.WiFi.SSID.", "table", ["Device", "WiFi", "SSID"]),
        ("Device.WiFi.SSID.[a.b].", "object", ["Device", "WiFi", "SSID", "[a.b]"]),
        ("Device.WiFi.SSID.1.SSID", "parameter", ["Device", "WiFi", "SSID", "1", "SSID"]),
        ("Other.Table.", "object", ["Other", "Table"]),
    ]:  # fmt: skip
        answer = gate.call("parameter.parse", {"path": path})
        assert answer == {"kind": kind, "root": segments[0], "segments": segments}
    assert gate.call("parameter.parse", {"path": "Device.X_EXAMPLE-COM_Tag"})["vendor"] == "EXAMPLE-COM"


def test_several_values_are_told_one_by_one(gate):
    values = [
        {"path": "Device.WiFi.SSID.1.SSID", "value": "lab"}, {"path": "Device.WiFi.SSID.1.SSDI", "value": "lab"},
        {"path": "Device.ManagementServer.PeriodicInformInterval", "value": 0, "type": "unsignedInt"},
        {"path": "Device.WiFi.SSID.1.Enable", "value": True},
    ]  # fmt: skip
    answer = gate.call("parameter.validate", {"values": values})
    assert not answer["valid"]
    assert [result["path"] for result in answer["results"]] == [value["path"] for value in values]
    assert [result["valid"] for result in answer["results"]] == [True, False, False, True]
    assert [codes(result) for result in answer["results"]] == [[], ["unknown"], ["out_of_range"], []]
    assert gate.call("parameter.validate", {"values": []}) == {"valid": True, "results": []}
    both, loose, other = {"path": "Device.", "values": []}, {"values": [], "value": "x"}, {"operation": "reboot"}
    for params in ({}, both, loose, other | {"path": "Device."}):
        assert refusal(gate, "parameter.validate", params).kind == "invalid_params"


# The real dumps


def reported(name: str) -> tuple[list[tuple[str, str]], dumps.Dump]:
    """All that a device reported: path, with the dot of an object, and value."""
    dump = dumps.real(name)
    with dump.path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    dot = {"true": ".", "false": ""}
    return [(row["Parameter"] + dot[row["Object"]], row["Value"]) for row in rows], dump


@pytest.mark.skipif(not dumps.REAL, reason="no real dumps here")
@pytest.mark.seconds(60)
@pytest.mark.parametrize("name", dumps.REAL)
def test_everything_that_a_real_device_reported_is_right(name):
    rows, dump = reported(name)
    ask = {"device": {"id": 1}}
    values = [{"path": path, "value": value} for path, value in rows if path[-1] != "."]
    with Gateway("--mock-parameters", str(dump.path)) as gateway:
        for operation in ({}, {"operation": "get"}):
            paths = [gateway.request("parameter.validate", {"path": path} | operation | ask) for path, *_ in rows]
            for (path, *_), id in zip(rows, paths):
                assert gateway.result(id)["valid"], path
        for result in gateway.call("parameter.validate", {"values": values} | ask)["results"]:
            assert result["valid"] and set(codes(result)) <= {"deleted"}, result


@pytest.mark.skipif(not (dumps.REAL and published.MODELS), reason="no real dumps here")
@pytest.mark.seconds(60)
@pytest.mark.parametrize("name", dumps.REAL)
def test_every_refusal_of_a_real_path_is_explained(name):
    rows, _ = reported(name)
    done = pipe([request("parameter.validate", {"path": path}, n) for n, (path, *_) in enumerate(rows)])
    for number, (path, *_) in enumerate(rows):
        answer = done.result(number)
        is_vendors = any(part.startswith("X_") for part in path.split("."))
        if not published.is_path(path):
            assert codes(answer) == ["syntax"], path
        elif published.is_known(path):
            assert set(codes(answer)) <= {"deleted"}, path
        elif is_vendors:
            assert codes(answer) == ["vendor"], path
        else:
            assert answer["valid"] is False and codes(answer)[0] in ("unknown", "other_root", "wrong_form"), path


# Tables of documents


HEAD = '<dm:document xmlns:dm="urn:broadband-forum-org:cwmp:datamodel-1-14" spec="urn:example:d" file="d.xml">\n'
MODEL = """<model name="Device:9.1">
<object name="Device."><parameter name="A" access="readWrite"><syntax><string/></syntax></parameter></object>
</model>
"""


def build(folder, text: str | bytes, **more):
    (folder / "d.xml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return command("model", "build", "d.xml", "--output", "d.table", cwd=folder, **more)


def test_a_table_is_built_of_a_document(tmp_path):
    done = build(tmp_path, HEAD + MODEL + "</dm:document>")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Device:9.1" in done.stdout and "1 parameters" in done.stdout
    table = (tmp_path / "d.table").read_bytes()
    assert table[:3] == b"CPM"
    assert build(tmp_path, HEAD + MODEL + "</dm:document>").returncode == 0
    assert (tmp_path / "d.table").read_bytes() == table
    assert sorted(os.listdir(tmp_path)) == ["d.table", "d.xml"]


def test_a_vendors_document_needs_no_file_of_the_published_models(tmp_path):
    text = HEAD + """<import file="tr-181-2-19-1-cwmp.xml"><model name="Device:2.19"/></import>
      <model name="X_EXAMPLE-COM_Device:1.0" base="Device:2.19"><object base="Device.WiFi.">
      <parameter name="X_EXAMPLE-COM_Tag"><syntax><boolean/></syntax></parameter></object></model></dm:document>"""
    done = build(tmp_path, text)
    assert done.returncode == 0, done.stderr
    assert "7344 parameters" in done.stdout


BROKEN = {
    "an element that does not end": (HEAD + "<model name='D:1.0'>\n<object name='D.'>\n</model></dm:document>", 4),
    "a file that stops": (HEAD + "<model name='Device:9.1'>", 2), "nothing at all": ("", 1), "no XML": (b"\x00\x01", 1),
    "a web page": ("<html>\n<body/></html>", 1), "a list": ("name,type\na,b\n", 1),
    "a parameter of no object": (HEAD + "\n<model name='D:1.0'>\n<object base='D.No.'/></model></dm:document>", 4),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_document_that_cannot_be_used_is_refused_with_its_line(tmp_path, what):
    text, line = BROKEN[what]
    done = build(tmp_path, text)
    assert (done.returncode, done.stdout) == (65, "")
    assert done.stderr.startswith(f"cpegate: d.xml:{line}: "), done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr) < 1000
    assert not (tmp_path / "d.table").exists()


def test_a_missing_import_says_which_and_where_it_was_looked_for(tmp_path):
    imported = '<import file="base.xml"><model name="X:1.0"/></import><model name="X:1.1" base="X:1.0"/>'
    done = build(tmp_path, HEAD + imported + "</dm:document>")
    assert done.returncode == 65
    assert done.stderr.startswith("cpegate: d.xml:2: imports `base.xml`, which is not there; looked for base.xml")
    assert not (tmp_path / "d.table").exists()


def test_files_that_are_not_there_are_named(tmp_path):
    done = command("model", "build", "none.xml", "-o", "d.table", cwd=tmp_path)
    assert done.returncode == 65 and "none.xml" in done.stderr
    assert build(tmp_path, HEAD + "</dm:document>").returncode == 65
    (tmp_path / "d.xml").write_text(HEAD + MODEL + "</dm:document>")
    done = command("model", "build", "d.xml", "-o", "no/such/folder/d.table", cwd=tmp_path)
    assert done.returncode != 0 and "no/such/folder" in done.stderr
    assert command("model", "build", cwd=tmp_path).returncode == 64


def test_an_old_table_outlives_a_failure(tmp_path):
    (tmp_path / "d.table").write_text("old")
    assert build(tmp_path, "<html/>").returncode == 65
    assert (tmp_path / "d.table").read_text() == "old"
