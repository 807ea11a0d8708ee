"""Spark Connect, whose frames have other classes and no partitions to be asked for."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
]
ROOT = Path(__file__).parents[2]


def test_the_numbers_of_the_rows_in_memory():
    pytest.importorskip("pyspark")
    pytest.importorskip("grpc_status", reason="Connect needs grpcio-status")
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-m", "tests.sources.connect_fit"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    (line,) = (line for line in done.stdout.splitlines() if "found" in line)
    assert max(json.loads(line.partition("found")[2])) < 1e-8
