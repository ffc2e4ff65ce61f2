"""What a cache answers: filled, kept, sorted and searched, fresh when asked, and honest about its age (protocol.md 9)."""

from __future__ import annotations

import concurrent.futures

import pytest

from cache import FILE, error_kind, filled, ids, live, name_of, over_mock, words
from control_sim import ControlSim
from gateway import Gateway, environment, wait_until

RICH = ("--switch", "rich=on")
LIST = "GET /inventory_device/"
ONE = "GET /inventory_device/{id}/"


@pytest.fixture
def server():
    with ControlSim(*RICH) as started:
        yield started


def offline(folder, *options: str, env: dict | None = None) -> Gateway:
    return Gateway(*words(folder, "--offline", *options), env=env)


def renamed(server: ControlSim, id: int, name: str) -> None:
    """Behind the back of every cache."""
    status, answer, _ = server.call("PATCH", f"/inventory_device/{id}/", {"name": name})
    assert status == 200, answer


# Filling


def test_the_first_list_fills_a_cold_cache(server, tmp_path):
    with live(server, tmp_path) as client:
        assert client.call("cache.status")["devices"] == 0
        listed = client.call("inventory.list", {"limit": 1000, "count": True})
        assert [device["id"] for device in listed["devices"]] == list(range(1, 101))
        assert listed["total"] == 100
        assert listed["freshness"]["source"] == "cache" and not listed["freshness"]["stale"]
        status = client.call("cache.status")
        assert (status["devices"], status["stale"]) == (100, False)
        assert status["last_full_sync"] and status["bytes"] > 10_000
        asked = server.counts()
        for _ in range(3):
            assert len(ids(client, limit=1000)) == 100
            assert name_of(client, 7)
        assert server.counts() == asked
        assert client.end() == 0


def test_a_sync_tells_its_progress_and_what_it_did(server, tmp_path):
    with live(server, tmp_path) as client:
        done = client.call("cache.sync", {"mode": "full", "progress_token": "p"})
        assert (done["fetched"], done["created"], done["updated"], done["deleted"]) == (100, 100, 0, 0)
        told = client.take_notifications()
        assert told and all(each["token"] == "p" for each in told) and told[-1]["done"] == 100
        renamed(server, 5, "lobby")
        assert server.call("DELETE", "/inventory_device/6/")[0] == 204
        done = client.call("cache.sync", {"mode": "full"})
        assert (done["created"], done["updated"], done["deleted"]) == (0, 1, 1)
        assert name_of(client, 5) == "lobby"
        assert 6 not in ids(client, limit=1000)
        assert client.end() == 0


def test_a_second_sync_joins_the_first(tmp_path):
    with ControlSim("--switch", "latency=0.05", "--switch", "page-max=10") as server, live(server, tmp_path) as client:
        asked = [client.request("cache.sync", {"mode": "full"}) for _ in range(5)]
        results = [client.result(id) for id in asked]
        assert all(result == results[0] for result in results)
        assert server.counts()[LIST] < 25
        assert client.end() == 0


def test_a_cleared_cache_is_cold_again(server, tmp_path):
    with live(server, tmp_path) as client:
        ids(client)
        assert error_kind(client, "cache.clear", {}) == "confirmation_required"
        client.call("cache.clear", {"confirm": True})
        status = client.call("cache.status")
        assert (status["devices"], status["last_full_sync"]) == (0, None)
        assert len(ids(client, limit=1000)) == 100
        assert client.end() == 0


def test_it_syncs_by_itself_when_told_to(server, tmp_path):
    with live(server, tmp_path, "--sync-every", "0.2") as client:
        wait_until(lambda: client.call("cache.status")["devices"] == 100, "a sync that nobody asked for")
        assert client.end() == 0
    before = server.counts()
    with offline(tmp_path, "--sync-every", "0.2", env=server.environment()) as client:
        client.call("cache.status")
        assert client.end() == 0
    assert server.counts() == before


# Offline


