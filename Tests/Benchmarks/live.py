"""Figures of the live path: the gateway against nginx on loopback, beside other clients of the same server."""

import fcntl
import json
import pathlib
import re
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = 5
RECORDS = 1000
DEVICES = 100_000
PAGE = 100
REQUESTS = 40_000
PORT = 18641
URL = f"http://127.0.0.1:{PORT}/api/v1"

RECORD = {
    "id": 0, "uuid": "", "name": "", "customer_id": "SUB-88120", "is_active": True, "status": "Up",
    "status_change": "2031-03-04T05:06:07Z", "type": 9, "type_short_name": "fwa-cpe", "software_version": "3.1.9",
    "hardware_version": "B2", "manufacturer": "Acmetel", "unique_identifier": "A0B1C2-FWA-88120",
    "product_class": "FWA-5G", "serial_number": "", "serial_number_alt": None, "description": "roof unit",
    "organization_id": 31, "firmware_image": 12, "firmware_image_is_pending": False, "location_name": "Lima North",
    "location": 7, "location_short_name": "lima-n", "latitude": "-11.9900", "longitude": "-77.0600",
    "username": "cpe88120", "update_frequency": 300, "address": "203.0.113.20",
    "last_connection": "2031-03-04T05:01:00Z", "last_configuration": "2031-03-01T00:00:09Z",
    "last_change": "2031-03-01T00:00:09Z", "created": "2030-12-24T18:00:00Z", "debug": False, "reboot": False,
    "factory": False, "device_factory": False, "sync": False, "reconf": False, "pending_settings": "None",
}

NGINX = """
worker_processes 1; pid {folder}/pid; error_log {folder}/error;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000; default_type application/json; sendfile on; open_file_cache max=100000;
  server {{
    listen 127.0.0.1:{port}; root {folder};
    location = /api/v1/inventory_device/ {{ try_files /pages/$arg_offset.json =404; }}
    location /api/v1/inventory_device/ {{ rewrite ^/api/v1/inventory_device/([0-9]+)/$ /records/$1.json break; }}
  }}
}}
"""


def record(number):
    return RECORD | {
        "id": number, "uuid": f"3f1f7f0e-52d8-4c39-9e6b-{number:012}", "name": f"cpe-{number:06}",
        "serial_number": f"AC{number:07}"}


