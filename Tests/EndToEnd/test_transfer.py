"""Import and export: protocol.md section 9."""

from __future__ import annotations

import csv
import json
import os
import time

import pytest

from gateway import Gateway, pipe
from messages import RPCError, request

FORMATS = ("csv", "ndjson", "json")
# What a client can write, but for the password, which nobody can read.
WRITABLE = (
    "name customer_id is_active type serial_number serial_number_alt description organization_id firmware_image "
    "location location_name latitude longitude username update_frequency debug"
).split()
ODD = {
    "name": 'Küche, "oben"',
    "type": 2,
    "serial_number": "ODD-1",
    "description": "two\nlines, a \"quote\", a comma,\ttab, 網路 \U0001f4e1 and a trailing blank ",
    "customer_id": "007",
    "latitude": "-37.50",
    "debug": True,
}


def virtual(*options: str, **more) -> Gateway:
    return Gateway("--mock-clock", "virtual", *options, **more)


def writable(gateway: Gateway) -> list[dict]:
    """What the fleet holds, as far as an import can bring it."""
    devices = gateway.call("inventory.list", {"limit": 1000, "fields": WRITABLE})["devices"]
    return [{name: device.get(name) for name in WRITABLE} for device in devices]


def names(gateway: Gateway) -> list[str]:
    return [device["name"] for device in gateway.call("inventory.list", {"limit": 1000, "fields": ["name"]})["devices"]]


def rows_of(path, format: str) -> list[dict]:
    """The rows of an exported file, by Python's own readers."""
    with open(path, newline="", encoding="utf-8") as file:
        if format == "csv":
            return list(csv.DictReader(file, strict=True))
        return json.load(file) if format == "json" else [json.loads(line) for line in file]


def kind_of(gateway: Gateway, method: str, params: dict) -> tuple[str, str | None]:
    """The kind of the error that a call must have, and its pointer."""
    with pytest.raises(RPCError) as raised:
        gateway.call(method, params)
    return raised.value.kind, raised.value.data.get("path")


