"""Measures the release build against plain loops in C, Python and Rust, and prints the table of the README.

Every figure is taken in turns with what it is compared with, round after round, and told as a ratio of the medians.
"""

import argparse
import csv
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from cache import CacheFigures
from live import LiveFigures

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ROUNDS = 7
DEVICES = 10_000
DEBIAN_CRATES = pathlib.Path("/usr/share/cargo/registry")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--live", action="store_true", help="only what is measured against nginx (Debian's nginx-light)")
    parser.add_argument("--cache", action="store_true", help="only what is measured of the cache")
    parser.add_argument("--write", action="store_true", help="put the whole table into README.md, between its marks")
    options = parser.parse_args()
    if (options.live or options.cache) and options.write:
        parser.error("--write takes the whole table: leave --live and --cache out")
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(pathlib.Path(folder), options)
    table = "\n".join(
        ["| What | Goal | Measured | Beside it |", "| --- | --- | --- | --- |"]
        + [f"| {' | '.join(row)} |" for row in rows])
    print(table)
    if options.write:
        readme = ROOT / "README.md"
        begin, end = "<!-- figures -->\n", "\n<!-- /figures -->"
        text = readme.read_text()
        head, rest = text.split(begin, 1)
        readme.write_text(head + begin + table + end + rest.split(end.lstrip(), 1)[1])


def measure(folder, only):
    bench = Bench(folder)
    if only.live or only.cache:
        return (LiveFigures(bench).rows() if only.live else []) + (CacheFigures(bench).rows() if only.cache else [])
    rows = [bench.start(), *bench.gets(), bench.pings(), *bench.round_trips(), *bench.memory(), bench.growth()]
    rows += ParameterFigures(bench).rows() + (LiveFigures(bench).rows() if shutil.which("nginx") else [])
    return rows + CacheFigures(bench).rows()


class Bench:
    def __init__(self, folder):
        self.folder = folder
        output = subprocess.run(["bash", ROOT / "examples/build.sh"], check=True, stdout=subprocess.PIPE, text=True)
        self.cpegate = [output.stdout.strip(), "--config", "none", "--backend", "mock"]
        self.driver = self.compile(HERE / "driver.c")
        self.echo = [self.compile(HERE / "Baselines/jansson_echo.c", "-ljansson")]
        self.c_loop = [self.compile(HERE / "Baselines/jansson_inventory.c", "-ljansson")]
        self.python = [sys.executable, str(HERE / "Baselines/python_loop.py")]
        self.rust_loop = self.compile_rust()
        self.fleet = [*self.cpegate, "--mock-devices", str(DEVICES)]
        self.records = str(folder / "devices.ndjson")
        self.call(self.fleet, "inventory.export", {"path": self.records, "format": "ndjson"})
        self.ping_lines = self.requests("ping", [("gateway.ping", {})] * 1000)
        self.get_lines = self.requests("get", self.gets_of(self.records))

    # Building

    def compile(self, source, *libraries):
        target = str(self.folder / source.stem)
        subprocess.run(["cc", "-O2", "-o", target, source, *libraries], check=True)
        return target

    def compile_rust(self):
        """Needs cargo and Debian's librust-serde-json-dev and librust-serde-derive-dev; else there is no such row."""
        if not list(DEBIAN_CRATES.glob("serde_json-*")) or not list(DEBIAN_CRATES.glob("serde_derive-*")):
            return None
        project = self.folder / "serde_inventory"
        subprocess.run(["cp", "-r", HERE / "Baselines/serde_inventory", project], check=True)
        sources = ['source.crates-io.replace-with="debian"', f'source.debian.directory="{DEBIAN_CRATES}"']
        options = [word for source in sources for word in ("--config", source)]
        subprocess.run(
            ["cargo", "build", "--release", "--offline", "--quiet", *options], cwd=project, check=True)
        return [str(project / "target/release/serde_inventory")]

    # Requests

    def call(self, command, method, params):
        subprocess.run([*command, "call", method, json.dumps(params)], check=True, stdout=subprocess.DEVNULL)

    def requests(self, name, calls):
        path = self.folder / f"{name}.ndjson"
        lines = (
            json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}, separators=(",", ":"))
            for number, (method, params) in enumerate(calls, 1))
        path.write_text("".join(line + "\n" for line in lines))
        return str(path)

    @staticmethod
    def gets_of(records):
        """Every third device by each of id, name and serial number, far apart from each other."""
        devices = [json.loads(line) for line in open(records)]
        calls = []
        for step in range(len(devices)):
            device = devices[step * 7919 % len(devices)]
            selector = ("id", "name", "serial_number")[step % 3]
            calls.append(("inventory.get", {"device": {selector: device[selector]}}))
        return calls

    # Taking the time

    def in_turns(self, commands, *arguments):
        """The numbers that the driver prints for each command, the median over the rounds."""
        taken = [[] for _ in commands]
        for _ in range(ROUNDS):
            for numbers, command in zip(taken, commands):
                output = subprocess.run(
                    self.apart(arguments, command), check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                    text=True)
                numbers.append([float(number) for number in output.stdout.split()])
        return [[statistics.median(column) for column in zip(*numbers)] for numbers in taken]

    def apart(self, arguments, command):
        """Client and server on a processor each, so that the scheduler's moods do not decide; not for starts."""
        line = [self.driver, *map(str, arguments)]
        if arguments[0] == "start" or len(os.sched_getaffinity(0)) < 2:
            return [*line, *command]
        first, second = sorted(os.sched_getaffinity(0))[:2]
        return ["taskset", "-c", str(first), *line, "taskset", "-c", str(second), *command]

    def start(self):
        python = [*self.python, "json", "ping"]
        [ours], [theirs] = (
            numbers[:1] for numbers in self.in_turns([self.cpegate, python], "start", 100, self.ping_lines))
        return [
            "Start to first answer", "≤ 12 ms, ≤ 0.5 × Python `json`", f"**{ours:.1f} ms, {ours / theirs:.2f} ×**",
            f"Python {theirs:.1f} ms"]

    def gets(self):
        peers = {
            "C and Jansson": [*self.c_loop, self.records],
            "Python `json`": [*self.python, "json", "inventory", self.records],
            "Python `orjson`": [*self.python, "orjson", "inventory", self.records],
        }
        try:
            import orjson  # noqa: F401
        except ImportError:
            del peers["Python `orjson`"]
        if self.rust_loop:
            peers["Rust `serde_json`"] = [*self.rust_loop, self.records]
        goals = {"C and Jansson": "≥ 4 ×, aim 6 ×", "Python `orjson`": "> 1 ×", "Rust `serde_json`": "aim > 1 ×"}
        [ours], *theirs = self.in_turns([self.fleet, *peers.values()], "throughput", 300_000, 128, self.get_lines)
        return [
            [f"`inventory.get`, 128 in flight, against {name}", goals.get(name, "–"), f"**{ours / rate:.2f} ×**",
             f"{ours / 1000:.0f} against {rate / 1000:.0f} thousand a second"]
            for name, [rate] in zip(peers, theirs)]

    def pings(self):
        [ours], [theirs] = self.in_turns([self.cpegate, self.echo], "throughput", 1_000_000, 128, self.ping_lines)
        return [
            "`gateway.ping`, 128 in flight, against C and Jansson", "≥ 1.3 ×", f"**{ours / theirs:.2f} ×**",
            f"{ours / 1000:.0f} against {theirs / 1000:.0f} thousand a second"]

    def round_trips(self):
        ours, cat = self.in_turns([self.cpegate, ["cat"]], "latency", 20_000, self.ping_lines)
        goals = ("≤ 1.5 × `cat`", "≤ 3 × `cat`")
        return [
            [f"One request at a time, {name}", goal, f"**{mine / its:.2f} ×**", f"{mine:.0f} µs against {its:.0f} µs"]
            for name, goal, mine, its in zip(("median", "99th percentile"), goals, ours, cat)]

    def memory(self):
        idle = self.resident_after(0)
        some, many = self.resident_after(100_000), self.resident_after(10_000_000)
        return [
            ["Resident memory, idle, 100 devices", "< 30 MB", f"**{idle / 1e6:.1f} MB**", "–"],
            ["Resident memory over ten million pings", "± 5 %", f"**{(many / some - 1) * 100:+.1f} %**",
             f"{some / 1e6:.1f} MB after a hundred thousand, {many / 1e6:.1f} MB after all"]]

    def resident_after(self, count):
        """Bytes, told by the process itself after so many pings."""
        lines = 1000
        chunk = b'{"jsonrpc":"2.0","id":1,"method":"gateway.ping"}\n' * lines
        with subprocess.Popen(self.cpegate, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
            for _ in range(count // lines):
                process.stdin.write(chunk)
                answers = 0
                while answers < lines:
                    answers += process.stdout.read(1 << 20).count(b"\n")
            process.stdin.write(b'{"jsonrpc":"2.0","id":2,"method":"gateway.stats"}\n')
            return json.loads(process.stdout.readline())["result"]["resident_bytes"]

    def growth(self):
        few, many = (
            [*self.cpegate, "--mock-devices", str(count)] for count in (1000, 1_000_000))
        calls = [("inventory.get", {"device": {"id": number * 7919 % 1000 + 1}}) for number in range(1000)]
        few_lines = self.requests("few", calls)
        calls = [("inventory.get", {"device": {"id": number * 7919 % 1_000_000 + 1}}) for number in range(100_000)]
        many_lines = self.requests("many", calls)
        rates = [[], []]
        for _ in range(ROUNDS):
            for kept, command, lines in zip(rates, (few, many), (few_lines, many_lines)):
                line = self.apart(["throughput", "200000", "128", lines], command)
                output = subprocess.run(line, check=True, capture_output=True)
                kept.append(float(output.stdout))
        small, large = map(statistics.median, rates)
        return [
            "`inventory.get` at 1,000,000 devices against 1,000", "≤ 2 ×", f"**{small / large:.2f} ×**",
            f"{1e6 / large:.1f} µs against {1e6 / small:.1f} µs"]


class ParameterFigures:
    """What the data models cost. The parameters of a real device are measured where its dump is at hand."""

    DUMP = ROOT.parent / "shared" / "data" / "devices" / "tplink-xx230v.csv"
    SET_ITEMS = [
        ("Device.WiFi.SSID.1.SSID", "home", "string"), ("Device.WiFi.SSID.1.Enable", "true", "boolean"),
        ("Device.ManagementServer.PeriodicInformInterval", "600", "unsignedInt"),
        ("Device.IP.Interface.1.LowerLayers", "Device.Ethernet.Interface.1", "string"),
        ("Device.WiFi.Radio.1.Channel", "6", "unsignedInt"), ("Device.NAT.PortMapping.1.Protocol", "TCP", "string"),
        ("InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.Channel", "6", "unsignedInt"),
        ("Device.DHCPv4.Server.Pool.1.MinAddress", "192.168.1.10", "string"),
        ("Device.Time.NTPServer1", "ntp.example.com", "string"),
        ("Device.IP.Diagnostics.IPPing.DiagnosticsState", "Requested", "string"),
    ]

    def __init__(self, bench):
        self.bench = bench

    def rows(self):
        rows = [self.validation(), self.first_use()]
        return rows + (self.of_a_device() if self.DUMP.exists() else [])

    def validation(self):
        calls = [
            ("parameter.validate", {"path": path, "operation": "set", "value": value, "type": kind})
            for path, value, kind in self.SET_ITEMS * 100]
        lines = self.bench.requests("validate", calls)
        [[rate]] = self.bench.in_turns([self.bench.cpegate], "throughput", 300_000, 128, lines)
        return [
            "`parameter.validate` of a set item, 128 in flight", "≥ 150,000 a second",
            f"**{rate / 1000:.0f},000 a second**", "–"]

    def first_use(self):
        with Talk(self.bench.cpegate) as talk:
            talk.call("gateway.ping", {})
            before = talk.resident()
            seconds = talk.time("parameter.describe", {"path": "Device.WiFi.SSID.1.SSID"})
            grown = talk.resident() - before
        return [
            "First use of the data models", "< 15 ms, < 15 MB", f"**{seconds * 1e3:.1f} ms, {grown / 1e6:.1f} MB**", "–"]

    def of_a_device(self):
        with open(self.DUMP, encoding="utf-8", newline="") as file:
            reported = [row for row in csv.DictReader(file) if row["Object"] == "false"]
        values = [{"path": row["Parameter"], "value": row["Value"]} for row in reported]
        random_place = random.Random(1)
        prefixes = [
            path[: random_place.randrange(1, len(path))]
            for path in random_place.choices([row["Parameter"] for row in reported], k=1000)]
        device = {"device": {"id": 1}}
        with Talk([*self.bench.cpegate, "--mock-parameters", str(self.DUMP)]) as talk:
            whole = talk.median("parameter.validate", [{"values": values, "operation": "set"}] * ROUNDS)
            complete = talk.median("parameter.complete", [{"prefix": prefix, **device} for prefix in prefixes])
            pattern = "Device.Ethernet.Interface.[Enable==true&&Stats.BytesSent>=0].Stats.BytesSent"
            search = talk.median("parameter.match", [{"pattern": pattern, **device}] * 100)
        return [
            [f"`parameter.validate` of a whole device, {len(values):,} values", "< 50 ms", f"**{whole * 1e3:.0f} ms**", "–"],
            ["`parameter.complete`, median over 1,000 prefixes", "< 1 ms", f"**{complete * 1e3:.2f} ms**", "–"],
            ["A search path over that device's tree", "< 5 ms", f"**{search * 1e3:.2f} ms**", "–"]]


class Talk:
    """A process that is asked one thing at a time."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def call(self, method, params):
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["result"]

    def time(self, method, params):
        began = time.perf_counter()
        self.call(method, params)
        return time.perf_counter() - began

    def median(self, method, params):
        return statistics.median(self.time(method, each) for each in params)

    def resident(self):
        return self.call("gateway.stats", {})["resident_bytes"]


if __name__ == "__main__":
    main()
