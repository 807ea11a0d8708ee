"""Parquet: rows that are read from a file, with standard errors, beside what reading alone takes.

    python -m benchmarks.parquet --rows 20000000

A file of n rows and 20 columns is made in ``build/``.  A fit in a process of its own says how long
it took, how often it read the file, and the peak of its memory; pyarrow then reads the same columns
as often.  What is sought: a ratio of three at most, eight readings, and under 1 GB.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from oddsmith.design import Array

COLUMNS = 19  # and the response
GROUP = 1 << 20  # rows in a row group
BUILD = Path("build")
PROGRAM = """
import json, resource, sys, time
import pyarrow.parquet as pq
import oddsmith
from oddsmith.sources import Local
from oddsmith.sources.opening import opened

class Readings:
    count = 0
    def begin(self, rows): self.count += 1
    def read(self, rows): pass

path, columns = sys.argv[1], int(sys.argv[2])
readings = Readings()
source = Local(opened(path).pieces, readings)
formula = "y ~ " + " + ".join(f"x{j}" for j in range(columns))
start = time.perf_counter()
fit = oddsmith.fit(formula, source, progress=False)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
start = time.perf_counter()
with pq.ParquetFile(path) as file:
    rows = sum(batch.num_rows for batch in file.iter_batches(1 << 17))
reading = time.perf_counter() - start
print(json.dumps({"rows": rows, "seconds": seconds, "readings": readings.count, "peak": peak,
                  "reading": reading, "errors": fit.bse.tolist(),
                  "params": fit.params.tolist()}))
"""


def chosen() -> Array:
    """The coefficients that the response is drawn with, the intercept first."""
    return np.concatenate([[-1.0], np.linspace(-0.3, 0.3, COLUMNS)])


def make(path: Path, rows: int, seed: int = 0) -> None:
    """Write a file of so many rows, a row group at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng, w, writer = np.random.default_rng(seed), chosen(), None
    path.parent.mkdir(parents=True, exist_ok=True)
    for start in range(0, rows, GROUP):
        n = min(GROUP, rows - start)
        X = rng.standard_normal((n, COLUMNS))
        y = (rng.random(n) < 1 / (1 + np.exp(-w[0] - X @ w[1:]))).astype(float)
        table = pa.table({"y": y, **{f"x{j}": X[:, j] for j in range(COLUMNS)}})
        if writer is None:
            writer = pq.ParquetWriter(path, table.schema, use_dictionary=False)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def measure(path: Path) -> dict[str, float | list[float]]:
    """What a fit of the file takes, and reading it alone."""
    words = [sys.executable, "-c", PROGRAM, str(path), str(COLUMNS)]
    found: dict[str, float | list[float]] = json.loads(subprocess.check_output(words, text=True))
    return found


def said(found: dict[str, float | list[float]]) -> str:
    """The measurement in words."""
    seconds, readings, reading, peak = (
        float(found[name])  # type: ignore[arg-type]
        for name in ("seconds", "readings", "reading", "peak")
    )
    return (
        f"{found['rows']:,} rows x {COLUMNS + 1}: {seconds:.1f} s in {readings:.0f} readings, peak "
        f"{peak:,.0f} MB; pyarrow reads once in {reading:.2f} s, ratio "
        f"{seconds / readings / reading:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    rows = parser.parse_args().rows
    path = BUILD / f"rows-{rows}.parquet"
    if not path.exists():
        make(path, rows)
    print(said(measure(path)))


if __name__ == "__main__":
    main()
