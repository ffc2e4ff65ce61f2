"""What a script with Python's requests and a session does: one request after the other, each answer read as JSON.

    python3 requests_client.py URL COUNT     prints requests a second
    python3 requests_client.py URL walk      prints the seconds of a walk through all pages
"""

import sys
import time

import requests

url, task = sys.argv[1:]
session = requests.Session()
session.headers["Authorization"] = "Bearer bench"
began = time.perf_counter()
if task == "walk":
    offset = 0
    while True:
        page = session.get(f"{url}/inventory_device/", params={"limit": 100, "offset": offset}).json()
        offset += len(page["results"])
        if not page["next"]:
            break
    print(time.perf_counter() - began)
else:
    for number in range(int(task)):
        assert session.get(f"{url}/inventory_device/{number % 1000 + 1}/").json()["id"] == number % 1000 + 1
    print(int(task) / (time.perf_counter() - began))
