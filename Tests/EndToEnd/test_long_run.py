"""What only shows after a long while."""

import json
import subprocess

import pytest
from gateway import BINARY

pytestmark = [pytest.mark.long, pytest.mark.seconds(300)]


def test_ten_million_pings_need_no_more_memory_than_a_few():
    lines = 1000
    chunk = b'{"jsonrpc":"2.0","id":1,"method":"gateway.ping"}\n' * lines
    command = [BINARY, "--config", "none", "--backend", "mock"]
    resident = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        for count in (100_000, 9_900_000):
            for _ in range(count // lines):
                process.stdin.write(chunk)
                answers = 0
                while answers < lines:
                    answers += process.stdout.read(1 << 20).count(b"\n")
            process.stdin.write(b'{"jsonrpc":"2.0","id":2,"method":"gateway.stats"}\n')
            resident.append(json.loads(process.stdout.readline())["result"]["resident_bytes"])
    assert resident[0] < 30e6
    assert abs(resident[1] / resident[0] - 1) < 0.05, resident