def test_a_restart_serves_without_upstream(server, tmp_path):
    with live(server, tmp_path) as client:
        first = client.call("inventory.list", {"limit": 1000})["devices"]
        assert client.end() == 0
    url = server.url
    server.kill()
    env = environment(CPEGATE_URL=url)
    with offline(tmp_path, env=env) as client:
        listed = client.call("inventory.list", {"limit": 1000})
        assert listed["devices"] == first
        assert listed["freshness"]["source"] == "cache" and listed["freshness"]["age_s"] > 0
        got = client.call("inventory.get", {"device": {"serial_number": first[6]["serial_number"]}})
        assert got["device"] == first[6]
        assert client.call("gateway.info")["backend"]["url"] == url
        for method, params in {
            "inventory.update": {"device": {"id": 1}, "attributes": {"name": "x"}},
            "inventory.create": {"attributes": {"name": "x", "type": 1}},
            "inventory.delete": {"device": {"id": 1}, "confirm": True},
            "inventory.get": {"device": {"id": 4711}},
            "inventory.list": {"max_age_s": 0},
            "cache.sync": {"mode": "full"},
        }.items():
            assert error_kind(client, method, params) == "unreachable", method
        assert name_of(client, 1) == first[0]["name"]
        assert client.end() == 0


def test_offline_never_asks_upstream(server, tmp_path):
    with live(server, tmp_path) as client:
        ids(client)
        assert client.end() == 0
    before = server.counts()
    with offline(tmp_path, env=server.environment()) as client:
        ids(client)
        for params in ({"device": {"id": 1}, "max_age_s": 0, "allow_stale": True}, {"device": {"id": 2}}):
            client.call("inventory.get", params)
        assert error_kind(client, "inventory.get", {"device": {"name": "nobody"}}) == "unreachable"
        submitted = client.call("operation.submit", {"device": {"id": 1}, "operation": "sync"})
        assert submitted["operation"]["state"] not in ("succeeded", "failed")
        client.call("gateway.doctor")
        assert client.call("gateway.shutdown") == {}
        assert client.exit_status() == 0
    assert server.counts() == before


def test_an_empty_cache_offline_answers_empty_and_says_that_nothing_was_fetched(tmp_path):
    with offline(tmp_path) as client:
        listed = client.call("inventory.list", {"count": True})
        assert (listed["devices"], listed["total"], listed["next_cursor"]) == ([], 0, None)
        assert (listed["freshness"]["fetched_at"], listed["freshness"]["age_s"]) == (None, None)
        assert client.call("inventory.summary", {"group_by": ["status"]})["groups"] == []
        assert client.call("cache.status")["stale"]
        assert client.end() == 0


# Questions


QUESTIONS = [
    {"sort": "name"}, {"sort": "-name", "limit": 7}, {"sort": "status_change"}, {"sort": "-software_version"},
    {"filter": {"status": "down"}}, {"filter": {"search": "osaka"}}, {"filter": {"search": "mesh acm"}},
    {"filter": {"name": "*-mesh-*"}, "sort": "-name"}, {"filter": {"organization_id": [2, 5], "status": "up"}, "sort": "name"},
    {"filter": {"software_version": "2.*"}}, {"filter": {"type": 3, "is_active": True}}, {"filter": {"name": []}},
    {"filter": {"search": " "}}, {"filter": {"search": "!"}}, {"filter": {"has_pending": False}, "sort": "serial_number"},
]  # fmt: skip


@pytest.mark.parametrize("over", ["mock", "rest"])
def test_lists_summaries_and_counts_are_those_of_the_mock(server, tmp_path, over):
    with Gateway("--backend", "mock") as mock, (
        live(server, tmp_path) if over == "rest" else over_mock(tmp_path)
    ) as client:
        for question in QUESTIONS:
            assert ids(client, **{"limit": 1000, **question}) == ids(mock, **{"limit": 1000, **question}), question
            counted = {"count": True, "limit": 1, "filter": question.get("filter", {})}
            assert client.call("inventory.list", counted)["total"] == mock.call("inventory.list", counted)["total"]
        for fields in (["status"], ["status", "type"], ["organization_id", "software_version"]):
            params = {"group_by": fields, "filter": {"name": "*-mesh-*"}}
            told, expected = (each.call("inventory.summary", params) for each in (client, mock))
            key = lambda group: repr(sorted(group["key"].items()))  # noqa: E731
            assert sorted(told["groups"], key=key) == sorted(expected["groups"], key=key)
            assert told["total"] == expected["total"]
        assert client.end() == 0