def cell(value: object) -> str:
    """A member of a device as CSV has it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


# Round trips


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_imported_elsewhere_is_the_same_fleet(tmp_path, format):
    path = str(tmp_path / f"fleet.{format}")
    with virtual("--mock-devices", "250") as source, virtual("--mock-devices", "0") as target:
        source.call("inventory.create", {"attributes": ODD})
        told = source.call("inventory.export", {"path": path, "format": format})
        assert told["rows"] == 251
        assert told["bytes"] == os.path.getsize(path)
        result = target.call("inventory.import", {"path": path, "format": format, "mode": "create"})
        assert result == {"created": 251, "updated": 0, "unchanged": 0, "failed": 0, "errors": []}
        assert writable(target) == writable(source)
        again = target.call("inventory.import", {"path": path, "format": format, "mode": "upsert"})
        assert again == {"created": 0, "updated": 0, "unchanged": 251, "failed": 0, "errors": []}


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_can_be_the_fleet_of_another_process(tmp_path, format):
    path = str(tmp_path / f"fleet.{format}")
    with virtual("--mock-devices", "30") as source:
        source.call("inventory.create", {"attributes": ODD})
        source.call("inventory.export", {"path": path, "format": format})
        with virtual("--mock-fleet", path) as target:
            assert writable(target) == writable(source)


@pytest.mark.parametrize("format", FORMATS)
def test_an_exported_file_holds_what_other_readers_understand(tmp_path, format):
    path = tmp_path / f"fleet.{format}"
    with virtual("--mock-devices", "3") as gateway:
        gateway.call("inventory.create", {"attributes": ODD})
        gateway.call("inventory.export", {"path": str(path), "format": format})
        devices = gateway.call("inventory.list")["devices"]
    rows = rows_of(path, format)
    if format != "csv":
        assert rows == devices
        return
    assert len(rows) == 4
    for row, device in zip(rows, devices):
        for name, value in device.items():
            assert row[name] == cell(value), name
        assert all(row[name] == "" for name in row if name not in device)


def test_an_export_of_a_filter_and_some_fields_holds_these_alone(tmp_path):
    path = tmp_path / "up.csv"
    with virtual() as gateway:
        filter = {"status": "up", "type": [3, 4]}
        params = {"path": str(path), "format": "csv", "filter": filter, "fields": ["name", "status"]}
        told = gateway.call("inventory.export", params)
        expected = gateway.call("inventory.list", {"filter": filter, "fields": ["name", "status"], "limit": 1000})
    rows = rows_of(path, "csv")
    assert rows == [{name: str(value) for name, value in device.items()} for device in expected["devices"]]
    assert 0 < told["rows"] == len(rows) < 100


def test_an_export_replaces_a_file_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "fleet.json"
    path.write_text("old")
    with virtual("--mock-devices", "2") as gateway:
        gateway.call("inventory.export", {"path": str(path), "format": "json"})
    assert len(json.loads(path.read_text())) == 2
    assert os.listdir(tmp_path) == ["fleet.json"]


def test_an_export_of_an_empty_fleet_can_be_read(tmp_path):
    with virtual("--mock-devices", "0") as gateway:
        for format in FORMATS:
            path = str(tmp_path / f"none.{format}")
            assert gateway.call("inventory.export", {"path": path, "format": format})["rows"] == 0
            assert rows_of(path, format) == []
            result = gateway.call("inventory.import", {"path": path, "format": format, "mode": "create"})
            assert (result["created"], result["failed"]) == (0, 0)


# What an import does with its rows


ROWS = [
    {"name": "first", "type": 1},
    {"name": "second", "type": "one"},
    {"name": "first", "type": 1},
    {"name": "fourth", "type": 1},
]


def test_an_import_stops_at_the_first_bad_row_and_keeps_the_rows_before():
    with virtual("--mock-devices", "0") as gateway:
        result = gateway.call("inventory.import", {"devices": ROWS, "mode": "create"})
        assert (result["created"], result["failed"]) == (1, 1)
        assert [(error["row"], error["kind"], error["path"]) for error in result["errors"]] == [
            (2, "invalid_params", "/type")
        ]
        assert names(gateway) == ["first"]


def test_an_import_that_goes_on_tells_every_bad_row():
    with virtual("--mock-devices", "0") as gateway:
        result = gateway.call("inventory.import", {"devices": ROWS, "mode": "create", "on_error": "continue"})
        assert (result["created"], result["failed"]) == (2, 2)
        assert [(error["row"], error["kind"]) for error in result["errors"]] == [
            (2, "invalid_params"), (3, "already_exists"),
        ]  # fmt: skip
        assert names(gateway) == ["first", "fourth"]


def test_a_dry_run_tells_the_same_and_does_nothing():
    with virtual("--mock-devices", "0") as gateway:
        params = {"devices": ROWS, "mode": "create", "on_error": "continue"}
        rehearsed = gateway.call("inventory.import", params | {"dry_run": True})
        assert names(gateway) == []
        assert gateway.call("inventory.import", params) == rehearsed


def test_an_upsert_goes_by_serial_number_and_else_by_name():
    with virtual("--mock-devices", "0") as gateway:
        before = [{"name": "a", "type": 1, "serial_number": "S-1"}, {"name": "b", "type": 1}]
        gateway.call("inventory.import", {"devices": before, "mode": "create"})
        after = [
            {"name": "renamed", "type": 1, "serial_number": "S-1"}, {"name": "b", "type": 1, "description": "found"},
            {"name": "c", "type": 1}, {"name": "c", "type": 1},
        ]  # fmt: skip
        result = gateway.call("inventory.import", {"devices": after, "mode": "upsert"})
        assert [result[name] for name in ("created", "updated", "unchanged", "failed")] == [1, 2, 1, 0]
        listed = gateway.call("inventory.list", {"fields": ["name", "description"]})["devices"]
        assert listed == [
            {"id": 1, "name": "renamed", "description": None}, {"id": 2, "name": "b", "description": "found"},
            {"id": 3, "name": "c", "description": None},
        ]  # fmt: skip


def test_members_that_cannot_be_written_are_left_aside():
    row = {"id": 77, "uuid": "x", "name": "n", "type": 1, "status": "up", "reboot": True, "extra": {"a": 1}}
    with virtual("--mock-devices", "0") as gateway:
        assert gateway.call("inventory.import", {"devices": [row], "mode": "create"})["created"] == 1
        device = gateway.call("inventory.get", {"device": {"name": "n"}})["device"]
        assert (device["id"], device["reboot"]) == (1, False)


def test_a_list_behind_an_import_sees_every_row_of_it():
    rows = [{"name": f"row {n}", "type": 1} for n in range(500)]
    done = pipe(
        [
            request("inventory.import", {"devices": rows, "mode": "create"}, "import"),
            request("inventory.list", {"filter": {"name": "row *"}, "count": True, "limit": 1}, "list"),
        ]
    )
    assert done.result("list")["total"] == 500


# Progress


def test_progress_counts_rows_and_ends_before_the_answer(tmp_path):
    path = tmp_path / "many.ndjson"
    path.write_text("".join(f'{{"name":"n{n}","type":1}}\n' for n in range(3_000)))
    params = {"path": str(path), "format": "ndjson", "mode": "create", "progress_token": "t-1"}
    with virtual("--mock-devices", "0") as gateway:
        asked = gateway.request("inventory.import", params)
        messages = []
        while (message := gateway.next_message()).get("id") != asked:
            messages.append(message)
        assert message["result"]["created"] == 3_000
        told = [message["params"] for message in messages]
        assert {message["method"] for message in messages} == {"$/progress"}
        assert all(set(each) == {"token", "done", "total", "message"} and each["token"] == "t-1" for each in told)
        counts = [each["done"] for each in told]
        assert counts == sorted(counts) and counts[-1] == 3_000
        gateway.call("gateway.ping")
        assert not gateway.take_notifications()


@pytest.mark.parametrize("token", [7, "seven"])
def test_an_export_tells_progress_too(tmp_path, token):
    params = {"path": str(tmp_path / "f.csv"), "format": "csv", "progress_token": token}
    done = pipe([request("inventory.export", params)])
    told = [message["params"] for message in done.messages[:-1]]
    assert told and told[-1]["done"] == 100 and {each["token"] for each in told} == {token}
    assert done.messages[-1]["result"]["rows"] == 100


def test_progress_comes_at_most_ten_times_a_second_and_at_least_once():
    rows = [{"name": f"n{n}", "type": 1} for n in range(30_000)]
    with virtual("--mock-devices", "0") as gateway:
        began = time.monotonic()
        params = {"devices": rows, "mode": "create", "progress_token": 1}
        assert gateway.call("inventory.import", params)["created"] == 30_000
        told = gateway.take_notifications()
        assert 1 <= len(told) <= 2 + 10 * (time.monotonic() - began)
        assert told[-1]["done"] == 30_000


def test_without_a_token_there_is_no_progress(tmp_path):
    done = pipe([request("inventory.export", {"path": str(tmp_path / "f.csv"), "format": "csv"})])
    assert done.result(1)["rows"] == 100
    assert not done.notifications


# Refusals


def test_files_are_read_and_written_below_the_root_alone(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside"
    (root / "sub").mkdir(parents=True)
    outside.mkdir()
    (root / "way-out").symlink_to(outside)
    (outside / "in.json").write_text("[]")
    (root / "link.json").symlink_to(outside / "in.json")
    with virtual("--files-root", str(root), cwd=root) as gateway:
        inside = str(root / "sub" / "f.csv")
        assert gateway.call("inventory.export", {"path": inside, "format": "csv"})["rows"] == 100
        imported = gateway.call("inventory.import", {"path": inside, "format": "csv", "mode": "upsert"})
        assert imported["unchanged"] == 100
        ways_out = (root / ".." / "outside" / "f.csv", root / "way-out" / "f.csv", "../outside/f.csv")
        for path in (outside / "f.csv", *ways_out):
            assert kind_of(gateway, "inventory.export", {"path": str(path), "format": "csv"})[0] == "forbidden", path
        for path in (outside / "in.json", root / "link.json", "/etc/passwd"):
            params = {"path": str(path), "format": "json", "mode": "create"}
            assert kind_of(gateway, "inventory.import", params)[0] == "forbidden", path
    assert os.listdir(outside) == ["in.json"]


def test_a_file_that_cannot_be_opened_is_io_error(tmp_path):
    with virtual() as gateway:
        absent = {"path": str(tmp_path / "absent.csv"), "format": "csv"}
        assert kind_of(gateway, "inventory.import", absent | {"mode": "create"})[0] == "io_error"
        no_folder = {"path": str(tmp_path / "absent" / "f.csv"), "format": "csv"}
        assert kind_of(gateway, "inventory.export", no_folder)[0] == "io_error"
        assert kind_of(gateway, "inventory.export", {"path": str(tmp_path), "format": "csv"})[0] == "io_error"


BROKEN = {
    "an unknown column": ("csv", "name,typ\na,1\n"),
    "no header": ("csv", ""),
    "no array": ("json", '{"name":"a","type":1}'),
    "half an array": ("json", '[{"name":"a","type":1},'),
    "text behind the array": ("json", "[] []"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_file_that_cannot_be_understood_is_invalid_params_with_its_pointer(tmp_path, case):
    format, text = BROKEN[case]
    path = tmp_path / f"broken.{format}"
    path.write_text(text)
    with virtual("--mock-devices", "0") as gateway:
        params = {"path": str(path), "format": format, "mode": "create", "dry_run": True}
        assert kind_of(gateway, "inventory.import", params) == ("invalid_params", "/path")


@pytest.mark.parametrize(
    ("format", "text"),
    [("csv", b"name,type\na,1\n\xff,1\n"), ("csv", b'name,type\na,1\n"b,1\n'), ("csv", b"name,type\na,1\nb\n"),
     ("ndjson", b'{"name":"a","type":1}\n{"name":\n'), ("ndjson", b'{"name":"a","type":1}\n[]\n')],
)  # fmt: skip
def test_a_row_that_cannot_be_understood_is_told_by_its_number(tmp_path, format, text):
    path = tmp_path / f"broken.{format}"
    path.write_bytes(text)
    with virtual("--mock-devices", "0") as gateway:
        result = gateway.call("inventory.import", {"path": str(path), "format": format, "mode": "create"})
        assert (result["created"], result["failed"], result["errors"][0]["row"]) == (1, 1, 2)


@pytest.mark.parametrize(
    "params",
    [{"mode": "create"}, {"path": "a.csv", "mode": "create"}, {"devices": [], "mode": "replace"}, {"devices": []},
     {"devices": [], "path": "a.csv", "format": "csv", "mode": "create"}, {"devices": {}, "mode": "create"},
     {"devices": [], "mode": "create", "on_error": "ignore"}, {"devices": [], "mode": "create", "progress_token": 1.5}],
)  # fmt: skip
def test_wrong_params_of_an_import_are_invalid_params(params):
    with virtual() as gateway:
        assert kind_of(gateway, "inventory.import", params)[0] == "invalid_params"


def test_read_only_refuses_the_import_and_allows_the_export(tmp_path):
    with virtual("--read-only") as gateway:
        assert kind_of(gateway, "inventory.import", {"devices": [], "mode": "create"})[0] == "read_only"
        assert kind_of(gateway, "inventory.import", {"devices": [], "mode": "crate"})[0] == "invalid_params"
        params = {"path": str(tmp_path / "f.csv"), "format": "csv"}
        assert gateway.call("inventory.export", params)["rows"] == 100
