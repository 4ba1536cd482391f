"""One writer for all benchmarks: a table on the screen and ``benchmarks/results/<name>.json``."""

from __future__ import annotations

import json
import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


def write(name: str, rows: Sequence[Mapping[str, Any]], *, folder: Path = RESULTS) -> Path:
    """Print ``rows`` and write them; each row has at least dataset, system, metric and value."""
    for row in rows:
        missing = {"dataset", "system", "metric", "value"} - row.keys()
        if missing:
            raise ValueError(f"row {dict(row)!r} lacks {', '.join(sorted(missing))}")
    report = {
        "benchmark": name,
        "command": command(),
        "commit": commit(),
        "machine": machine(),
        "rows": [dict(row) for row in rows],
    }
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    file.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    show(rows)
    return file


def show(rows: Sequence[Mapping[str, Any]]) -> None:
    """A table: a line a dataset and metric, a column a system."""
    systems = list(dict.fromkeys(str(row["system"]) for row in rows))
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        lines.setdefault((str(row["dataset"]), str(row["metric"])), {})[str(row["system"])] = row["value"]
    cells = [["dataset", "metric", *systems]]
    cells += [[*key, *(_cell(values.get(system)) for system in systems)] for key, values in lines.items()]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def command() -> str:
    """As typed, with paths relative to here and none that says where the machine keeps things."""
    here = Path.cwd()
    arguments = []
    for argument in sys.argv[1:]:
        path = Path(argument)
        if path.is_absolute():
            argument = str(path.relative_to(here)) if path.is_relative_to(here) else f"…/{path.name}"
        arguments.append(argument)
    script = Path(sys.argv[0]).resolve()
    start = str(script.relative_to(here)) if script.is_relative_to(here) else script.name
    return shlex.join(["python", start, *arguments])


def commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def machine() -> dict[str, Any]:
    """Processor, cores and memory in GB; no name of the machine."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        processor = names[0] if names else processor
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"processor": processor, "cores": os.cpu_count(), "memory": f"{memory:.0f} GB"}


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)
