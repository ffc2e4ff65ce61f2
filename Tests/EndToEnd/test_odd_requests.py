"""Requests that are easy to get wrong: numbers at the edge, secrets in odd places, keys used again, files of odd kinds."""

import os
import subprocess

import pytest
from gateway import BINARY, command, environment, pipe
from messages import request

STILL = ("--backend", "mock", "--mock-clock", "virtual")
DEVICE = {"id": 1}


def answers(*calls, options=STILL):
    """Results and errors of calls, in their order."""
    done = pipe([request(method, params, number) for number, (method, params) in enumerate(calls)], *options)
    assert done.status == 0
    return [done.answer(number) for number in range(len(calls))]


def kind(answer):
    return answer.get("error", {}).get("data", {}).get("kind")


@pytest.mark.parametrize("seconds", [0, -1, 2**32, 2**63 - 1])
def test_an_inform_period_out_of_range_is_refused(seconds):
    [update, ping] = answers(
        ("inventory.update", {"device": DEVICE, "attributes": {"update_frequency": seconds}}), ("gateway.ping", {}))
    assert kind(update) == "invalid_params" and update["error"]["data"]["path"] == "/attributes/update_frequency"
    assert ping["result"] == {}


def test_a_rate_of_next_to_nothing_is_a_very_long_wait():
    sync = ("operation.submit", {"device": DEVICE, "operation": "sync"})
    [first, second] = answers(sync, sync, options=(*STILL, "--rate", "1e-18"))
    assert "result" in first and "result" in second


def test_the_time_of_the_mock_ends_with_the_year_9999():
    [end] = answers(("mock.advance", {"seconds": 3155760000 * 99}))
    assert kind(end) == "invalid_params"


@pytest.mark.parametrize(
    "path", ["Device.WiFi.AccessPoint.*.Security.KeyPassphrase", "device.managementserver.password",
             "Device.ManagementServer.Password "])
def test_a_secret_at_a_path_that_is_nearly_right_is_told_to_nobody(path):
    variables = [{"path": path, "value": "SEKRET"}]
    done = pipe(
        [request("operation.submit", {"device": DEVICE, "operation": "set", "variables": variables}, 1),
         request("parameter.set", {"device": DEVICE, "values": variables, "wait_s": 0}, 2),
         request("operation.list", {}, 3), request("audit.list", {}, 4)], *STILL, "--log-level", "trace")
    assert len(done.result(4)["entries"]) == 2
    assert b"SEKRET" not in done.output and "SEKRET" not in done.errors


def test_a_key_means_the_same_operation_when_the_device_is_gone_or_renamed():
    key = {"operation": "sync", "idempotency_key": "k"}
    by_id, by_name = {"device": DEVICE, **key}, {"device": {"name": "lab"}, **key, "idempotency_key": "n"}
    lab = {"name": "lab", "type": 1}
    found = answers(
        ("operation.submit", by_id), ("mock.advance", {"seconds": 3600}),
        ("inventory.delete", {"device": DEVICE, "confirm": True}), ("operation.submit", by_id),
        ("operation.submit", {**by_id, "device": {"id": 999}}),
        ("inventory.create", {"attributes": lab}), ("operation.submit", by_name),
        ("inventory.update", {"device": {"name": "lab"}, "attributes": {"name": "new"}}), ("operation.submit", by_name))
    assert found[3]["result"]["created"] is False
    assert found[3]["result"]["operation"]["id"] == found[0]["result"]["operation"]["id"]
    assert kind(found[4]) == "idempotency_conflict"
    assert found[8]["result"]["operation"]["id"] == found[6]["result"]["operation"]["id"]


def test_a_number_and_its_text_are_the_same_value_under_a_key():
    path = "Device.ManagementServer.PeriodicInformInterval"
    [first, second] = answers(*(
        ("operation.submit", {"device": DEVICE, "operation": "set", "idempotency_key": "k",
                              "variables": [{"path": path, "value": value}]}) for value in (300, "300")))
    assert second["result"]["operation"]["id"] == first["result"]["operation"]["id"]


def test_the_audit_knows_the_device_of_a_delete_and_of_a_create():
    [_, _, audit, of_two] = answers(
        ("inventory.delete", {"device": {"id": 2}, "confirm": True}),
        ("inventory.create", {"attributes": {"name": "lab", "type": 1}}),
        ("audit.list", {}), ("audit.list", {"device": {"id": 2}}))
    assert [entry["device"] for entry in audit["result"]["entries"]] == [2, 101]
    assert len(of_two["result"]["entries"]) == 1


def test_what_a_device_reported_is_taken_back_even_where_it_can_only_be_read():
    path = "Device.DeviceInfo.SoftwareVersion"
    [read] = answers(("parameter.get", {"device": DEVICE, "paths": [path]}))
    value = read["result"]["values"][0]["value"]
    [same, other] = answers(*(
        ("parameter.set", {"device": DEVICE, "values": [{"path": path, "value": text}], "check": check})
        for text, check in ((value, "strict"), ("9.9", "off"))))
    assert same["result"]["operation"]["state"] == "succeeded"
    assert other["result"]["operation"]["error"]["faults"][0]["code"] == 9008


