"""Start-up: what importing the package and its first command cost, beside NumPy.

python -m benchmarks.start_up
"""

import subprocess
import sys
import tempfile
import time

from rich.console import Console
from rich.table import Table

PYTHON = sys.executable
COMMANDS = {
    "python -c pass": [PYTHON, "-c", "pass"],
    "import numpy": [PYTHON, "-c", "import numpy"],
    "import oddsmith": [PYTHON, "-c", "import numpy, oddsmith"],
    "from oddsmith import Neuron": [PYTHON, "-c", "from oddsmith import Neuron"],
    "from oddsmith import LogisticRegression": [
        PYTHON, "-c", "from oddsmith import LogisticRegression",
    ],
    "from oddsmith import fit": [PYTHON, "-c", "from oddsmith import fit"],
    "oddsmith learn and": [PYTHON, "-m", "oddsmith.cli", "learn", "and"],
    "oddsmith learn and --no-picture": [
        PYTHON, "-m", "oddsmith.cli", "learn", "and", "--no-picture",
    ],
}  # fmt: skip
REPEATS = 7


def seconds(command: list[str], folder: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def measure() -> dict[str, float]:
    """Median seconds of each command; the commands take turns, so that noise is shared."""
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            {name: seconds(command, folder) for name, command in COMMANDS.items()}
            for _ in range(REPEATS + 1)
        ][1:]  # the first fills the caches
    return {name: sorted(run[name] for run in runs)[REPEATS // 2] for name in COMMANDS}


def main() -> None:
    found = measure()
    numpy = found["import numpy"]
    table = Table("command", "seconds", "less import numpy", "× import numpy")
    for name, took in found.items():
        table.add_row(name, f"{took:.3f}", f"{took - numpy:+.3f}", f"{took / numpy:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
