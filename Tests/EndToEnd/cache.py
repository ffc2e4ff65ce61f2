"""What the tests of the cache share: gateways with a cache in a folder of their own, and a look into its file."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from control_sim import ControlSim
from gateway import Gateway
from messages import RPCError

FILE = "cache.sqlite"


def words(folder: Path, *options: str) -> list[str]:
    """The options of a cache that is kept in a folder."""
    return ["--backend", "cache", "--state-dir", str(folder), *options]


def over_mock(folder: Path, *options: str, **more) -> Gateway:
    return Gateway(*words(folder, "--upstream", "mock", *options), **more)


def live(server: ControlSim, folder: Path, *options: str, **variables: str) -> Gateway:
    return server.gateway(*words(folder, *options), **variables)


def filled(folder: Path, *options: str) -> None:
    """Leaves a cache over the mock behind that holds all of its devices."""
    with over_mock(folder, *options) as client:
        client.call("cache.sync", {"mode": "full"})
        assert client.end() == 0, client.errors


def ids(client: Gateway, **params) -> list[int]:
    return [device["id"] for device in client.call("inventory.list", {"fields": ["id"]} | params)["devices"]]


def name_of(client: Gateway, id: int, **params) -> str:
    return client.call("inventory.get", {"device": {"id": id}, "fields": ["name"]} | params)["device"]["name"]


def error_kind(client: Gateway, method: str, params: dict) -> str:
    try:
        client.call(method, params)
    except RPCError as error:
        return error.kind
    raise AssertionError(f"{method} was answered")


def changed(folder: Path, *statements: str) -> None:
    """Changes the file of a cache that nobody has open."""
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def mode(path: Path) -> int:
    return os.stat(path).st_mode & 0o7777
