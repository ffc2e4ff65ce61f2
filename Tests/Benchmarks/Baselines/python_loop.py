"""The Python baselines: a loop that reads lines, parses them, looks the device up, builds the answer and prints it.

python_loop.py json|orjson ping
python_loop.py json|orjson inventory RECORDS     a file of JSON lines, one device each

Answers are flushed when no more input is buffered, as cpegate does it.
"""

import os
import sys

if sys.argv[1] == "orjson":
    import orjson

    loads, dumps = orjson.loads, orjson.dumps
else:
    import json

    loads = json.loads
    encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode

    def dumps(value):
        return encode(value).encode()


def ping(request):
    return {}


def load(path):
    records = [loads(line) for line in open(path, "rb")]
    by_name = {record["name"]: record for record in records}
    by_serial = {record["serial_number"]: record for record in records}

    def inventory(request):
        selector = request["params"]["device"]
        if "id" in selector:
            record = records[selector["id"] - 1]
        elif "name" in selector:
            record = by_name[selector["name"]]
        else:
            record = by_serial[selector["serial_number"]]
        freshness = {"source": "mock", "fetched_at": "2030-01-01T00:00:00.000Z", "age_s": 0, "stale": False}
        return {"device": record, "freshness": freshness}

    return inventory


def main():
    answer = ping if sys.argv[2] == "ping" else load(sys.argv[3])
    held = b""
    while True:
        got = os.read(0, 1 << 16)
        if not got:
            return
        *lines, held = (held + got).split(b"\n")
        out = []
        for line in lines:
            request = loads(line)
            out.append(dumps({"jsonrpc": "2.0", "id": request["id"], "result": answer(request)}))
        if out:
            out.append(b"")
            rest = b"\n".join(out)
            while rest:
                rest = rest[os.write(1, rest) :]


main()
