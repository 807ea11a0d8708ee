"""Compiling: when it is asked for, and where nothing can be kept."""

import subprocess
import sys

import pytest

pytest.importorskip("numba")


def test_nothing_is_loaded_before_the_first_call():
    code = "import sys, oddsmith.kernels; assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_cannot_be_kept_is_compiled_all_the_same():
    """A function without a file has no folder to keep its machine code in."""
    code = (
        "from oddsmith.kernels.compiled import compiled\n"
        "space = {}\n"
        "exec('def double(x): return 2 * x', space)\n"
        "print(compiled(space['double'])(21))\n"
    )
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert out.stdout.strip() == "42"
