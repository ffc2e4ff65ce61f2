"""The README tells the truth: every console block in it is run, and its output compared; `…` stands for anything."""

import os
import pathlib
import re
import subprocess

import pytest
from gateway import BINARY, REPOSITORY

README = REPOSITORY / "README.md"
BLOCKS = re.findall(r"^```console\n(.*?)^```$", README.read_text(), re.DOTALL | re.MULTILINE)


@pytest.fixture
def shell(tmp_path):
    """Runs a script in an empty home folder with the built cpegate in its path."""
    tools, home = tmp_path / "bin", tmp_path / "home"
    tools.mkdir()
    home.mkdir()
    for program in ("cpegate", "control-sim"):
        (tools / program).symlink_to(pathlib.Path(BINARY).resolve().parent / program)
    environment = {"PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(home)}

    servers = []

    def run(script):
        if script.endswith(" &"):
            # What goes on behind the prompt; what it says first is its output.
            server = subprocess.Popen(
                ["bash", "-c", "exec " + script[:-2]], cwd=home, env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, text=True)
            servers.append(server)
            return server.stdout.readline(), ""
        done = subprocess.run(
            ["bash", "-c", script], cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, timeout=20)
        return done.stdout, done.stderr

    yield run
    for server in servers:
        server.terminate()
        server.wait()


def steps(block):
    """Commands, each with its here-document, and the output that the README shows below it."""
    command, output, end = None, [], None
    for line in block.splitlines():
        if end is not None:
            command += "\n" + line
            end = None if line == end else end
        elif line.startswith("$ "):
            if command is not None:
                yield command, output
            command, output = line[2:], []
            here = re.search(r"<<'(\w+)'", command)
            end = here[1] if here else None
        else:
            output.append(line)
    yield command, output


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_a_console_block_is_what_happens(block, shell):
    for command, shown in steps(block):
        stdout, stderr = shell(command)
        told = [line for line in (stdout + stderr).splitlines() if not line.startswith("cpegate: no --backend")]
        assert len(told) == len(shown), f"{command}\n{stdout}{stderr}"
        for line, expected in zip(told, shown):
            pattern = ".*".join(re.escape(part) for part in expected.split("…"))
            assert re.fullmatch(pattern, line), f"{command}\nshown: {expected}\ntold:  {line}"


def test_the_blocks_were_found():
    assert len(BLOCKS) >= 3 and sum(len(list(steps(block))) for block in BLOCKS) >= 6


def test_every_link_leads_to_something():
    for target in re.findall(r"\]\(([^)#]+)\)", README.read_text()):
        assert (README.parent / target).exists(), target


def test_the_example_of_a_configuration_is_taken(shell):
    [text] = re.findall(r"^```json\n(.*?)^```$", README.read_text(), re.DOTALL | re.MULTILINE)
    call = "cpegate --config c.json --profile big call inventory.list '{\"count\":true,\"limit\":1}'"
    stdout, stderr = shell(f"cat > c.json <<'END'\n{text}END\n{call}")
    assert '"total":1000000' in stdout, stderr