@pytest.mark.parametrize("sort", ["name", "-name", "status", "-status_change"])
def test_pages_of_a_sorted_list_survive_what_happens_between_them(tmp_path, sort):
    with over_mock(tmp_path) as client:
        whole = ids(client, sort=sort, limit=1000)
        seen, cursor, at = [], None, 0
        while True:
            page = client.call("inventory.list", {"sort": sort, "limit": 9, "cursor": cursor, "fields": ["name"]})
            seen += [device["id"] for device in page["devices"]]
            if (cursor := page["next_cursor"]) is None:
                break
            # One that was told goes, and one comes that stands before all of them or behind.
            client.call("inventory.delete", {"device": {"id": seen[at]}, "confirm": True})
            at += 1
            client.call("inventory.create", {"attributes": {"name": f"!new {at}", "type": 1}})
        assert [id for id in seen if id in whole] == whole
        assert client.end() == 0


def test_a_cursor_outlives_the_process(tmp_path):
    filled(tmp_path)
    with offline(tmp_path) as client:
        page = client.call("inventory.list", {"sort": "name", "limit": 40, "fields": ["id"]})
        whole = ids(client, sort="name", limit=1000)
        assert client.end() == 0
    with offline(tmp_path) as client:
        rest = ids(client, sort="name", limit=1000, cursor=page["next_cursor"])
        assert [device["id"] for device in page["devices"]] + rest == whole
        assert error_kind(client, "inventory.list", {"sort": "-name", "cursor": page["next_cursor"]}) == "invalid_params"
        assert client.end() == 0


# Age


def test_a_device_is_read_again_when_it_must_be_younger(server, tmp_path):
    with live(server, tmp_path) as client:
        old = name_of(client, 5) if ids(client) else ""
        renamed(server, 5, "lobby")
        assert name_of(client, 5) == name_of(client, 5, max_age_s=3600) == old
        assert name_of(client, 5, max_age_s=0) == "lobby"
        assert name_of(client, 5) == "lobby"
        assert client.call("inventory.get", {"device": {"id": 5}})["freshness"]["age_s"] < 10
        assert client.end() == 0


def test_a_list_is_read_again_when_it_must_be_younger(server, tmp_path):
    with live(server, tmp_path) as client:
        ids(client)
        renamed(server, 5, "lobby")
        named = {"filter": {"name": "lobby"}}
        assert ids(client, **named) == ids(client, max_age_s=3600, **named) == []
        assert ids(client, max_age_s=0, **named) == [5]
        assert client.end() == 0


def test_what_the_cache_lacks_is_asked_upstream_before_it_is_not_found(server, tmp_path):
    with live(server, tmp_path) as client:
        ids(client)
        status, made, _ = server.call("POST", "/inventory_device/", {"name": "new", "type": 1, "is_active": True})
        assert status == 201
        assert client.call("inventory.get", {"device": {"name": "new"}})["device"]["id"] == made["id"]
        assert name_of(client, made["id"]) == "new"
        assert error_kind(client, "inventory.get", {"device": {"id": 4711}}) == "not_found"
        assert client.end() == 0


def test_when_upstream_is_away_answers_are_stale_and_say_so(server, tmp_path):
    with live(server, tmp_path, "--backoff-base", "0.01") as client:
        before = ids(client, limit=1000)
        server.kill()
        assert name_of(client, 5)
        stale = client.call("inventory.get", {"device": {"id": 5}, "max_age_s": 0, "allow_stale": True})
        assert stale["freshness"]["stale"] and stale["device"]["id"] == 5
        listed = client.call("inventory.list", {"limit": 1000, "max_age_s": 0, "allow_stale": True, "fields": ["id"]})
        assert listed["freshness"]["stale"] and [device["id"] for device in listed["devices"]] == before
        for method, params in {"inventory.get": {"device": {"id": 5}}, "inventory.list": {}}.items():
            assert error_kind(client, method, params | {"max_age_s": 0}) == "unreachable"
        assert error_kind(client, "cache.sync", {"mode": "full"}) == "unreachable"
        assert ids(client, limit=1000) == before
        assert client.end() == 0


