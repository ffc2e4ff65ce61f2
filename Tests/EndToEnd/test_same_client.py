"""One client session over JSON-RPC gives the same answers on the mock, live and on a cache, whatever form upstream answers in.

`GAPS` says what a live upstream cannot do, or cannot tell, and why; nothing else may differ.
"""

from __future__ import annotations

import json

import pytest

import cache
from control_sim import ControlSim
from gateway import Gateway, environment
from messages import RPCError

SPEED = ("--speed", "200")
NEW = {"name": "lobby & co", "type": 3, "serial_number": "LOBBY-1 +/%", "description": "Größe 1", "organization_id": 5}
WHOLE = ["name", "type", "serial_number", "description", "organization_id", "is_active", "customer_id", "latitude"]
CODE = "InternetGatewayDevice.DeviceInfo.ProvisioningCode"


def unsupported(live, _) -> bool:
    return live["error"] == "unsupported"


def without_faults(live, mock) -> bool:
    return live == mock | {"faults": []}


def tells_less(live, mock) -> bool:
    """All rows are there, and what they tell is right."""
    rows = zip(live, mock, strict=True)
    return all("name" in own and own.items() <= whole.items() for own, whole in rows)


# The steps whose answers differ, how, and why.
GAPS = {
    "list sorted": (unsupported, "the API has no order to ask for (protocol.md 9)"),
    "watch": (unsupported, "upstream tells no changes; the cache will (protocol.md 9)"),
    "wildcard": (unsupported, "no tree to expand it over; the cache will have one (protocol.md 9, parameter)"),
    "get of nothing": (without_faults, "transactions have a word for failure and no codes (control-api.md 7.2)"),
    "read-only": (without_faults, "the same"),
    "exported": (tells_less, "lists of the id family leave members out (control-api.md 2.1); --family name has them"),
}
# Of these, what a cache in front of it can.
CLOSED = {"list sorted", "watch", "wildcard", "exported"}


def unreachable(seen, _) -> bool:
    return seen["error"] == "unreachable"


NOT_HELD = "nobody can say that upstream has no such device (protocol.md 9, cache)"
OFFLINE_GAPS = {
    "get {'id': 4711}": (unreachable, NOT_HELD),
    "get {'name': 'nobody'}": (unreachable, NOT_HELD),
    "get {'serial_number': 'none'}": (unreachable, NOT_HELD),
}


class Session:
    """Runs steps and keeps what came of each."""

    def __init__(self, client: Gateway):
        self.client = client
        self.seen: dict[str, object] = {}

    def do(self, step: str, method: str, params: dict, keep=lambda result: result):
        try:
            result = self.client.call(method, params)
            self.seen[step] = keep(result)
            return result
        except RPCError as error:
            self.seen[step] = {"error": error.kind, "path": error.data.get("path")}
            return None


def device(result: dict) -> dict:
    """The members that every form of a record tells, and that do not move."""
    return {name: result["device"].get(name) for name in ["id", *WHOLE]}


def ids(result: dict) -> list[int]:
    return [each["id"] for each in result["devices"]]


def ended(result: dict) -> dict:
    operation = result["operation"]
    told = operation["result"]["variables"] if operation["result"] else None
    values = [{name: each.get(name) for name in ("path", "value", "check")} for each in told or []]
    kind = operation["error"] and operation["error"]["kind"]
    faults = operation["error"] and operation["error"].get("faults")
    return {"state": operation["state"], "attempts": operation["attempts"], "values": values, "error": kind,
            "faults": [{"path": each["path"], "code": each["code"]} for each in faults or []]}  # fmt: skip


