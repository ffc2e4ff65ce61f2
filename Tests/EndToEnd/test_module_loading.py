"""A module costs nothing before it is needed: it is opened with the first request of its scheme."""

from pathlib import Path

from control_sim import ControlSim
from gateway import Gateway


def loaded(gateway):
    maps = Path(f"/proc/{gateway.process.pid}/maps").read_text().splitlines()
    names = {Path(line.split()[-1]).name for line in maps}
    return {name for name in names if name.startswith(("libcpegate-", "libcurl"))}


def test_a_mock_run_opens_no_module():
    with Gateway("--backend", "mock") as gateway:
        gateway.call("inventory.get", {"device": {"id": 1}})
        assert loaded(gateway) == set()


def test_a_live_run_opens_its_own_with_the_first_request():
    with ControlSim("--port", "0") as server, server.gateway() as gateway:
        info = gateway.call("gateway.info")
        assert loaded(gateway) == set() and not any(each["loaded"] for each in info["transports"])
        gateway.call("inventory.get", {"device": {"id": 1}})
        opened = {name.split(".")[0] for name in loaded(gateway)}
        assert opened == {"libcpegate-http", "libcurl"}
        info = gateway.call("gateway.info")
        assert {each["scheme"] for each in info["transports"] if each["loaded"]} == {"http", "https", "unix"}
