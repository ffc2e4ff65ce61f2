"""The published data models as another program extracted them (data/bbf/tsv)."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from gateway import DUMPS

FOLDER = DUMPS.parent / "bbf" / "tsv"
MODELS = [path.stem.replace("-", ":", 1) for path in sorted(FOLDER.glob("*.tsv")) if "removed" not in path.stem]
ESCAPES = {"t": "\t", "r": "\r", "n": "\n"}
ROOTS = ("Device", "InternetGatewayDevice")

NAME = r"[^\W\d][\w-]*"
INSTANCE = r"(?:[1-9]\d{0,9}|\[[^\W\d_][^\[\]\"]{0,63}\])"
GRAMMAR = re.compile(rf"{NAME}\.(?:{NAME}(?:\.{INSTANCE})?\.)*(?:{NAME})?")


def is_path(text: str) -> bool:
    """Whether a path follows the strict grammar (section 2 of the path rules)."""
    return len(text) <= 256 and GRAMMAR.fullmatch(text) is not None


def template(path: str) -> str:
    """The path with every number of a row as `{i}`."""
    return ".".join("{i}" if part.isdigit() else part for part in path.split("."))


@functools.cache
def rows(model: str) -> list[dict[str, str]]:
    lines = (FOLDER / f"{model.replace(':', '-')}.tsv").read_text(encoding="utf-8").split("\n")
    header, *lines = (line.split("\t") for line in lines if line)
    return [dict(zip(header, line)) for line in lines]


def mount(model: str) -> str:
    return "" if model.split(":")[0] in ROOTS else "Device.Services."


@functools.cache
def templates() -> set[str]:
    """Those of all models, of services below both roots."""
    found = set()
    for model in MODELS:
        for root in ROOTS:
            above = f"{root}.Services." if mount(model) else ""
            found.update(above + row["path"] for row in rows(model))
    return found


def is_known(path: str) -> bool:
    """Whether any model has a concrete path, of a table too."""
    wanted = template(path)
    return wanted in templates() or path.endswith(".") and wanted + "{i}." in templates()


def children(model: str, parent: str) -> list[str]:
    """What stands directly below an object or a row in a model and is not deleted, in the order of the model."""
    found: dict[str, bool] = {}
    for row in rows(model):
        if row["path"].startswith(parent) and row["path"] != parent:
            name, dot, _ = row["path"][len(parent) :].partition(".")
            is_itself = row["path"] in (parent + name + dot, parent + name + ".{i}.")
            found[name + dot] = found.get(name + dot, False) or is_itself and "deleted" in row["status"]
    return [name for name, is_deleted in found.items() if not is_deleted]


# What parameter.describe has to say of a row


def facts(model: str, row: dict[str, str]) -> dict:
    """The members of parameter.describe that the row decides."""
    path = mount(model) + row["path"]
    found = {
        "path": path,
        "model": model,
        "kind": {"param": "parameter"}.get(row["kind"], row["kind"]),
        "status": row["status"].lstrip("^") or "current",
    }
    if not row["version"].startswith("~"):
        found["since"] = row["version"] or None
    if row["kind"] != "object":
        # `O` can be set once, in a new row.
        found["access"] = "readWrite" if row["access"] in "WO" else "readOnly"
    if row["kind"] == "table":
        parent = path.removesuffix("{i}.").rstrip(".").rpartition(".")[0] + "."
        parent = parent if parent != "." else ""
        found["count_parameter"] = parent + row["count"] if row["count"] else None
        found["enable_parameter"] = path + row["enable"] if row["enable"] else None
        found["unique_keys"] = [
            {"parameters": key[2:].split("+"), "functional": key.startswith("f:")} for key in items(row["keys"])
        ]
    if row["kind"] == "param":
        found |= _values(row)
    return found


def _values(row: dict[str, str]) -> dict:
    flags = row["flags"].split("|")
    patterns = [_plain(item) for item in items(row["pattern"])]
    origin, _, default = row["default"].partition(":")
    return {
        "type": row["type"],
        "data_type": row["datatype"] or None,
        "units": _plain(row["units"]) or None,
        "range": [_span(item) for item in items(row["range"])],
        "length": [_span(item) for item in items(row["size"])],
        "enumeration": [_choice(item) for item in items(row["enum"])],
        "pattern": None if not patterns else patterns[0] if len(patterns) == 1 else _either(patterns),
        "list": _list(row["list"]),
        "default": _plain(default) if origin else None,
        "default_of": origin or None,
        "hidden": "hidden" in flags or "secured" in flags,
        "command": "command" in flags,
        "forced_inform": "forcedInform" in flags,
        "references": [_reference(item) for item in items(row["ref"])],
    }


def items(cell: str) -> list[str]:
    """The items of a cell, still escaped."""
    return re.findall(r"(?:^|(?<=\|))((?:[^|\\]|\\.)*)(?:\||$)", cell) if cell else []


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[1]), text)


def _either(patterns: list[str]) -> str:
    return "|".join(f"({pattern})" for pattern in patterns)


def _number(text: str) -> int | float | None:
    return None if not text else float(text) if "." in text else int(text)


def _span(text: str) -> dict:
    text, slash, step = text.partition("/")
    least, _, most = text.partition("..")
    return {"min": _number(least), "max": _number(most)} | ({"step": _number(step)} if slash else {})


def _choice(item: str) -> dict:
    value, _, flags = re.match(r"((?:[^\\]|\\[^{])*)(\\\{(.*)\})?$", item, re.S).groups()
    return {"value": _plain(value), "settable": "r" not in (flags or "")}


def _list(cell: str) -> dict | None:
    if not cell:
        return None
    parts = dict(part.split("=", 1) for part in cell.split()[1:])
    return {
        "items": _span(parts["items"]) if "items" in parts else None,
        "length": _span(parts["size"]) if "size" in parts else None,
    }


def _reference(item: str) -> dict:
    kind, *words = item.split(" ")
    named = dict(word.split("=", 1) for word in words if "=" in word)
    targets = named.get("targetParent") or named.get("target") or ""
    return {
        "kind": kind,
        "strong": True if "strong" in words else False if "weak" in words else None,
        "target_type": named.get("targetType"),
        "targets": targets.split(",") if targets else [],
    }
