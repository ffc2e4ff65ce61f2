"""What a service with aiohttp does: 64 requests at a time, each answer read as JSON.

    python3 aiohttp_client.py URL COUNT      prints requests a second
"""

import asyncio
import sys
import time

import aiohttp

url, count = sys.argv[1], int(sys.argv[2])


async def main():
    numbers = iter(range(count))

    async def work(session):
        for number in numbers:
            async with session.get(f"{url}/inventory_device/{number % 1000 + 1}/") as answer:
                assert (await answer.json())["id"] == number % 1000 + 1

    headers = {"Authorization": "Bearer bench"}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64), headers=headers) as session:
        began = time.perf_counter()
        await asyncio.gather(*(work(session) for _ in range(64)))
        print(count / (time.perf_counter() - began))


asyncio.run(main())