@pytest.mark.parametrize("value", [1, "yes", True])
def test_whoever_writes_a_flag_is_led_to_the_operation(value):
    [answer] = answers(("inventory.update", {"device": DEVICE, "attributes": {"reboot": value}}))
    assert "operation.submit" in answer["error"]["data"]["hint"]


def test_a_rehearsal_of_an_import_changes_nothing_and_so_is_allowed_read_only():
    rows = {"devices": [{"name": "lab", "type": 1}], "mode": "create"}
    [real, rehearsal] = answers(
        ("inventory.import", rows), ("inventory.import", {**rows, "dry_run": True}), options=(*STILL, "--read-only"))
    assert kind(real) == "read_only" and rehearsal["result"]["created"] == 1


def test_the_names_beside_a_type_and_a_location_follow_them():
    [_, device] = answers(
        ("inventory.update", {"device": DEVICE, "attributes": {"type": 2, "location": None}}),
        ("inventory.get", {"device": DEVICE, "fields": ["type_short_name", "location_name", "location_short_name"]}))
    told = device["result"]["device"]
    assert told["type_short_name"] != "mesh-ap" and told["location_name"] is None and told["location_short_name"] is None


def test_an_export_never_takes_the_place_of_something_that_is_no_file(tmp_path):
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    [answer] = answers(("inventory.export", {"path": str(fifo), "format": "csv"}))
    assert kind(answer) == "io_error" and fifo.is_fifo()


def test_a_fleet_in_csv_says_status_in_every_way(tmp_path):
    fleet = tmp_path / "fleet.csv"
    fleet.write_text("name,type,status\na,1,1\nb,1,0\nc,1,true\nd,1,Down\n")
    [found] = answers(("inventory.list", {"fields": ["status"]}), options=(*STILL, "--mock-fleet", str(fleet)))
    assert [device["status"] for device in found["result"]["devices"]] == ["up", "down", "up", "down"]


def test_a_flag_that_does_not_go_with_the_environment_is_a_bad_configuration(tmp_path):
    fleet = tmp_path / "fleet.csv"
    fleet.write_text("name,type\na,1\n")
    done = command("--mock-fleet", str(fleet), env=environment(CPEGATE_MOCK_DEVICES="5"))
    assert done.returncode == 78 and "environment" in done.stderr


def test_a_call_prints_an_operation_and_not_only_its_empty_warnings():
    call = ("call", "operation.submit", '{"device":{"id":1},"operation":"sync"}', "--format")
    assert "operation.state" in command(*call, "table").stdout
    header, row = command(*call, "csv").stdout.splitlines()
    assert header.startswith("operation,") and "op_" in row


def test_a_call_whose_output_cannot_be_written_is_status_74():
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [BINARY, "call", "inventory.list", "--format", "csv"], stdout=full, stderr=subprocess.PIPE, timeout=20,
            env=environment())
    assert done.returncode == 74 and b"standard output" in done.stderr


def test_a_group_of_methods_is_listed_by_its_name():
    lines = command("methods", "mock").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["mock.advance", "mock.set_device", "mock.inject", "mock.reset"]



def test_the_audit_tells_a_lost_answer_as_the_client_heard_of_it():
    fault = {"match": {"method": "operation.submit"}, "fault": {"kind": "outcome_unknown"}}
    [_, answer, audit, operations] = answers(
        ("mock.inject", fault), ("operation.submit", {"device": DEVICE, "operation": "sync"}), ("audit.list", {}),
        ("operation.list", {}))
    assert kind(answer) == "outcome_unknown"
    assert [entry["outcome"] for entry in audit["result"]["entries"]] == ["outcome_unknown"]
    assert len(operations["result"]["operations"]) == 1


@pytest.mark.parametrize("method, params, wrong", [
    ("inventory.update", {"device": DEVICE, "attributes": {"reboot": True}}, "invalid_params"),
    ("inventory.replace", {"device": DEVICE, "attributes": {"name": "a", "type": 1, "id": 7}}, "invalid_params"),
    ("parameter.set", {"device": DEVICE, "values": [{"path": "Device..", "value": "1"}]}, "invalid_path"),
    ("operation.submit", {"device": DEVICE, "operation": "set", "check": "strict",
                          "variables": [{"path": "Device.WiFi.SSID.1.SSDI", "value": "1"}]}, "invalid_params"),
    ("operation.submit", {"device": DEVICE, "operation": "factory"}, "confirmation_required"),
    ("inventory.update", {"device": DEVICE, "attributes": {"description": "new"}}, "read_only"),
    ("operation.submit", {"device": DEVICE, "operation": "reboot"}, "read_only"),
])
def test_read_only_refuses_behind_the_check_of_params(method, params, wrong):
    [answer] = answers((method, params), options=(*STILL, "--read-only"))
    assert kind(answer) == wrong, answer
