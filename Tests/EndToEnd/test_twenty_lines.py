"""What a person does first: a pipe of about twenty lines, on every kind of device there is."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

import dumps
from gateway import Finished, Gateway, pipe
from messages import FRAMINGS, request

CWMP_TYPES = set("string int unsignedInt long unsignedLong boolean dateTime base64 hexBinary decimal".split())
SECRET = re.compile(r"(Password|Passphrase|PreSharedKey|WEPKey|Secret)$")
HANDMADE = ["Device", "InternetGatewayDevice"]
DUMP_NAMES = HANDMADE + dumps.REAL


def dump_named(name: str, folder) -> dumps.Dump:
    return dumps.handmade(name, folder) if name in HANDMADE else dumps.real(name)


def script(id: int, root: str, software: str) -> list[dict]:
    """The lines, about a device that is made and one that is there."""
    device, made = {"id": id}, {"name": "pantry router"}
    code, version = f"{root}.DeviceInfo.ProvisioningCode", f"{root}.DeviceInfo.{software}"
    reboot = {"device": device, "operation": "reboot", "idempotency_key": "tonight"}
    attributes = {"name": "pantry router", "type": 1, "serial_number": "PANTRY-1", "description": "behind the jam"}
    rename = {"description": "beside the jam", "latitude": "46.95", "is_active": False}
    calls = {
        "ping": ("gateway.ping", {}),
        "count": ("inventory.list", {"limit": 1, "count": True}),
        "create": ("inventory.create", {"attributes": attributes}),
        "create again": ("inventory.create", {"attributes": attributes}),
        "find": ("inventory.list", {"filter": {"name": "pantry*"}, "fields": ["serial_number", "description"]}),
        "get": ("inventory.get", {"device": made}),
        "update": ("inventory.update", {"device": made, "attributes": rename}),
        "get by serial": ("inventory.get", {"device": {"serial_number": "PANTRY-1"}, "fields": list(rename)}),
        "summary": ("inventory.summary", {"group_by": ["is_active"], "filter": {"name": "pantry router"}}),
        "read": ("parameter.get", {"device": device, "paths": [version, code]}),
        "set": ("parameter.set", {"device": device, "values": [{"path": code, "value": "pantry"}]}),
        "read set": ("parameter.get", {"device": device, "paths": [code]}),
        "set badly": ("parameter.set", {"device": device, "values": [
            {"path": code, "value": "never"}, {"path": f"{root}.DeviceInfo.Jam", "value": "1"},
            {"path": version, "value": "2"},
        ]}),
        "read unset": ("parameter.get", {"device": device, "paths": [f"{root}.DeviceInfo."]}),
        "reboot": ("operation.submit", reboot),
        "wait": ("operation.submit", reboot | {"wait_s": 3600}),
        "operations": ("operation.list", {"filter": {"device": device, "operations": ["reboot"]}}),
        "delete unsure": ("inventory.delete", {"device": made}),
        "delete": ("inventory.delete", {"device": made, "confirm": True}),
        "get deleted": ("inventory.get", {"device": made}),
        "count again": ("inventory.list", {"limit": 1, "count": True}),
    }  # fmt: skip
    return [request(method, params, id) for id, (method, params) in calls.items()]


def check(done: Finished, id: int, root: str, software: str, version: str, code: str) -> None:
    """The answers that a person expects."""
    total = done.result("count")["total"]
    made = done.result("create")["device"]
    paths = [f"{root}.DeviceInfo.{software}", f"{root}.DeviceInfo.ProvisioningCode"]
    assert (done.status, len(done.messages)) == (0, 21)
    assert done.result("ping") == {}
    check_made(done, made, total)
    read = done.result("read")["values"]
    assert [(each["path"], each["value"]) for each in read] == list(zip(paths, [version, code]))
    check_set(done, paths, version)
    check_reboot(done, id)
    assert done.error("delete unsure")["data"]["kind"] == "confirmation_required"
    assert done.result("delete") == {}
    assert done.error("get deleted")["data"]["kind"] == "not_found"
    assert done.result("count again")["total"] == total


def check_made(done: Finished, made: dict, total: int) -> None:
    assert made["id"] == total + 1
    assert made["is_active"] is True and made["status"] in ("unknown", "down")
    assert done.error("create again")["data"]["kind"] == "already_exists"
    assert done.result("find")["devices"] == [
        {"id": made["id"], "serial_number": "PANTRY-1", "description": "behind the jam"}
    ]
    assert done.result("get")["device"]["uuid"] == made["uuid"]
    assert set(done.result("update")["changed"]) == {"description", "latitude", "is_active"}
    assert done.result("get by serial")["device"] == {
        "id": made["id"], "description": "beside the jam", "latitude": "46.95", "is_active": False,
    }  # fmt: skip
    assert done.result("summary") == {"groups": [{"key": {"is_active": False}, "count": 1}], "total": 1}


def check_set(done: Finished, paths: list[str], version: str) -> None:
    changed = done.result("set")["operation"]
    assert changed["state"] == "succeeded"
    assert [each["check"] for each in changed["result"]["variables"]] == ["verified"]
    assert [each["value"] for each in done.result("read set")["values"]] == ["pantry"]
    refused = done.result("set badly")["operation"]
    assert (refused["state"], refused["error"]["kind"]) == ("failed", "rejected")
    faults = {fault["path"].rpartition(".")[2]: fault["code"] for fault in refused["error"]["faults"]}
    assert faults == {"Jam": 9005, paths[0].rpartition(".")[2]: 9008}
    after = {each["path"]: each["value"] for each in done.result("read unset")["values"]}
    assert [after[path] for path in paths] == [version, "pantry"], "nothing of a bad set is done"


def check_reboot(done: Finished, id: int) -> None:
    first, waited = done.result("reboot"), done.result("wait")
    assert (first["created"], waited["created"]) == (True, False)
    ended = waited["operation"]
    assert ended["id"] == first["operation"]["id"] and ended["device"]["id"] == id
    assert (ended["state"], ended["attempts"]) == ("succeeded", 1)
    took = datetime.fromisoformat(ended["updated_at"]) - datetime.fromisoformat(ended["created_at"])
    assert 20 < took.total_seconds() < 3600
    assert [each["id"] for each in done.result("operations")["operations"]] == [ended["id"]]


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize(("id", "root"), [(1, "Device"), (2, "InternetGatewayDevice")])
def test_twenty_lines_on_the_fleet_that_is_built_in(framing, id, root):
    device = pipe([request("inventory.get", {"device": {"id": id}})]).result(1)["device"]
    done = pipe(script(id, root, "SoftwareVersion"), framing=framing)
    check(done, id, root, "SoftwareVersion", device["software_version"], "")
    assert done.result("count")["total"] == 100


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("name", DUMP_NAMES)
def test_twenty_lines_on_a_device_of_a_dump(tmp_path, framing, name):
    dump = dump_named(name, tmp_path)
    options = ("--mock-parameters", str(dump.path), "--mock-devices", "5")
    done = pipe(script(1, dump.root, "SoftwareVersion"), *options, framing=framing)
    version, code = dump.value("DeviceInfo.SoftwareVersion"), dump.value("DeviceInfo.ProvisioningCode")
    check(done, 1, dump.root, "SoftwareVersion", version, code)
    assert done.result("count")["total"] == 5


@pytest.fixture
def loaded(request, tmp_path):
    """A gateway whose device 1 is that of a dump, and the dump."""
    dump = dump_named(request.param, tmp_path)
    with Gateway("--mock-parameters", str(dump.path)) as gateway:
        yield gateway, dump


def read_all(gateway: Gateway, root: str) -> dict[str, dict]:
    result = gateway.call("parameter.get", {"device": {"id": 1}, "paths": [f"{root}."]})
    assert result["operation"]["state"] == "succeeded", result["operation"]["error"]
    values = {variable["path"]: variable for variable in result["values"]}
    assert len(values) == len(result["values"]), "a path twice"
    return values


@pytest.mark.parametrize("loaded", DUMP_NAMES, indirect=True)
def test_every_path_of_a_dump_can_be_read_back_unchanged(loaded):
    gateway, dump = loaded
    values = read_all(gateway, dump.root)
    assert set(values) == set(dump.parameters)
    redacted = 0
    for path, variable in values.items():
        assert variable["type"] in CWMP_TYPES, variable
        expected = dump.parameters[path]
        if expected.type.startswith("xsd:") and expected.type[4:] in CWMP_TYPES:
            assert variable["type"] == expected.type[4:], path
        if variable.get("redacted"):
            assert variable["value"] is None and SECRET.search(path), path
            redacted += 1
        else:
            assert variable["value"] == expected.value, path
    assert redacted < len(values) / 10


@pytest.mark.parametrize("loaded", DUMP_NAMES, indirect=True)
def test_the_device_follows_its_dump(loaded):
    gateway, dump = loaded
    device = gateway.call("inventory.get", {"device": {"id": 1}})["device"]
    for member, parameter in [
        ("manufacturer", "Manufacturer"), ("software_version", "SoftwareVersion"),
        ("hardware_version", "HardwareVersion"), ("serial_number", "SerialNumber"),
    ]:  # fmt: skip
        assert device[member] == dump.value(f"DeviceInfo.{parameter}")


@pytest.mark.parametrize("loaded", DUMP_NAMES, indirect=True)
def test_a_device_takes_back_every_value_as_it_reported_it(loaded):
    gateway, dump = loaded
    before = read_all(gateway, dump.root)
    values = [
        {"path": path, "value": variable["value"]}
        for path, variable in before.items()
        if dump.parameters[path].is_writable and not variable.get("redacted")
    ]
    operation = gateway.call("parameter.set", {"device": {"id": 1}, "values": values})["operation"]
    assert operation["state"] == "succeeded", operation["error"]
    assert read_all(gateway, dump.root) == before


@pytest.mark.parametrize("loaded", HANDMADE, indirect=True)
def test_paths_may_end_in_a_dot_or_hold_wildcards_and_search_expressions(loaded):
    gateway, dump = loaded
    table = f"{dump.root}.X_HAND-Made_Odd.Table"

    def paths(path: str) -> list[str]:
        values = gateway.call("parameter.get", {"device": {"id": 1}, "paths": [path]})["values"]
        return [variable["path"].removeprefix(table) for variable in values]

    assert paths(f"{table}.20.") == [".20.Enable", ".20.Name"]
    assert paths(f"{table}.*.Name") == [".3.Name", ".20.Name", ".100.Name"]
    assert paths(f'{table}.[Name=="größe 20 \U0001f4e1"].Name') == [".20.Name"]
    assert paths(f'{table}.[Name=="none"].Name') == []


@pytest.mark.parametrize("loaded", HANDMADE, indirect=True)
def test_rows_are_made_and_deleted_with_stable_numbers(loaded):
    gateway, dump = loaded
    table = f"{dump.root}.X_HAND-Made_Odd.Table."

    def submit(kind: str, path: str) -> dict:
        params = {"device": {"id": 1}, "operation": kind, "variables": [{"path": path}], "wait_s": 3600}
        return gateway.call("operation.submit", params)["operation"]

    def rows() -> list[int]:
        found = {int(path.removeprefix(table).split(".")[0]) for path in read_all(gateway, dump.root) if table in path}
        return sorted(found)

    added = submit("add.obj", table)
    assert added["state"] == "succeeded"
    instance = int(added["result"]["instance"])
    assert instance not in (3, 20, 100) and rows() == sorted([3, 20, 100, instance])
    assert submit("del.obj", f"{table}20.")["state"] == "succeeded"
    assert rows() == sorted([3, 100, instance])
    again = int(submit("add.obj", table)["result"]["instance"])
    assert again not in (3, 20, 100, instance), "numbers are not used again"
    assert submit("del.obj", f"{table}20.")["state"] == "failed"