def test_a_write_goes_through_and_is_told_from_then_on(server, tmp_path):
    with live(server, tmp_path) as client:
        ids(client)
        client.call("inventory.update", {"device": {"id": 5}, "attributes": {"name": "lobby"}})
        asked = server.counts()
        assert name_of(client, 5) == "lobby" and ids(client, filter={"name": "lobby"}) == [5]
        assert ids(client, filter={"search": "lobby"}) == [5]
        assert server.counts() == asked
        taken = {"device": {"id": 6}, "attributes": {"name": "lobby"}}
        assert error_kind(client, "inventory.update", taken) == "already_exists"
        assert name_of(client, 6) != "lobby"
        client.call("inventory.delete", {"device": {"id": 5}, "confirm": True})
        assert error_kind(client, "inventory.get", {"device": {"id": 5}}) == "not_found"
        assert client.end() == 0
    with offline(tmp_path, env=server.environment()) as client:
        assert len(ids(client, limit=1000)) == 99


def test_no_password_is_kept(server, tmp_path):
    with live(server, tmp_path) as client:
        ids(client)
        client.call("inventory.update", {"device": {"id": 5}, "attributes": {"password": "hunter2"}})
        made = client.call("inventory.create", {"attributes": {"name": "n", "type": 1, "password": "hunter2"}})
        assert "password" not in made["device"]
        assert client.end() == 0
    assert all(b"hunter2" not in path.read_bytes() for path in tmp_path.iterdir())


# Two of them


def test_two_gateways_share_one_file(server, tmp_path):
    with live(server, tmp_path) as first, live(server, tmp_path) as second:
        asked = [(client, client.request("cache.sync", {"mode": "full"})) for client in (first, second) for _ in range(3)]
        for client, id in asked:
            assert client.result(id)["fetched"] in (0, 100)
        first.call("inventory.update", {"device": {"id": 5}, "attributes": {"name": "lobby"}})
        assert name_of(second, 5) == "lobby" and ids(second, filter={"name": "lobby"}) == [5]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            runs = [
                pool.submit(lambda client=client, n=n: [
                    client.call("inventory.update", {"device": {"id": n + k}, "attributes": {"description": f"{n} {k}"}})
                    for k in range(20)
                ])
                for client, n in ((first, 20), (second, 60))
            ]  # fmt: skip
            for run in runs:
                run.result(timeout=15)
        for client in (first, second):
            found = client.call("inventory.list", {"limit": 1000, "fields": ["description"]})["devices"]
            told = {device["id"]: device.get("description") for device in found}
            assert all(told[n + k] == f"{n} {k}" for n in (20, 60) for k in range(20))
        assert first.end() == second.end() == 0
    assert (tmp_path / FILE).exists()


def test_many_that_start_at_once_make_one_file(server, tmp_path):
    for number in range(3):
        clients = [live(server, tmp_path / str(number)) for _ in range(4)]
        asked = [(client, client.request("inventory.list", {"limit": 1000})) for client in clients]
        for client, id in asked:
            assert len(client.result(id)["devices"]) == 100
            assert client.end() == 0, client.errors


def test_one_reads_while_the_other_syncs(tmp_path):
    filled(tmp_path, "--mock-devices", "20000")
    with over_mock(tmp_path, "--mock-devices", "20000") as syncing, offline(tmp_path) as reading:
        sync = syncing.request("cache.sync", {"mode": "full"})
        for _ in range(50):
            assert len(ids(reading, limit=1000, sort="-name")) == 1000
        assert syncing.result(sync)["fetched"] == 20_000
        assert syncing.end() == reading.end() == 0