def pages(session: Session, step: str, limit: int) -> None:
    found, cursor = [], None
    while True:
        page = session.client.call("inventory.list", {"limit": limit, "cursor": cursor, "fields": ["name"]})
        found += [(each["id"], each["name"]) for each in page["devices"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    session.seen[step] = found


def questions(session: Session) -> None:
    """Everything that reads the inventory."""
    do = session.do
    for selector in [{"id": 7}, {"name": "faro-mesh-000001"}, {"id": 4711}, {"name": "nobody"}, {"serial_number": "none"}]:
        do(f"get {selector}", "inventory.get", {"device": selector}, device)
    seventh = session.client.call("inventory.get", {"device": {"id": 7}})["device"]
    for name in ("serial_number", "uuid"):
        do(f"get by {name}", "inventory.get", {"device": {name: seventh[name]}}, device)
    for step, params in {
        "down": {"filter": {"status": "down"}}, "type and up": {"filter": {"type": 3, "status": "up"}, "limit": 5},
        "glob": {"filter": {"name": "*-mesh-*"}, "limit": 1000}, "none": {"filter": {"name": []}},
        "any of": {"filter": {"organization_id": [2, 4]}, "limit": 1000}, "search": {"filter": {"search": "osaka"}},
        "all": {"limit": 1000}, "sorted": {"sort": "-name", "limit": 3}, "bad filter": {"filter": {"staus": "up"}},
    }.items():  # fmt: skip
        do(f"list {step}", "inventory.list", params, ids)
    pages(session, "pages of 13", 13)
    do("count", "inventory.list", {"count": True, "limit": 1}, lambda result: result["total"])
    do("summary", "inventory.summary", {"group_by": ["status", "type"]})
    do("watch", "inventory.watch", {}, lambda result: "watches")


def changes(session: Session) -> None:
    """Everything that writes it."""
    do = session.do
    made = do("create", "inventory.create", {"attributes": NEW}, device)
    where = {"device": {"id": made["device"]["id"]}}
    do("create again", "inventory.create", {"attributes": NEW})
    do("create without a type", "inventory.create", {"attributes": {"name": "x"}})
    for name in ("name", "serial_number"):
        do(f"new by {name}", "inventory.get", {"device": {name: NEW[name]}}, device)
    do("update", "inventory.update", where | {"attributes": {"description": None, "customer_id": "C 1", "latitude": 1.5}},
       lambda result: (device(result), sorted(result["changed"])))  # fmt: skip
    do("update nothing", "inventory.update", where | {"attributes": {"customer_id": "C 1"}}, lambda result: result["changed"])
    do("update of a flag", "inventory.update", where | {"attributes": {"reboot": True}})
    do("rename", "inventory.update", {"device": {"name": NEW["name"]}, "attributes": {"name": "hall/2"}}, device)
    do("renamed", "inventory.get", {"device": {"name": "hall/2"}}, device)
    do("old name", "inventory.get", {"device": {"name": NEW["name"]}})
    do("rename to a taken one", "inventory.update", where | {"attributes": {"name": "faro-mesh-000001"}})
    do("replace", "inventory.replace", where | {"attributes": {"name": "hall 3", "type": 3, "serial_number": "LOBBY-1"}}, device)
    do("password", "inventory.update", where | {"attributes": {"password": "hunter2"}}, lambda result: result["changed"])
    do("delete unconfirmed", "inventory.delete", where)
    do("delete", "inventory.delete", where | {"confirm": True})
    do("deleted", "inventory.get", where)
    do("delete again", "inventory.delete", where | {"confirm": True})


def work(session: Session) -> None:
    """Every kind of operation to its end."""
    do, client = session.do, session.client
    up = client.call("inventory.list", {"filter": {"status": "up", "type": 3}, "limit": 6, "fields": ["id"]})["devices"]
    (first, second, third, fourth, fifth, _) = ({"device": each} for each in up)
    wait = {"wait_s": 12}
    started = [
        ("reboot", first | {"operation": "reboot"}), ("sync", second | {"operation": "sync"}),
        ("reconf", third | {"operation": "reconf"}), ("factory", fourth | {"operation": "factory", "confirm": True}),
        ("several", fifth | {"operation": ["reboot", "sync"]}),
    ]  # fmt: skip
    asked = [(step, client.request("operation.submit", params | wait)) for step, params in started]
    for step, id in asked:
        session.seen[step] = ended(client.result(id))
    do("factory unconfirmed", "operation.submit", first | {"operation": "factory"})
    do("set", "parameter.set", first | wait | {"values": [{"path": CODE, "value": "night"}]}, ended)
    do("get", "parameter.get", first | wait | {"paths": [CODE]},
       lambda result: [(each["path"], each["value"]) for each in result["values"]])  # fmt: skip
    do("get of nothing", "parameter.get", first | wait | {"paths": ["InternetGatewayDevice.DeviceInfo.Nonsense"]}, ended)
    do("read-only", "parameter.set", first | wait | {"values": [{"path": CODE.replace("ProvisioningCode", "UpTime"), "value": 1}]}, ended)
    do("strict", "parameter.set", first | {"check": "strict", "values": [{"path": CODE, "value": "x" * 99}]})
    do("wildcard", "parameter.get", first | wait | {"paths": ["InternetGatewayDevice.LANDevice.*.WLANConfiguration.*.SSID"]}, lambda result: "expanded")
    do("dry run", "operation.submit", first | {"operation": "reboot", "dry_run": True}, lambda result: result["operation"]["id"])
    later = do("later", "operation.submit", first | {"operation": "reboot", "not_before": "2099-01-01T00:00:00Z"},
               lambda result: result["operation"]["state"])  # fmt: skip
    do("cancel", "operation.cancel", {"id": later["operation"]["id"]}, ended)
    do("cancel again", "operation.cancel", {"id": later["operation"]["id"]})
    keyed = first | {"operation": "sync", "idempotency_key": "night"} | wait
    one = do("keyed", "operation.submit", keyed, ended)
    again = do("keyed again", "operation.submit", keyed, lambda result: result["created"])
    assert one["operation"]["id"] == again["operation"]["id"]
    do("key of another", "operation.submit", keyed | {"operation": "reconf"})
    do("transactions", "operation.transactions", first,
       lambda result: sorted({(each["operation"], each["variables"][0]["path"]) for each in result["transactions"]}
                             & {("set", CODE), ("get", CODE)}))  # fmt: skip
    do("unknown device", "operation.submit", {"device": {"name": "nobody"}, "operation": "reboot"})


def files(session: Session, folder) -> None:
    """Out of one and into another."""
    path = folder / "fleet.ndjson"
    params = {"path": str(path), "format": "ndjson", "fields": WHOLE, "filter": {"type": 3}}
    session.do("export", "inventory.export", params, lambda result: result["rows"])
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    session.seen["exported"] = [dict(row) for row in rows]
    counts = lambda result: {name: result[name] for name in ("created", "updated", "unchanged", "failed")}  # noqa: E731
    more = {"format": "ndjson", "mode": "upsert", "path": str(path)}
    session.do("import unchanged", "inventory.import", more, counts)
    for number, row in enumerate(rows[:3]):
        row |= {"name": f"imported {number}", "serial_number": f"I-{number}"}
        del row["id"]
    changed = {"devices": rows[:3] + [{"name": "bad"}], "mode": "create", "on_error": "continue"}
    session.do("import", "inventory.import", changed, counts)


def session(client: Gateway, folder) -> dict[str, object]:
    one = Session(client)
    questions(one)
    changes(one)
    work(one)
    files(one, folder)
    assert client.end() == 0
    assert b"hunter2" not in client.errors
    return one.seen


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> dict[str, object]:
    with Gateway("--backend", "mock") as client:
        return session(client, tmp_path_factory.mktemp("mock"))


FORMS = {
    "shape A": ("serial-shape=A",),
    "shape B": ("serial-shape=B",),
    "siblings": ("siblings=on",),
    "the words of before": (
        "headless-words=old", "headless-list=envelope", "headless-id=integer", "status-words=boolean", "duplicate=400",
        "references=object", "times=offset",
    ),
    "422 for 409": ("conflict=422", "headless-refusal=422"),
    "small pages": ("page-max=7",),
    "latency": ("latency=0.01",),
    "errors as pages": ("error-body=html",),
    "another family": (),
}  # fmt: skip


def test_the_mock_does_all_of_it(expected):
    assert {step for step in GAPS} <= set(expected)
    assert [expected[step]["state"] for step in ("reboot", "sync", "reconf", "factory", "several", "set")] == ["succeeded"] * 6
    assert expected["get"] == [(CODE, "night")] or expected["get"] == [[CODE, "night"]]
    assert expected["import"] == {"created": 3, "updated": 0, "unchanged": 0, "failed": 1}


def only_gaps(seen: dict[str, object], expected: dict[str, object], gaps: dict) -> None:
    """Whether nothing differs but what is declared, and all of that does."""
    assert list(seen) == list(expected)
    differing = {step for step in expected if seen[step] != expected[step]}
    undeclared = {step: (expected[step], seen[step]) for step in differing - set(gaps)}
    assert not undeclared, undeclared
    assert differing == set(gaps), "a gap that is none any more is to be struck off"
    for step, (is_gap, reason) in gaps.items():
        assert is_gap(seen[step], expected[step]), f"{step}: {reason}: {seen[step]}"


@pytest.mark.parametrize("form", FORMS)
def test_live_answers_are_those_of_the_mock(expected, form, tmp_path):
    switches = [word for switch in ("rich=on", *FORMS[form]) for word in ("--switch", switch)]
    gaps = dict(GAPS)
    options = ()
    if form == "another family":
        options = ("--family", "name")
        del gaps["exported"]
    with ControlSim(*SPEED, *switches) as server, server.gateway(*options) as client:
        seen = session(client, tmp_path)
    only_gaps(seen, expected, gaps)


def test_a_cache_over_the_mock_answers_as_the_mock(expected, tmp_path):
    with cache.over_mock(tmp_path / "state") as client:
        only_gaps(session(client, tmp_path), expected, {})


@pytest.mark.parametrize("form", FORMS)
def test_a_cache_over_a_live_server_closes_the_gaps_that_it_can(expected, form, tmp_path):
    switches = [word for switch in ("rich=on", *FORMS[form]) for word in ("--switch", switch)]
    gaps = {step: gap for step, gap in GAPS.items() if step not in CLOSED}
    options = ("--family", "name") if form == "another family" else ()
    with ControlSim(*SPEED, *switches) as server, cache.live(server, tmp_path / "state", *options) as client:
        only_gaps(session(client, tmp_path), expected, gaps)


@pytest.mark.parametrize("upstream", ["mock", "rest"])
def test_a_cache_without_its_upstream_answers_every_question(expected, upstream, tmp_path):
    with ControlSim(*SPEED, "--switch", "rich=on") as server:
        options, env = ["--upstream", upstream], server.environment()
        with Gateway(*cache.words(tmp_path, *options), env=env) as client:
            client.call("cache.sync", {"mode": "full"})
            assert client.end() == 0
    with Gateway(*cache.words(tmp_path, "--offline", *options), env=env) as client:
        asked = Session(client)
        questions(asked)
        assert client.end() == 0
    only_gaps(asked.seen, {step: expected[step] for step in asked.seen}, OFFLINE_GAPS)


def test_a_tape_answers_a_whole_session_as_the_server_did(tmp_path):
    tape, folders = tmp_path / "session.tape", [tmp_path / name for name in ("live", "replayed")]
    for folder in folders:
        folder.mkdir()
    with ControlSim(*SPEED, "--switch", "rich=on", "--siblings") as server:
        recording = server.gateway(CPEGATE_URL="record+" + server.url, CPEGATE_TRANSPORT_OPTION=f"tape.file={tape}")
        with recording as client:
            recorded = session(client, folders[0])
    assert "hunter2" not in tape.read_text() and "Bearer" not in tape.read_text()
    variables = {"CPEGATE_URL": f"replay:{tape}", "CPEGATE_EVIDENCE_INTERVAL": "0.1", "CPEGATE_RATE": "none"}
    with Gateway(env=environment(**variables)) as client:
        replayed = session(client, folders[1])
    assert {step: seen for step, seen in replayed.items() if recorded[step] != seen} == {}
