"""Figures of the cache: a million devices in its file, beside programs in C and Python that use SQLite directly."""

import json
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = 5
FILLS = 2
FEW = 1000
MANY = 1_000_000
PAGE = 1000
LOOKUPS = 200_000
ORGANIZATIONS = (1, 2, 3, 4, 5)

# A filter of two fields, of which one goes through all organizations, and a sort that knows no nulls there.
LISTS = [
    ({"status": "down"}, "name"), ({"status": "down"}, "-status_change"), ({"software_version": "2.4.1"}, "name"),
    ({"type": 2}, "name"), ({"location": 7}, "-last_connection"), ({"manufacturer": "Acmetel"}, "name"), ({"status": "down"}, "id"),
]
DEPTHS = (1, 10, 40)


class CacheFigures:
    def __init__(self, bench):
        self.bench = bench
        self.folder = bench.folder / "cache"
        self.folder.mkdir(exist_ok=True)
        self.baseline = bench.compile(HERE / "Baselines/sqlite_cache.c", "-lsqlite3")

    def rows(self):
        few, many = self.gateway(FEW, "few"), self.gateway(MANY, "many")
        self.synced(few)
        filling = self.filling(many)
        return [
            *filling, *self.lookups(FEW, few, "few"), *self.lookups(MANY, many, "many"), *self.pages(many),
            *self.questions(many), self.start(many), *self.changed(many)]

    def gateway(self, devices, folder):
        """The mock's time stands still, so that no device tells something else by itself."""
        (self.folder / folder).mkdir(mode=0o700, exist_ok=True)
        return [
            self.bench.cpegate[0], "--config", "none", "--backend", "cache", "--upstream", "mock", "--mock-clock", "virtual",
            "--mock-devices", str(devices), "--state-dir", str(self.folder / folder)]

    def file(self, folder):
        return str(self.folder / folder / "cache.sqlite")

    # Syncs

    def filling(self, command):
        ours, theirs, resident = [], [], 0
        for _ in range(FILLS):
            shutil.rmtree(self.folder / "many", ignore_errors=True)
            (self.folder / "many").mkdir(mode=0o700)
            seconds, peak, _ = self.synced(command)
            ours.append(MANY / seconds)
            resident = max(resident, peak)
            copy = self.folder / "copy.sqlite"
            theirs.append(number([self.baseline, "fill", self.file("many"), str(copy), str(PAGE)]))
            for made in self.folder.glob("copy.sqlite*"):
                made.unlink()
        self.fill_seconds, self.resident = MANY / statistics.median(ours), resident
        size = sum(path.stat().st_size for path in (self.folder / "many").iterdir()) / MANY
        ours, theirs = statistics.median(ours), statistics.median(theirs)
        return [
            [f"Filling an empty cache with {MANY:,} devices, against SQLite in C", "≥ 0.4 ×", f"**{ours / theirs:.2f} ×**",
             f"{ours / 1000:.1f} against {theirs / 1000:.1f} thousand rows a second"],
            ["File of a cache, a device", "< 2 kB", f"**{size / 1000:.2f} kB**", "–"]]

    def synced(self, command):
        """Seconds of a full sync, the most memory it took, and what it answered."""
        with Asking(command) as gateway:
            began = time.perf_counter()
            outcome = gateway.ask("cache.sync", {"mode": "full"})
            return time.perf_counter() - began, gateway.peak(), outcome

    def changed(self, command):
        taken, peak = [], self.resident
        with Asking(command) as gateway:
            # The new process has the fleet of the file: nothing has changed.
            gateway.ask("cache.sync", {"mode": "full"})
            for turn in range(ROUNDS):
                gateway.tell_all("mock.set_device", [
                    {"device": {"id": number}, "attributes": {"description": f"visit {turn}", "software_version": f"9.{turn}"}}
                    for number in range(turn + 1, MANY + 1, 100)])
                began = time.perf_counter()
                outcome = gateway.ask("cache.sync", {"mode": "full"})
                taken.append(time.perf_counter() - began)
                assert outcome["updated"] == MANY // 100, outcome
                # Behind the first turn most of what grows is the mock, which keeps what it was told to be otherwise.
                if turn == 0:
                    peak = max(self.resident, gateway.peak())
        seconds = statistics.median(taken)
        return [
            ["A full sync in which 1 % has changed, against the filling", "≥ 3 × as fast",
             f"**{self.fill_seconds / seconds:.1f} ×**", f"{seconds:.1f} s against {self.fill_seconds:.1f} s"],
            ["Resident memory while it fills and syncs, at most", "< 150 MB", f"**{peak / 1e6:.0f} MB**", "–"]]

    # Lookups

    def lookups(self, devices, command, folder):
        kinds = ("id", "name", "serial_number")
        base = sqlite3.connect(self.file(folder))
        keys = []
        for step in range(min(devices, LOOKUPS)):
            kind, place = kinds[step % 3], (step * 7919 % devices + 1,)
            keys.append((kind, *base.execute(f"SELECT {kind} FROM device WHERE id = ?", place).fetchone()))
        base.close()
        path = self.folder / f"{folder}.keys"
        path.write_text("".join(f"{kind} {value}\n" for kind, value in keys))
        lines = self.bench.requests(f"cache-{folder}", [("inventory.get", {"device": {kind: key}}) for kind, key in keys])
        peer = [self.baseline, "look", self.file(folder), str(path), str(LOOKUPS)]
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(number(self.bench.apart(["throughput", str(LOOKUPS), "128", lines], command)))
            theirs.append(number(peer))
        ours, theirs = statistics.median(ours), statistics.median(theirs)
        return [[
            f"`inventory.get` from a file of {devices:,}, 128 in flight, against SQLite in C", "≥ 0.4 ×",
            f"**{ours / theirs:.2f} ×**", f"{ours / 1000:.0f} against {theirs / 1000:.0f} thousand a second"]]

    # Lists

    def pages(self, command):
        slowest, ratios = {}, {}
        # The gateway and its client get no more than the script has: what passes between processors is not measured.
        processors = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(processors)})
        with Asking(command) as gateway:
            for filter, sort in LISTS:
                chains = [
                    self.chain(gateway, {"filter": filter | {"organization_id": organization}, "sort": sort})
                    for organization in ORGANIZATIONS]
                for depth in DEPTHS:
                    pages = [chain[depth - 1] for chain in chains]
                    taken = {"ours": [], "json": [], "splice": []}
                    for _ in range(ROUNDS):
                        taken["ours"].append(gateway.median("inventory.list", [params for params, _ in pages]))
                        for way in ("json", "splice"):
                            taken[way].append(self.in_python(way, [self.sql(params, last) for params, last in pages]))
                    ours, *peers = (statistics.median(seconds) for seconds in taken.values())
                    told = ", ".join(f"{seconds * 1e3:.2f} ms" for seconds in (ours, *peers))
                    print(f"page {depth} of {filter} by {sort}, Python, Python splicing: {told}", file=sys.stderr)
                    slowest[depth] = max(slowest.get(depth, 0), ours)
                    ratios.setdefault(depth, []).append((peers[0] / ours, peers[0]))
        os.sched_setaffinity(0, processors)
        return [
            [f"Page {depth} of a filter of two fields and a sort, 100 of {MANY:,}, the slowest of {len(LISTS)}",
             "< 1 ms, ≥ 5 × Python `sqlite3`", f"**{slowest[depth] * 1e3:.2f} ms, {min(ratios[depth])[0]:.1f} ×**",
             f"Python {min(ratios[depth])[1] * 1e3:.1f} ms"]
            for depth in DEPTHS]

    @staticmethod
    def chain(gateway, params):
        """What asks for each page, and the last device of the page before it."""
        chain, last = [], None
        for _ in range(max(DEPTHS)):
            chain.append((params, last))
            page = gateway.ask("inventory.list", params)
            last = page["devices"][-1]
            params = params | {"cursor": page["next_cursor"]}
        return chain

    @staticmethod
    def sql(params, last):
        """As somebody writes it who pages by what the last page ended in."""
        field, order = params["sort"].lstrip("-"), "DESC" if params["sort"][0] == "-" else "ASC"
        conditions = [f"{name} = ?" for name in params["filter"]] + [f"{field} IS NOT NULL"]
        arguments = list(params["filter"].values())
        if last:
            conditions.append(f"{field} {'<' if order == 'DESC' else '>'}= (SELECT {field} FROM device WHERE id = ?)")
            arguments.append(last["id"])
        return [
            f"SELECT id, read_at, {field}, text FROM device CROSS JOIN record USING (id) WHERE {' AND '.join(conditions)}"
            f" ORDER BY {field} {order}, id LIMIT 101", arguments]

    def in_python(self, way, pages):
        path = self.folder / "pages.json"
        path.write_text(json.dumps(pages))
        return number([sys.executable, str(HERE / "Baselines/sqlite_pages.py"), self.file("many"), way, str(path)]) / 1000

    # Searches, counts, summaries

    def questions(self, command):
        with Asking(command) as gateway:
            searches = {
                word: gateway.median("inventory.list", [{"filter": {"search": word}}])
                for word in ("acmetel", "000017", "riga", "lx")}
            filters = [{"organization_id": number, "software_version": "2.4.1"} for number in ORGANIZATIONS]
            plain = gateway.median("inventory.list", [{"filter": filter, "limit": 1} for filter in filters])
            counted = gateway.median(
                "inventory.list", [{"filter": filter, "limit": 1, "count": True} for filter in filters])
            summary = max(
                gateway.median("inventory.summary", [{"group_by": fields}])
                for fields in (["status", "organization_id"], ["manufacturer", "software_version"]))
        slowest = max(searches, key=searches.get)
        told = ", ".join(f"`{word}` {seconds * 1e3:.1f} ms" for word, seconds in searches.items())
        return [
            ["Full-text search of one word, first page", "< 20 ms", f"**{searches[slowest] * 1e3:.1f} ms**", told],
            ["Summary by two fields", "< 150 ms", f"**{summary * 1e3:.1f} ms**", "–"],
            ["Exact count of a filter of two fields, about 10,000 hits", "< 2 ms",
             f"**{(counted - plain) * 1e3:.2f} ms**", "–"]]

    def start(self, command):
        one = self.bench.requests("cache-start", [("inventory.get", {"device": {"id": MANY // 2}})])
        [[milliseconds, *_]] = self.bench.in_turns([command], "start", 20, one)
        return [f"Start to first answer from a file of {MANY:,}", "< 30 ms", f"**{milliseconds:.1f} ms**", "–"]


class Asking:
    """A gateway that is asked one thing at a time."""

    ROUNDS = 100
    LONGEST = 2.0

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def answer(self, line):
        """The pieces as they come: to look for the end of a line in each byte would be measured too."""
        self.process.stdin.write(line)
        pieces = [b""]
        while not pieces[-1].endswith(b"\n"):
            pieces.append(self.process.stdout.read(1 << 16))
        return pieces

    @staticmethod
    def line(method, params):
        return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode() + b"\n"

    def ask(self, method, params):
        return json.loads(b"".join(self.answer(self.line(method, params))))["result"]

    def tell_all(self, method, params):
        """Asks one after the other, a thousand before their answers are read."""
        for begin in range(0, len(params), 1000):
            lines = [self.line(method, each) for each in params[begin:begin + 1000]]
            self.process.stdin.write(b"".join(lines))
            text = b""
            while text.count(b"\n") < len(lines):
                text += self.process.stdout.read(1 << 16)
            assert text.count(b'"result":') == len(lines)

    def median(self, method, params):
        """Seconds of one request; those given are asked in turns."""
        lines, taken = [self.line(method, each) for each in params], []
        for turn in range(self.ROUNDS):
            began = time.perf_counter()
            pieces = self.answer(lines[turn % len(lines)])
            taken.append(time.perf_counter() - began)
            assert b'"result":' in pieces[1], pieces
            if turn >= len(lines) and sum(taken) > self.LONGEST:
                break
        return statistics.median(taken)

    def peak(self):
        """Bytes."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024


def number(command):
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[0])
