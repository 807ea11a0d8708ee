"""A fit that is ended at any moment goes on from its checkpoint, and ends with the same bits."""

import os
import pickle
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

import oddsmith
from oddsmith.errors import InputError
from oddsmith.sources import Local, Tables
from oddsmith.sources.checkpoint import Checkpointed, signature
from tests.sources.streams import cut, town_table

TABLE = town_table(500)
FORMULA = "y ~ scale(x) + town + C(k)"
PROGRAM = """
import sys, time
import oddsmith
from tests.sources.streams import cut, town_table

def pieces():
    for part in cut(town_table(500), 100, 300):
        time.sleep(float(sys.argv[2]))
        yield part

fit = oddsmith.fit("y ~ scale(x) + town + C(k)", pieces, checkpoint=sys.argv[1])
print(fit.coefficients.tobytes().hex(), fit.covariance.tobytes().hex())
"""


def start(path, pause):
    words = [sys.executable, "-c", PROGRAM, str(path), str(pause)]
    places = os.pathsep.join(["src", ".", os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(words, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": places})


def wait_for_readings(path, number):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if path.exists() and len(pickle.loads(path.read_bytes())[2]) >= number:
            return
        time.sleep(0.02)
    raise AssertionError("no checkpoint was written")


@pytest.mark.parametrize(
    ("ended_by", "number"), [(signal.SIGKILL, 1), (signal.SIGKILL, 3), (signal.SIGINT, 2)]
)
def test_a_process_that_is_ended_goes_on_and_ends_with_the_same_bits(tmp_path, ended_by, number):
    path = tmp_path / "c"
    process = start(path, 0.15)
    wait_for_readings(path, number)
    process.send_signal(ended_by)
    process.communicate()
    known = len(pickle.loads(path.read_bytes())[2])
    again, whole = start(path, 0), start(tmp_path / "other", 0)
    assert again.communicate()[0] == whole.communicate()[0] != b""
    assert process.returncode != 0
    assert len(pickle.loads(path.read_bytes())[2]) > known


def test_what_has_been_read_is_not_read_again(tmp_path):
    read = []

    def pieces():
        read.append(1)
        return iter(cut(TABLE, 200))

    once = oddsmith.fit(FORMULA, pieces, checkpoint=tmp_path / "c")
    first = len(read)
    twice = oddsmith.fit(FORMULA, pieces, checkpoint=tmp_path / "c")
    assert len(read) - first < 5  # names and first rows, but no sweep
    np.testing.assert_array_equal(once.covariance, twice.covariance)


@pytest.mark.parametrize(
    ("formula", "settings"), [("y ~ x", {}), (FORMULA, {"weights": "w"}), (FORMULA, {"tol": 1e-6})]
)
def test_the_checkpoint_of_another_fit_is_refused(tmp_path, formula, settings):
    oddsmith.fit(FORMULA, [TABLE], checkpoint=tmp_path / "c")
    with pytest.raises(InputError, match=r"is the checkpoint of another fit.*Remove it"):
        oddsmith.fit(formula, [TABLE], checkpoint=tmp_path / "c", **settings)


def test_files_written_anew_with_as_many_rows_are_refused(tmp_path):
    path = tmp_path / "a.parquet"
    TABLE.to_parquet(path)
    oddsmith.fit(FORMULA, path, checkpoint=tmp_path / "c")
    TABLE.assign(y=TABLE["y"].to_numpy()[::-1]).to_parquet(path)
    with pytest.raises(InputError, match="or the files have changed since"):
        oddsmith.fit(FORMULA, path, checkpoint=tmp_path / "c")


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path):
    (tmp_path / "c").write_text("something else")
    with pytest.raises(InputError, match="is no checkpoint of this version"):
        oddsmith.fit(FORMULA, [TABLE], checkpoint=tmp_path / "c")
    assert (tmp_path / "c").read_text() == "something else"


def test_a_file_that_would_run_something_is_refused(tmp_path):
    (tmp_path / "c").write_bytes(pickle.dumps(("oddsmith checkpoint 1", "", [os.system])))
    with pytest.raises(InputError, match=r"it calls for (posix|nt).system"):
        oddsmith.fit(FORMULA, [TABLE], checkpoint=tmp_path / "c")


def test_functions_of_a_library_that_read_files_are_refused(tmp_path):
    (tmp_path / "c").write_bytes(pickle.dumps(("oddsmith checkpoint 1", "", [pd.read_pickle])))
    with pytest.raises(InputError, match=r"it calls for pandas.*read_pickle"):
        oddsmith.fit(FORMULA, [TABLE], checkpoint=tmp_path / "c")


def test_every_kind_of_column_and_error_goes_on(tmp_path):
    table = TABLE.assign(kind=pd.Categorical(TABLE["town"]))
    settings = {"weights": "w", "cluster": "school", "checkpoint": tmp_path / "c"}
    once, twice = (oddsmith.fit("y ~ x + C(k) + kind", cut(table, 9), **settings) for _ in range(2))
    np.testing.assert_array_equal(once.covariance, twice.covariance)


def test_a_table_in_memory_needs_no_checkpoint(tmp_path):
    with pytest.raises(InputError, match=r"checkpoint=.*a table in memory: leave it out"):
        oddsmith.fit(FORMULA, TABLE, checkpoint=tmp_path / "c")
    with pytest.raises(InputError, match=r"progress=True is for rows that are read piece by piece"):
        oddsmith.fit(FORMULA, TABLE, progress=True)


def test_another_reading_than_the_one_that_is_known_is_refused(tmp_path):
    source = Local(Tables([TABLE]))
    Checkpointed(source, tmp_path / "c", "q").total(lambda piece: len(piece.table), ["x"])
    other = Checkpointed(source, tmp_path / "c", "q")
    with pytest.raises(InputError, match=r"reading 1 of the fit asks for something else"):
        other.total(lambda piece: len(piece.table), ["y"])


def test_signatures_are_of_numbers_and_not_of_places():
    a, b = np.arange(3.0), np.arange(3.0)
    assert signature(a) == signature(b) != signature(a + 1)
