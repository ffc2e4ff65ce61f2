"""Parameter dumps in the format of data/devices/README.md: two small ones of our own, and the real ones."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from gateway import DUMPS

COLUMNS = ["Parameter", "Object", "Writable", "Value", "Value type"]
REAL = sorted(path.name for path in DUMPS.glob("*.csv")) if DUMPS.is_dir() else []


@dataclass
class Row:
    value: str
    type: str
    is_writable: bool


class Dump:
    """What a file holds, as Python's own reader sees it."""

    def __init__(self, path: Path):
        self.path = path
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file, strict=True))
        self.root = rows[0]["Parameter"].split(".")[0]
        self.parameters = {
            row["Parameter"]: Row(row["Value"], row["Value type"], row["Writable"] == "true")
            for row in rows
            if row["Object"] == "false"
        }

    def value(self, path: str) -> str:
        """The value of a parameter below the root."""
        return self.parameters[f"{self.root}.{path}"].value


def real(name: str) -> Dump:
    return Dump(DUMPS / name)


def handmade(root: str, folder: Path) -> Dump:
    """A small tree of that root, with the oddities that real devices have."""
    rows: list[tuple[str, bool, bool, str, str]] = [("", True, False, "", "")]

    def object(path: str, is_writable: bool = False) -> None:
        rows.append((path, True, is_writable, "", ""))

    def parameter(path: str, value: str, type: str = "xsd:string", is_writable: bool = False) -> None:
        rows.append((path, False, is_writable, value, type))

    object("DeviceInfo")
    for name, value in [
        ("HardwareVersion", "rev. 2"), ("Manufacturer", "Hand, Made & Sons"), ("ManufacturerOUI", "02005E"),
        ("ModelName", "HM-1"), ("ProductClass", "HM-1"),
    ]:  # fmt: skip
        parameter(f"DeviceInfo.{name}", value)
    parameter("DeviceInfo.ProvisioningCode", "", is_writable=True)
    parameter("DeviceInfo.SerialNumber", "HM00000001")
    parameter("DeviceInfo.SoftwareVersion", "1.0-hand")
    parameter("DeviceInfo.UpTime", "86400", "xsd:unsignedInt")
    parameter("DeviceInfo.X_HAND_Log", 'one line\nanother, with a "quote"\n')
    object("ManagementServer")
    parameter("ManagementServer.PeriodicInformEnable", "true", "xsd:boolean", True)
    parameter("ManagementServer.PeriodicInformInterval", "300", "xsd:unsignedInt", True)
    parameter("ManagementServer.PeriodicInformTime", "", "xsd:dateTime", True)
    parameter("ManagementServer.URL", "https://acs.example.net/cwmp", is_writable=True)
    object("X_HAND-Made_Odd")
    parameter("X_HAND-Made_Odd.802-1pMark", "-1", "xsd:Int", True)
    parameter("X_HAND-Made_Odd.8021pMark", "4294967295", "xsd:boolean", True)
    parameter("X_HAND-Made_Odd.Json", '{"a": [1, "zwei"]}', is_writable=True)
    parameter("X_HAND-Made_Odd.NoType", "something", "")
    parameter("X_HAND-Made_Odd.Padded", "  two before, one behind ", is_writable=True)
    parameter("X_HAND-Made_Odd.Reference", f"{root}.X_HAND-Made_Odd.Table.3.", is_writable=True)
    parameter("X_HAND-Made_Odd.Since", "1981-01-01_00:00:15", "xsd:dateTime", True)
    object("X_HAND-Made_Odd.Table", True)
    for instance in (3, 20, 100):
        object(f"X_HAND-Made_Odd.Table.{instance}", True)
        parameter(f"X_HAND-Made_Odd.Table.{instance}.Enable", "", "xsd:unsignedint", True)
        parameter(f"X_HAND-Made_Odd.Table.{instance}.Name", f"größe {instance} \U0001f4e1", is_writable=True)
    object("X_HAND-Made_Odd.TableWithoutRows", True)
    path = folder / f"{root}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name, is_object, is_writable, value, type in rows:
            full = f"{root}.{name}" if name else root
            writer.writerow([full, str(is_object).lower(), str(is_writable).lower(), value, type])
    return Dump(path)
