"""This release against the last one."""

import json

import pytest

from benchmarks import compare
from benchmarks.compare import BASELINE, Speed
from benchmarks.generators import dense

LAST = Speed(seconds=0.3, read=0.001, peer=0.5, sweeps=20)


@pytest.mark.parametrize(
    ("now", "worse"),
    [
        (Speed(0.3, 0.001, 0.5, 20), []),
        (Speed(0.9, 0.001, 0.5, 20), ["takes 3.0 times"]),
        (Speed(0.9, 0.003, 1.5, 20), []),  # the whole machine is slower
        (Speed(0.9, 0.001, 1.5, 20), []),  # one of the references is too
        (Speed(0.59, 0.001, 0.5, 20), []),  # within the relative bound
        (Speed(0.3, 0.001, 0.5, 31), ["reads the rows 31 times, not 20"]),
        (Speed(0.3, 0.001, 0.5, 29), []),
        (Speed(0.9, 0.001, 0.5, 40), ["takes 3.0 times", "reads the rows"]),
    ],
)
def test_bounds(now, worse):
    said = now.slower(LAST)
    assert len(said) == len(worse)
    assert all(line.startswith(start) for line, start in zip(said, worse, strict=True))


def test_small_times_are_noise():
    assert not Speed(0.1, 0.001, 0.5, 5).slower(Speed(0.01, 0.001, 0.5, 5))
    assert not Speed(0.3, 0.001, 0.5, 8).slower(Speed(0.3, 0.001, 0.5, 4))  # few sweeps


def test_the_baseline_is_of_these_problems():
    held = json.loads(BASELINE.read_text("utf-8"))
    assert set(held) == set(compare.problems())
    for speed in held.values():
        assert all(value > 0 for value in Speed(**speed).__dict__.values())


def small(monkeypatch, tmp_path):
    (_, peer), *_ = compare.problems().values()
    monkeypatch.setattr(compare, "problems", lambda: {"small": (dense(500, 3), peer)})
    monkeypatch.setattr(compare, "BASELINE", tmp_path / "baseline.json")


def test_a_release_is_as_fast_as_itself(monkeypatch, tmp_path, capsys):
    small(monkeypatch, tmp_path)
    compare.main(update=True)
    compare.main(update=False)
    assert "÷ scikit-learn" in capsys.readouterr().out


def test_a_slower_release_fails(monkeypatch, tmp_path):
    small(monkeypatch, tmp_path)
    compare.main(update=True)
    held = json.loads(compare.BASELINE.read_text("utf-8"))
    held["small"]["sweeps"] = 1.0
    compare.BASELINE.write_text(json.dumps(held))
    with pytest.raises(SystemExit, match=r"small: our fit reads the rows .* run with --update"):
        compare.main(update=False)
