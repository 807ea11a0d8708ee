"""Results, tables, the page and its picture, and the command that runs it all."""

import re
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import run as command
from benchmarks.machine import describe
from benchmarks.page import main as write_page
from benchmarks.page import page
from benchmarks.peers import OURS
from benchmarks.problems import BY_COLUMNS, BY_ROWS
from benchmarks.race import Plan
from benchmarks.results import Results, Row
from benchmarks.table import fit_table, grid, markdown, plain_table, standing


def fits(problem, entrant, seconds, *, group="Dense", n=10, p=2):
    """The three rows of an entrant; None where it does not reach the gap."""
    who = (group, problem, entrant)
    note = "" if seconds else "out of 1 s, gap 3e-05"
    reads = None if seconds is None else seconds * 1e3
    bound = 2e-13 if entrant == OURS else None
    return [
        Row(*who, "default", 0.5, 500.0, 1e-4, 12.0, n, p, bound=bound),
        Row(*who, "1e-08", seconds, reads, 2e-9, 11.0, n, p, 1e-5, note),
        Row(*who, "1e-10", seconds, reads, 2e-11, 11.0, n, p, 1e-6, note),
    ]


ROWS = [
    *fits("won", OURS, 0.1),
    *fits("won", "peer", 0.4),
    *fits("lost", OURS, 0.3),
    *fits("lost", "peer", 0.1),
    *fits("alone", OURS, 0.3),
    *fits("alone", "peer", None),
    *fits("left", OURS, None),
    *fits("left", "peer", 0.1),
    Row("Latency", "iris", OURS, "fit", 0.001),
]
RESULTS = Results("2001-02-03", "short set", {**describe(), "cores": "2"}, ROWS)


def test_results_come_back_as_they_were(tmp_path):
    RESULTS.save(tmp_path / "results.json")
    assert Results.load(tmp_path / "results.json") == RESULTS


def test_losses_come_first_and_are_bold():
    lines = standing(ROWS).splitlines()[2:]
    assert [line.split(" | ")[0].strip("| ") for line in lines] == ["left", "lost", "won", "alone"]
    assert "**we do not reach it**" in lines[0]
    assert "**3**" in lines[1]
    assert "| 0.25 |" in lines[2]
    assert "none reaches it" in lines[3]


def test_a_fits_table_is_in_order_of_time():
    lines = fit_table(ROWS[:3] + fits("won", "slow", None) + ROWS[3:6]).splitlines()
    assert [line.split(" | ")[0].strip("| ") for line in lines[2:]] == [OURS, "peer", "slow"]
    assert lines[2] == f"| {OURS} | 0.1 | 100 | 0.1 | 100 | 0.5 | 0.0001 | 2e-13 | 11 |"
    assert "out of 1 s, gap 3e-05" in lines[4]


def test_what_is_not_a_fit_has_a_line_for_each_row():
    row = Row("Separation", "quasi", "peer", "verdict", None, note="out of 1 s")
    assert plain_table([row]).splitlines()[2] == "| verdict | peer | – |  | – |  | out of 1 s |"


def test_every_line_of_a_table_has_as_many_cells():
    text = markdown(RESULTS)
    for table in text.split("\n\n"):
        if table.startswith("|"):
            assert len({line.count("|") for line in table.splitlines()}) == 1
    assert text.startswith("Short set, 2001-02-03.")
    assert grid(["a"], []) == "| a |\n| --- |"


@pytest.mark.parametrize(("load", "said"), [("0.4", False), ("5.0", True)])
def test_the_page_says_whether_the_machine_was_busy(load, said):
    machine = {**RESULTS.machine, "load at the start": load}
    assert ("The machine was busy" in page(replace(RESULTS, machine=machine))) is said


def test_the_page_is_written_with_its_picture(tmp_path):
    grown = [row for n in (10, 100) for row in fits(f"{n}", OURS, n / 1e3, group=BY_ROWS, n=n)]
    grown += [row for p in (3, 30) for row in fits(f"{p}", "peer", p / 1e3, group=BY_COLUMNS, p=p)]
    source = tmp_path / "results.json"
    replace(RESULTS, rows=[*ROWS, *grown]).save(source)
    write_page(source, tmp_path / "docs")
    written = (tmp_path / "docs" / "benchmarks.md").read_text()
    assert "2001-02-03" in written
    assert "pictures/cost.png" in written
    assert (tmp_path / "docs" / "pictures" / "cost.png").read_bytes().startswith(b"\x89PNG")


def test_a_run_writes_json_and_markdown(tmp_path):
    command.main(only="admissions", turns=1, budget=60.0, out=tmp_path)
    found = Results.load(tmp_path / "results.json")
    assert {row.group for row in found.rows} == {"Real tables"}
    reached = {row.entrant for row in found.rows if row.asked == "1e-10" and row.seconds}
    assert OURS in reached
    assert all(np.isfinite(row.reads) for row in found.rows if row.seconds)
    assert "admissions" in (tmp_path / "results.md").read_text()


def test_threads_are_those_that_are_given(tmp_path):
    command.main(only="iris", entrant=["estimate"], turns=1, budget=60.0, threads=1, out=tmp_path)
    machine = Results.load(tmp_path / "results.json").machine
    assert machine["our threads"] == "1"
    assert set(re.findall(r"(\d+) threads", machine["BLAS"])) == {"1"}


def test_those_who_are_wanted_run_alone(tmp_path):
    command.main(only="admissions", entrant=["ESTIMATE"], turns=1, budget=60.0, out=tmp_path)
    found = Results.load(tmp_path / "results.json")
    assert {row.entrant for row in found.rows} == {"oddsmith estimate"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"only": "nonsense"}, "no problem has 'nonsense' in its title"),
        ({"entrant": ["nonsense"]}, "none of oddsmith LogisticRegression, "),
    ],
)
def test_what_nothing_matches_is_refused(asked, said, tmp_path):
    with pytest.raises(Exception, match=said):
        command.main(**asked, out=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_the_full_set_has_all_that_the_short_one_has():
    def groups(full):
        return {job.label.split(":")[0] for job in command.jobs(full, Plan(1.0, 1), "")}

    assert groups(True) == groups(False)
    assert len(groups(True)) == 15
