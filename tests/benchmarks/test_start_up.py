"""Commands that start in processes of their own."""

from benchmarks import start_up
from benchmarks.race import Plan


def test_rows_of_those_who_are_wanted():
    told = []
    rows = list(start_up.run(False, Plan(20.0, 2, ("pass", "import oddsmith")), told.append))
    assert [row.entrant for row in rows] == ["python -c pass", "import oddsmith"]
    assert told == ["python -c pass", "import oddsmith"] * 3  # the first turn fills the caches
    assert all(row.seconds > 0 for row in rows)
