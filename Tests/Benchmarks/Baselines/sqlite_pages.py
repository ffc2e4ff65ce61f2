"""What a script does without the gateway: asks the cache's file for pages and makes the same answers as JSON.

Takes the file, how it makes them (`json` reads each record and writes the whole answer, `splice` puts their texts
together) and a file of [SQL, arguments] for pages that are asked for one after the other, round and round; prints
the median in milliseconds.
"""

import base64
import json
import sqlite3
import statistics
import sys
import time

ROUNDS = 200
LONGEST = 2.0


def answer(connection, way, number, sql, arguments):
    rows = connection.execute(sql, arguments).fetchall()
    cursor = None
    if len(rows) > 100:
        rows = rows[:100]
        cursor = base64.urlsafe_b64encode(json.dumps([rows[-1][0], rows[-1][2]]).encode()).decode()
    read_at = min(row[1] for row in rows)
    freshness = {"source": "cache", "fetched_at": read_at, "age_s": time.time() - read_at / 1000, "stale": False}
    if way == "json":
        result = {"devices": [json.loads(row[3]) for row in rows], "next_cursor": cursor, "freshness": freshness}
        return json.dumps({"jsonrpc": "2.0", "id": number, "result": result}, separators=(",", ":"))
    return (
        f'{{"jsonrpc":"2.0","id":{number},"result":{{"devices":[{",".join(row[3] for row in rows)}],'
        f'"next_cursor":{json.dumps(cursor)},"freshness":{json.dumps(freshness)}}}}}')


def main():
    file, way, pages = sys.argv[1:]
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA cache_size = -8000")
    pages = json.load(open(pages))
    taken = []
    for number in range(ROUNDS + len(pages)):
        began = time.perf_counter()
        text = answer(connection, way, number, *pages[number % len(pages)])
        taken.append(time.perf_counter() - began)
        assert text.count('"uuid":') == 100
        if number >= 2 * len(pages) and sum(taken) > LONGEST:
            break
    print(statistics.median(taken[len(pages):]) * 1000)


main()