class LiveFigures:
    """Needs nginx; rows of clients that are not installed are left out."""

    def __init__(self, bench):
        self.bench = bench
        self.folder = bench.folder / "live"
        self.curl = bench.compile(HERE / "Baselines/curl_multi.c", "-lcurl")
        # No figure here is that of a network: nothing is held back, and nobody asks for a token.
        self.gateway = [
            bench.cpegate[0], "--config", "none", "--url", URL, "--rate", "none", "--max-connections", "64"]

    def rows(self):
        self.write_data()
        server = ["nginx", "-c", str(self.folder / "nginx.conf")]
        subprocess.run(server, check=True, stderr=subprocess.DEVNULL)
        try:
            return [*self.gets(), self.walk(), self.start(), self.simulator()]
        finally:
            subprocess.run([*server, "-s", "stop"], check=True, stderr=subprocess.DEVNULL)

    def write_data(self):
        for name in ("records", "pages"):
            (self.folder / name).mkdir(parents=True)
        for number in range(1, RECORDS + 1):
            (self.folder / f"records/{number}.json").write_text(json.dumps(record(number)))
        for offset in range(0, DEVICES, PAGE):
            behind = offset + PAGE
            link = None if behind >= DEVICES else f"{URL}/inventory_device/?limit={PAGE}&offset={behind}"
            page = {"count": DEVICES, "next": link, "previous": None,
                    "results": [record(number) for number in range(offset + 1, behind + 1)]}
            (self.folder / f"pages/{offset}.json").write_text(json.dumps(page))
        (self.folder / "nginx.conf").write_text(NGINX.format(folder=self.folder, port=PORT))
        # nginx may run as another user.
        self.bench.folder.chmod(0o755)
        (self.folder / "token").write_text("bench")
        self.gateway += ["--token-file", str(self.folder / "token")]
        self.get_lines = self.bench.requests(
            "live", [("inventory.get", {"device": {"id": step * 7 % RECORDS + 1}}) for step in range(RECORDS)])

    def gets(self):
        self.bench.call(self.gateway, "inventory.get", {"device": {"id": RECORDS}})
        peers = {
            "a C loop over libcurl's multi interface": (
                "≥ 0.5 ×", [self.curl, f"{URL}/inventory_device/7/", str(REQUESTS), "64"]),
            "`aiohttp`, 64 at a time": ("> 1 ×", [*self.python("aiohttp"), "5000"]),
            "Python `requests`, one at a time": ("≥ 10 ×", [*self.python("requests"), "2000"]),
        }
        peers = {name: peer for name, peer in peers.items() if self.works(peer[1])}
        ours, theirs = [], {name: [] for name in peers}
        for _ in range(ROUNDS):
            ours.append(self.number([self.bench.driver, "throughput", str(REQUESTS), "64", self.get_lines, *self.gateway]))
            for name, (_, command) in peers.items():
                theirs[name].append(self.number(command))
        ours = statistics.median(ours)
        return [
            [f"`inventory.get` over REST, 64 in flight, against {name}", peers[name][0],
             f"**{ours / statistics.median(rates):.2f} ×**",
             f"{ours / 1000:.1f} against {statistics.median(rates) / 1000:.1f} thousand a second"]
            for name, rates in theirs.items()]

    def walk(self):
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(self.walk_through_gateway())
            theirs.append(self.number([*self.python("requests"), "walk"]))
        ours, theirs = statistics.median(ours), statistics.median(theirs)
        return [
            f"A walk through {DEVICES:,} devices, {PAGE} a page, against Python `requests`", "≥ 5 ×",
            f"**{theirs / ours:.2f} ×**", f"{ours:.2f} s against {theirs:.2f} s"]

    def walk_through_gateway(self):
        process = subprocess.Popen(self.gateway, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        # A thousand devices are a megabyte: in pieces of 64 kB the two would wait for each other sixteen times.
        fcntl.fcntl(process.stdout.fileno(), fcntl.F_SETPIPE_SZ, 1 << 18)
        ask = b'{"jsonrpc":"2.0","id":1,"method":"inventory.list","params":{"limit":1000%s}}\n'
        began, cursor, answers, end = time.perf_counter(), b"", 0, b""
        while True:
            process.stdin.write(ask % cursor)
            # What is measured is the gateway, so the client does no more than find the cursor behind the devices.
            while not end.endswith(b"\n"):
                end = end[-4000:] + process.stdout.read(1 << 16)
            answers += 1
            following = re.search(rb'"next_cursor":"([^"]+)"', end[-500:])
            if not following:
                break
            cursor, end = b',"cursor":"' + following[1] + b'"', b""
        seconds = time.perf_counter() - began
        process.stdin.close()
        process.wait()
        assert answers == DEVICES // 1000 and f'"name":"cpe-{DEVICES:06}"'.encode() in end
        return seconds

    def start(self):
        one = self.bench.requests("live-start", [("inventory.get", {"device": {"id": 1}})])
        [[milliseconds, *_]] = self.bench.in_turns([self.gateway], "start", 50, one)
        return ["Start to first answer of upstream", "< 40 ms", f"**{milliseconds:.1f} ms**", "–"]

    def simulator(self):
        program = pathlib.Path(self.bench.cpegate[0]).parent / "control-sim"
        process = subprocess.Popen(
            [program, "--port", "0", "--token", "none"], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
        url = process.stdout.readline().split()[-1]
        command = [self.curl, f"{url}/inventory_device/7/", str(REQUESTS), "64"]
        rate = statistics.median(self.number(command) for _ in range(ROUNDS))
        process.terminate()
        process.wait()
        return ["`control-sim`, single devices", "thousands a second", f"**{rate / 1000:.0f} thousand a second**", "–"]

    @staticmethod
    def number(command):
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[0])

    @staticmethod
    def python(library):
        return [sys.executable, str(HERE / f"Baselines/{library}_client.py"), URL]

    @staticmethod
    def works(command):
        probe = [*command[:-1], "1"] if "client.py" in command[1] else [*command[:2], "64", "64"]
        return subprocess.run(probe, capture_output=True).returncode == 0
