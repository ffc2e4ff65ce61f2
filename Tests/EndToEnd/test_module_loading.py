"""A module costs nothing before it is needed: it is opened with the first request of its scheme."""

import json
import subprocess
from pathlib import Path

import pytest
from control_sim import ControlSim
from gateway import REPOSITORY, Gateway, command, environment


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


LOUD = r"""
#include <stdio.h>
#include <string.h>
#include "cpegate_transport.h"
static const cpegate_host *host;
static int32_t open_(const cpegate_setup *setup, void **instance, char *message, size_t capacity) {
  (void)message, (void)capacity;
  puts("open"), fflush(stdout);
  host = setup->host;
  *instance = (void *)host;
  return 0;
}
static void send_(void *instance, uint64_t call, const cpegate_request *request) {
  (void)instance, (void)request;
  printf("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n"), fflush(stdout);
  const char *body = "{\"id\":1,\"name\":\"loud\",\"uuid\":\"u\"}";
  cpegate_answer answer = {.size = sizeof answer, .outcome = CPEGATE_ANSWERED, .status = 200,
                           .body = {(const uint8_t *)body, strlen(body)}};
  host->complete(host->context, call, &answer);
}
static void cancel_(void *instance, uint64_t call) { (void)instance, (void)call; }
static void close_(void *instance) { (void)instance; }
static const char *const schemes[] = {"loud", NULL}, *const wrapping[] = {NULL};
static const cpegate_module module = {
    .size = sizeof module, .abi_major = CPEGATE_TRANSPORT_ABI_MAJOR, .name = "loud", .version = "1",
    .schemes = schemes, .wrapping = wrapping, .open = open_, .send = send_, .cancel = cancel_, .close = close_};
const cpegate_module *cpegate_transport_module(void) { return &module; }
"""


@pytest.fixture
def loud(tmp_path):
    """A folder with a module that prints to standard output whenever it is called."""
    (tmp_path / "loud.c").write_text(LOUD)
    include = REPOSITORY / "protocol" / "transport"
    subprocess.run(
        ["cc", "-std=c11", "-Wall", "-Werror", "-fPIC", "-shared", f"-I{include}", "-o", tmp_path / "libloud.so",
         tmp_path / "loud.c"], check=True)
    (tmp_path / "loud.transport.json").write_text('{"module": "libloud.so", "schemes": ["loud"]}')
    return ["--plugin-dir", str(tmp_path), "--url", "loud:here"]


def test_what_a_module_prints_is_no_part_of_a_session(loud):
    with Gateway(*loud, env=environment(CPEGATE_TOKEN="any")) as gateway:
        for _ in range(3):
            assert gateway.call("inventory.get", {"device": {"id": 1}})["device"]["name"] == "loud"


def test_what_a_module_prints_is_no_part_of_a_result(loud):
    done = command("call", "inventory.get", '{"device":{"id":1}}', *loud, env={"CPEGATE_TOKEN": "any"})
    assert json.loads(done.stdout)["device"]["name"] == "loud"
    assert "open" in done.stderr
    done = command("doctor", *loud, env={"CPEGATE_TOKEN": "any"})
    assert len(done.stdout.splitlines()) == 6
