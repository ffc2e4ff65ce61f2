"""control-sim as a child of a test: started, asked and steered over real sockets."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("CONTROL_SIM") or str(REPOSITORY / ".build" / "release" / "control-sim")
TOKEN = "control-sim"


def run(*arguments: str) -> subprocess.CompletedProcess:
    """Runs it to its end."""
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=15, stdin=subprocess.DEVNULL)


class ControlSim:
    """A running server; ends with the block that it was started in."""

    def __init__(self, *arguments: str):
        # Its standard input is our pipe: it ends with us, whatever happens to us.
        self.process = subprocess.Popen(
            [BINARY, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), self.process.communicate()[1]
        self.url = line.removeprefix("listening on ").strip()
        self.port = int(self.url.split(":")[2].split("/")[0]) if self.url.startswith("http") else 0

    def __enter__(self) -> "ControlSim":
        return self

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def call(self, method: str, path: str, body: object = None, token: str | None = TOKEN, on=None):
        """The status, the parsed body and the headers."""
        connection = on or self.connection()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        text = None
        if body is not None:
            text = json.dumps(body)
            headers["Content-Type"] = "application/json"
        connection.request(method, path if path.startswith("/_sim") else "/api/v1" + path, text, headers)
        response = connection.getresponse()
        content = response.read()
        if on is None:
            connection.close()
        return response.status, json.loads(content) if content else None, response.headers

    def steer(self, method: str, name: str, body: object = None):
        status, answer, _ = self.call(method, "/_sim/" + name, body, token=None)
        assert status < 300, answer
        return answer
