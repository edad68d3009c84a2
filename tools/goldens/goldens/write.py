"""Writes the data files of the suite: one case a line, so that a change shows as the lines it touches."""

import json
from pathlib import Path


def write_cases(folder: Path, name: str, origin: dict, cases: list[dict]) -> int:
    """Writes `<name>.json` and returns its size."""
    lines = ",\n".join(compact(case) for case in cases)
    text = f'{{"origin":{compact(origin)},\n"cases":[\n{lines}\n]}}\n'
    (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return len(text)


def compact(value) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def write_index(folder: Path, files: list[dict]):
    """Lists the files with the number of cases that each holds."""
    (folder / "index.json").write_text(json.dumps({"files": files}, indent=2) + "\n", encoding="utf-8")
