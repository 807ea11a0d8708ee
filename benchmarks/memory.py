"""Memory: what a fit takes beyond its X, for each kind of X.

    python -m benchmarks.memory

Each kind is fitted in a process of its own; the peak of resident memory during the fit, less what
was there before it, is set beside the size of X.
"""

import subprocess
import sys

from rich.console import Console
from rich.table import Table

ROWS, COLUMNS = 1_000_000, 40
KINDS = {
    "float64, C order": "rng.standard_normal((n, p))",
    "float64, F order": "np.asfortranarray(rng.standard_normal((n, p)))",
    "float32": "rng.standard_normal((n, p), dtype=np.float32)",
    "int8": "rng.integers(-3, 4, (n, p)).astype(np.int8)",
    "CSR, 5 %": "sp.random_array((n, p), density=0.05, format='csr', rng=rng)",
    "CSC, 5 %": "sp.random_array((n, p), density=0.05, format='csc', rng=rng)",
    "pandas": "pd.DataFrame(rng.standard_normal((n, p)))",
}
PROGRAM = """
import numpy as np, pandas as pd, scipy.sparse as sp
from benchmarks.measure import measured
from oddsmith import LogisticRegression
rng = np.random.default_rng(0)
n, p = {rows}, {columns}
LogisticRegression().fit(rng.standard_normal((50, 2)), np.arange(50) % 2)
X = {make}
y = rng.integers(0, 2, n)
size = sum(getattr(X, a).nbytes for a in ("data", "indices", "indptr")) if sp.issparse(X) else (
    X.to_numpy().nbytes if isinstance(X, pd.DataFrame) else X.nbytes)
print(size / 1e6, measured(lambda: LogisticRegression().fit(X, y)).peak)
"""


def measure(make: str) -> tuple[float, float]:
    """Size of X and peak above it, in MB; needs Linux, see `benchmarks.measure`."""
    program = PROGRAM.format(rows=ROWS, columns=COLUMNS, make=make)
    said = subprocess.check_output([sys.executable, "-c", program], text=True)
    size, above = map(float, said.split())
    return size, above


def main() -> None:
    table = Table("X, 1,000,000 × 40", "size, MB", "peak of the fit above it, MB")
    for name, make in KINDS.items():
        size, above = measure(make)
        table.add_row(name, f"{size:,.0f}", f"{above:,.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
