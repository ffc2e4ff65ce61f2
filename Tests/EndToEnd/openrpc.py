"""The OpenRPC document of this project: read, written in its own layout, and its examples run."""

import copy
import json
import subprocess

from gateway import BINARY, REPOSITORY, environment

DOCUMENT = REPOSITORY / "protocol" / "openrpc.json"
WIDTH = 118


def load() -> dict:
    return json.loads(DOCUMENT.read_text())


def store(document: dict) -> None:
    DOCUMENT.write_text(layout(document) + "\n")


def layout(value, indent: int = 0, used: int = 0) -> str:
    """JSON text that keeps on one line what fits there, so that a change of one member is a change of one line."""
    short = json.dumps(value, ensure_ascii=False)
    if indent + used + len(short) <= WIDTH or not value or not isinstance(value, (dict, list)):
        return short
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        names = {name: json.dumps(name, ensure_ascii=False) + ": " for name in value}
        parts = [inner + names[name] + layout(value[name], indent + 2, len(names[name]) + 1) for name in value]
        return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(inner + layout(item, indent + 2, 1) for item in value) + "\n" + " " * indent + "]"


def params_of(example: dict) -> dict:
    return {param["name"]: param["value"] for param in example["params"]}


def run_example(method: str, example: dict, folder) -> dict:
    """The answer to an example in a new process on a still clock, behind the calls that it needs before it."""
    calls = [*example.get("x-before", []), {"method": method, "params": params_of(example)}]
    lines = "".join(json.dumps({"jsonrpc": "2.0", "id": number, **call}) + "\n" for number, call in enumerate(calls))
    command = [BINARY, "--config", "none", "--mock-clock", "virtual", *example.get("x-options", ["--backend", "mock"])]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, cwd=folder, timeout=20, check=True,
        env=environment())
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return next(answer for answer in answers if answer.get("id") == len(calls) - 1)


def whole_schema(document: dict, schema: dict, closed: bool = False) -> dict:
    """A schema that can be used alone; when closed, it refuses members that it does not name."""
    components = document["components"]
    if closed:
        schema, components = close(copy.deepcopy(schema)), close(copy.deepcopy(components))
    return {**schema, "components": components}


def close(schema):
    if isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            close(part)
    elif isinstance(schema, list):
        for part in schema:
            close(part)
    return schema
