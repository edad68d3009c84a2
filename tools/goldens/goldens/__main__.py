"""`python3 -m goldens [folder]`: writes every data file, by default into packages/conformance/data."""

import platform
import sys
import time
from itertools import groupby
from multiprocessing import Pool
from pathlib import Path

import mpmath
import numpy

from .design import design
from .expected import expect_case
from .inputs import make_inputs
from .operations import operation_cases
from .record import record
from .write import write_cases, write_index

ORIGIN = {
    "tool": "tools/goldens",
    "method": "the definitions, evaluated with mpmath",
    "digits": mpmath.mp.dps,
    "mpmath": mpmath.__version__,
    "python": platform.python_version(),
    "numpy": numpy.__version__,
}


def main(folder: Path):
    folder.mkdir(parents=True, exist_ok=True)
    started, index = time.time(), []
    operations = operation_cases()
    size = write_cases(folder, "operations", ORIGIN, operations)
    index.append({"file": "operations.json", "kind": "operation", "cases": len(operations)})
    cases = sorted(design(), key=family)
    with Pool() as processes:
        for name, members in groupby(cases, key=family):
            records = list(processes.imap(compute, members))
            size += write_cases(folder, name, ORIGIN, records)
            index.append({"file": f"{name}.json", "kind": "pooling", "cases": len(records)})
            print(f"{name}: {len(records)} cases, {time.time() - started:.0f} s", flush=True)
    write_index(folder, index)
    total = sum(entry["cases"] for entry in index)
    print(f"{total} cases, {size / 1e6:.2f} MB, {time.time() - started:.0f} s")


def family(case):
    """Edge cases have a file of their own, the others one a pooling."""
    return case["id"].split("/")[0]


def compute(case):
    inputs = make_inputs(case)
    return record(case, inputs, expect_case(case, inputs))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[3] / "packages" / "conformance" / "data")
