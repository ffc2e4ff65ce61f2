"""control-sim as a child of a test: started, asked and steered over real sockets."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
from collections import Counter
from pathlib import Path

import gateway

# Beside the gateway that is tested, where the package builds it.
BINARY = os.environ.get("CONTROL_SIM") or str(Path(gateway.BINARY).with_name("control-sim"))
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

    def counts(self) -> Counter:
        """How many requests were answered, by method and template, as `GET /inventory_device/{id}/`."""
        counts = self.steer("GET", "log")["counts"]
        return Counter({f"{each['method']} {each['template']}": each["count"] for each in counts})

    def environment(self, **more: str) -> dict[str, str]:
        """What tells a gateway to work with this server, and to look for evidence as often as this clock runs fast."""
        named = {"CPEGATE_URL": self.url, "CPEGATE_TOKEN": TOKEN, "CPEGATE_EVIDENCE_INTERVAL": "0.1"}
        return gateway.environment(**(named | {"CPEGATE_RATE": "none"} | more))

    def gateway(self, *options: str, **more: str) -> gateway.Gateway:
        """A gateway in front of this server; `more` are further variables."""
        return gateway.Gateway(*options, env=self.environment(**more))

    def stop(self) -> None:
        """Holds the whole process still; connections stay open and are taken, and nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def steer(self, method: str, name: str, body: object = None):
        status, answer, _ = self.call(method, "/_sim/" + name, body, token=None)
        assert status < 300, answer
        return answer
