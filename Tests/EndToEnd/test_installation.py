"""`examples/install.sh` makes an executable that runs anywhere: moved, and without Swift or the build's libraries."""

import json
import shutil
import subprocess

import pytest
from gateway import REPOSITORY

pytestmark = [pytest.mark.long, pytest.mark.seconds(600)]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installation")
    script = REPOSITORY / "examples" / "install.sh"
    subprocess.run(["bash", str(script), str(folder / "first")], check=True, timeout=600, capture_output=True)
    shutil.move(folder / "first", folder / "elsewhere")
    return folder / "elsewhere"


def test_it_runs_where_nothing_else_is(installed):
    request = '{"jsonrpc":"2.0","id":1,"method":"gateway.ping"}\n'
    done = subprocess.run(
        [str(installed / "bin" / "cpegate"), "--backend", "mock"], input=request, env={"PATH": "/nowhere"},
        capture_output=True, text=True, timeout=20, check=True)
    assert json.loads(done.stdout) == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert done.stderr == ""


def test_it_needs_only_what_every_debian_has(installed):
    needed = subprocess.run(
        ["ldd", str(installed / "bin" / "cpegate")], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0].rsplit("/", 1)[-1].split(".so")[0] for line in needed.splitlines()}
    assert names <= {"linux-vdso", "ld-linux-x86-64", "ld-linux-aarch64", "libc", "libm", "libstdc++", "libgcc_s"}


def test_the_completion_script_is_beside_it(installed):
    script = installed / "share" / "bash-completion" / "completions" / "cpegate"
    subprocess.run(["bash", "-n", str(script)], check=True, timeout=20)
    assert "--mock-devices" in script.read_text()


def test_its_modules_load_where_nothing_else_is(installed):
    done = subprocess.run(
        [str(installed / "bin" / "cpegate"), "transports"], env={"PATH": "/nowhere"}, capture_output=True, text=True,
        timeout=20, check=True)
    lines = [line for line in done.stdout.splitlines() if "ABI" in line]
    assert [line.split()[0] for line in lines] == ["chaos", "exec", "http", "tape"]
    assert all(str(installed.resolve() / "lib" / "cpegate") in line for line in lines)


@pytest.mark.parametrize("module", ["chaos", "exec", "http", "tape"])
def test_a_module_needs_no_swift(installed, module):
    library = installed / "lib" / "cpegate" / f"libcpegate-{module}.so"
    needed = subprocess.run(["ldd", str(library)], capture_output=True, text=True, check=True).stdout
    assert "not found" not in needed
    assert "swift" not in needed.lower() and "Foundation" not in needed
