"""Start-up: what importing the package and its first command cost, each in a process of its own."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from statistics import median

from benchmarks.measure import timed
from benchmarks.race import Plan, Tell
from benchmarks.results import Row

GROUP = "Start-up"
PYTHON = sys.executable
COMMANDS = {
    "python -c pass": [PYTHON, "-c", "pass"],
    "import numpy": [PYTHON, "-c", "import numpy"],
    "import oddsmith": [PYTHON, "-c", "import oddsmith"],
    "oddsmith.Neuron": [PYTHON, "-c", "from oddsmith import Neuron"],
    "oddsmith.LogisticRegression": [PYTHON, "-c", "from oddsmith import LogisticRegression"],
    "oddsmith.fit": [PYTHON, "-c", "from oddsmith import fit"],
    "scikit-learn's LogisticRegression": [
        PYTHON, "-c", "from sklearn.linear_model import LogisticRegression",
    ],
    "oddsmith learn and": [PYTHON, "-m", "oddsmith.cli", "learn", "and"],
    "oddsmith learn and --no-picture": [
        PYTHON, "-m", "oddsmith.cli", "learn", "and", "--no-picture",
    ],
}  # fmt: skip


def seconds(plan: Plan, tell: Tell) -> dict[str, float]:
    """Median seconds of each command that is wanted; they take turns, the first unheard."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS if plan.wants(name)}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(plan.turns + 1):
            for name, times in taken.items():
                tell(name)
                start = partial(
                    subprocess.run, COMMANDS[name], cwd=folder, check=True, capture_output=True
                )
                times += [timed(start).seconds] if turn else []  # the first fills the caches
    return {name: median(times) for name, times in taken.items()}


def run(full: bool, plan: Plan, tell: Tell) -> Iterator[Row]:
    for name, took in seconds(plan, tell).items():
        yield Row(GROUP, "a process of its own", name, "start", took)
