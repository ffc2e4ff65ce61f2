"""What may happen to the file of a cache: kills at any moment, a full disk, a folder that cannot be written, damage."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cache import FILE, digest, error_kind, filled, ids, live, name_of, over_mock, words
from control_sim import ControlSim
from gateway import BINARY, PATIENCE, Gateway, command
from test_command_line import refused

FLEET = 20_000
DEVICES = ("--mock-devices", str(FLEET))
# 200 in the long form.
KILLS = int(os.environ.get("CACHE_KILLS", "40"))


def offline(folder: Path, **more) -> Gateway:
    return Gateway(*words(folder, "--offline"), **more)


# Kills


def looked_at(folder: Path) -> int:
    """How many devices a cache holds that was killed, after everything that it answers was found right."""
    with offline(folder) as client:
        status = client.call("cache.status")
        page = client.call("inventory.list", {"limit": 5, "count": True})
        assert status["devices"] == page["total"]
        assert len(page["devices"]) == min(5, page["total"])
        assert all({"id", "name", "serial_number"} <= set(device) for device in page["devices"])
        if status["last_full_sync"]:
            assert page["total"] == FLEET
        # Every index that there is tells the same devices as the table.
        for params in ({"sort": "name"}, {"sort": "-status_change"}, {"filter": {"name": "*-*"}}, {"filter": {"search": "mesh"}}):
            listed = client.call("inventory.list", params | {"count": True, "limit": 3})
            assert params.get("filter", {}).get("search") or listed["total"] == page["total"]
            for device in listed["devices"]:
                assert name_of(client, device["id"]) == device["name"]
        assert client.end() == 0, client.errors
    with closing(sqlite3.connect(folder / FILE)) as database:
        assert database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    return page["total"]


@pytest.mark.seconds(60 + 8 * KILLS)
def test_a_kill_at_any_moment_of_a_sync_loses_nothing(tmp_path):
    numbers = random.Random(6)
    with over_mock(tmp_path / "first", *DEVICES) as client:
        whole = client.call("cache.sync", {"mode": "full"})["duration_s"]
        assert client.end() == 0
    folder, partial, written = tmp_path / "0", 0, 0
    for number in range(KILLS):
        with over_mock(folder, *DEVICES) as client:
            if written == FLEET:
                # What was answered stays, whatever happens to the sync.
                name = f"answered-{number}"
                client.call("inventory.update", {"device": {"id": 77}, "attributes": {"name": name}})
            client.request("cache.sync", {"mode": "full"})
            moment = numbers.uniform(0, 1.2 * whole)
            try:
                client.process.wait(moment)
            except subprocess.TimeoutExpired:
                client.signal(signal.SIGKILL)
            client.process.wait(PATIENCE)
        before = written
        written = looked_at(folder)
        if before == FLEET:
            assert written == FLEET
            with offline(folder) as client:
                assert name_of(client, 77) == name
        partial += 0 < written < FLEET
        if written == FLEET and number % 2:
            folder = tmp_path / str(number + 1)
            written = 0
    assert partial >= KILLS // 10, "kills came too early or too late to meet a sync"
    with over_mock(folder, *DEVICES) as client:
        client.call("cache.sync", {"mode": "full"})
        assert client.call("cache.status")["devices"] == FLEET
        assert client.end() == 0
    assert looked_at(folder) == FLEET


def test_a_sync_that_was_killed_goes_on_where_it_stood(tmp_path):
    with ControlSim("--devices", "2000", "--switch", "page-max=20", "--switch", "latency=0.02") as server:
        with live(server, tmp_path, "--max-connections", "2") as client:
            client.request("cache.sync", {"mode": "full"})
            while True:
                if client.call("cache.status")["devices"] >= 600:
                    break
            client.signal(signal.SIGKILL)
            client.process.wait(PATIENCE)
        before = server.counts()["GET /inventory_device/"]
        with live(server, tmp_path) as client:
            client.call("cache.sync", {"mode": "full"})
            assert len(ids(client, limit=1000)) == 1000
            assert client.call("cache.status")["devices"] == 2000
            assert client.end() == 0
        assert server.counts()["GET /inventory_device/"] - before < 90


# No room


@contextmanager
def small_disk(folder: Path, megabytes: int):
    """A file system of that size; skips where none can be mounted."""
    folder.mkdir(mode=0o700)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(folder)], capture_output=True)
    if done.returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fills(folder: Path, **more) -> None:
    """A sync finds no room and says so, and what was held before is answered as before."""
    with over_mock(folder, *DEVICES, **more) as client:
        assert error_kind(client, "cache.sync", {"mode": "full"}) == "io_error"
        held = client.call("cache.status")["devices"]
        assert 100 <= held < FLEET
        page = client.call("inventory.list", {"limit": 5, "count": True, "sort": "name"})
        assert (page["total"], len(page["devices"])) == (held, 5)
        assert name_of(client, 100)
        assert client.end() == 0, client.errors
    with offline(folder) as client:
        assert client.call("cache.status")["devices"] == held
        assert client.end() == 0, client.errors


def test_a_full_disk_is_an_error_of_the_sync_and_no_end_of_the_cache(tmp_path):
    folder = tmp_path / "disk"
    with small_disk(folder, 4):
        filled(folder)
        fills(folder)


def test_the_rest_is_written_when_there_is_room_again(tmp_path):
    folder = tmp_path / "disk"
    with small_disk(folder, 200):
        ballast = folder / "ballast"
        ballast.write_bytes(bytes(195 << 20))
        with over_mock(folder, *DEVICES) as client:
            assert error_kind(client, "cache.sync", {"mode": "full"}) == "io_error"
            ballast.unlink()
            client.call("cache.sync", {"mode": "full"})
            assert client.call("cache.status")["devices"] == FLEET
            assert client.end() == 0


def test_a_limit_of_file_size_is_a_full_disk(tmp_path):
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    filled(tmp_path)
    fills(tmp_path, preexec_fn=limited)


# No right to write


def as_nobody() -> None:
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)


@pytest.fixture
def read_only(tmp_path):
    """A folder with a filled cache that a user who is not root may read and not write."""
    if os.geteuid() == 0:
        place = Path("/dev/shm") / f"read-only-{os.getpid()}"
        place.mkdir(mode=0o700)
    else:
        place = tmp_path / "read-only"
    try:
        filled(place)
        if os.geteuid() == 0:
            for path in (*place.iterdir(), place):
                os.chown(path, 65534, 65534)
            try:
                subprocess.run([BINARY, "--version"], preexec_fn=as_nobody, capture_output=True, check=True)
            except (PermissionError, subprocess.CalledProcessError):
                pytest.skip("the binary lies where only root can run it")
        place.chmod(0o500)
        yield place
    finally:
        place.chmod(0o700)
        for path in place.iterdir():
            path.unlink()
        place.rmdir()


def test_a_folder_that_cannot_be_written_is_status_78_and_stays_as_it_is(read_only):
    before = {path.name: digest(path) for path in read_only.iterdir()}
    done = command(*words(read_only), preexec_fn=as_nobody)
    refused(done, 78, str(read_only / FILE), "--state-dir")
    assert {path.name: digest(path) for path in read_only.iterdir()} == before


def test_a_cache_goes_on_when_its_folder_is_closed_meanwhile(tmp_path):
    folder = tmp_path / "state"
    with over_mock(folder) as client:
        assert len(ids(client, limit=1000)) == 100
        folder.chmod(0o500)
        try:
            assert len(ids(client, limit=1000)) == 100
        finally:
            folder.chmod(0o700)
        assert client.end() == 0


# Locked


def test_a_file_that_another_program_locks_is_waited_for(tmp_path):
    filled(tmp_path)
    with over_mock(tmp_path) as client, offline(tmp_path) as reading:
        assert len(ids(client, limit=1000)) == len(ids(reading, limit=1000)) == 100
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            update = client.request("inventory.update", {"device": {"id": 5}, "attributes": {"name": "lobby"}})
            # Who reads does not mind.
            assert len(ids(reading, limit=1000)) == 100
            other.execute("ROLLBACK")
        assert client.result(update)["device"]["name"] == "lobby"
        assert name_of(client, 5) == name_of(reading, 5) == "lobby"
        assert client.end() == reading.end() == 0


def test_a_file_that_stays_locked_is_status_78_at_the_start_and_stays_as_it_is(tmp_path):
    filled(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        refused(command(*words(tmp_path)), 78, FILE, "locked", "--state-dir")


# Damage


def damage(path: Path) -> None:
    """Spoils the heads of pages in the middle and at the end of a file, and leaves its beginning alone."""
    numbers = random.Random(7)
    pages = path.stat().st_size // 4096
    with open(path, "r+b") as file:
        for _ in range(60):
            file.seek(numbers.randrange(pages // 4, pages) * 4096)
            file.write(numbers.randbytes(12))


def test_damage_that_a_full_sync_finds_sets_the_file_aside_unchanged(tmp_path):
    filled(tmp_path, *DEVICES)
    damage(tmp_path / FILE)
    before = digest(tmp_path / FILE)
    with over_mock(tmp_path, *DEVICES) as client:
        client.call("cache.sync", {"mode": "full"})
        assert client.call("cache.status")["devices"] == FLEET
        assert len(ids(client, sort="-name", limit=1000)) == 1000
        assert client.end() == 0
    (aside,) = [path for path in tmp_path.iterdir() if "damaged" in path.name and not path.name.endswith("-wal")]
    assert digest(aside) == before
    assert aside.name.encode() in client.errors, client.errors
    with offline(tmp_path) as client:
        assert client.call("cache.status")["devices"] == FLEET


def test_another_gateway_goes_on_with_the_new_file(tmp_path):
    filled(tmp_path, *DEVICES)
    damage(tmp_path / FILE)
    before = digest(tmp_path / FILE)
    with over_mock(tmp_path, *DEVICES) as other, over_mock(tmp_path, *DEVICES) as client:
        assert other.call("cache.status") and client.call("cache.status")
        client.call("cache.sync", {"mode": "full"})
        other.call("inventory.update", {"device": {"id": 1}, "attributes": {"name": "lobby"}})
        assert name_of(client, 1) == "lobby"
        other.call("cache.sync", {"mode": "full"})
        assert other.call("cache.status")["devices"] == client.call("cache.status")["devices"] == FLEET
        assert other.end() == client.end() == 0
    aside = [path.name for path in tmp_path.iterdir() if "damaged" in path.name and not path.name.endswith("-wal")]
    assert aside == [FILE + ".damaged-1"] and digest(tmp_path / aside[0]) == before
    with offline(tmp_path) as client:
        assert client.call("cache.status")["devices"] == FLEET


def test_a_damaged_file_is_never_emptied_without_a_sync(tmp_path):
    filled(tmp_path, *DEVICES)
    damage(tmp_path / FILE)
    before = digest(tmp_path / FILE)
    with offline(tmp_path) as client:
        for params in ({"sort": "name"}, {"filter": {"search": "mesh"}}, {"sort": "-status_change", "count": True}):
            answer = client.answer(client.request("inventory.list", params))
            assert "result" in answer or answer["error"]["data"]["kind"] == "io_error"
        assert client.end() == 0
    assert digest(tmp_path / FILE) == before
    assert [path.name for path in tmp_path.iterdir() if "damaged" in path.name] == []
