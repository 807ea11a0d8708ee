"""Memory: what a fit takes beyond its X, for each kind of X.

Each kind is fitted in a process of its own; the peak of resident memory during the fit, less what
was there before it, is set beside the size of X.
"""

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.peers import OURS
from benchmarks.race import Plan, Tell
from benchmarks.results import Row

GROUP = "Memory"
COLUMNS = 40
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
fitted = measured(lambda: LogisticRegression().fit(X, y))
print(size / 1e6, fitted.seconds, "?" if fitted.peak is None else fitted.peak)
"""


def measure(make: str, rows: int) -> tuple[float, float, float | None]:
    """Size of X in MB, seconds, and peak above it in MB where the system tells it."""
    program = PROGRAM.format(rows=rows, columns=COLUMNS, make=make)
    said = subprocess.check_output([sys.executable, "-c", program], text=True).split()
    return float(said[0]), float(said[1]), None if said[2] == "?" else float(said[2])


def run(full: bool, plan: Plan, tell: Tell) -> Iterator[Row]:
    n = 1_000_000 if full else 100_000
    for kind, make in KINDS.items() if plan.wants(OURS) else ():
        tell(kind)
        size, seconds, above = measure(make, n)
        who = (GROUP, f"X of {n:,} × {COLUMNS}", OURS, kind)
        yield Row(*who, seconds, peak=above, n=n, p=COLUMNS, note=f"X holds {size:,.0f} MB")
