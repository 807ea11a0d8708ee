"""``oddsmith learn``, through typer's runner and as a process."""

import os
import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from oddsmith.cli import build, main
from oddsmith.lessons import learn


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(build(), list(words), catch_exceptions=False)


def test_and_prints_what_was_learned(run, tmp_path):
    ends = run("learn", "and")
    assert ends.exit_code == 0
    lesson = learn("and")
    text = " ".join(ends.output.split())
    assert "AND: learning rate 0.1, 1,000 epochs, batch size 1, squared loss, seed 0" in text
    for row in lesson.predictions:
        x1, x2 = row.inputs
        assert f"{x1:g} {x2:g} {row.target} {row.out:.4f} {row.predicted}" in text
    assert "Weights w1 = 2.6482 w2 = 2.6451 b = -4.0883" in text
    first, *_, last = lesson.neuron.history.mean_losses()
    assert f"Mean loss {first:.6f} at the start, {last:.6f} at the end" in text
    assert "Accuracy 4 of 4 rows right (100%)" in text
    assert "AND is learned" in text
    assert "Picture: and.png" in text
    assert (tmp_path / "and.png").read_bytes().startswith(b"\x89PNG")


def test_iris_has_20_of_20_test_rows_right(run):
    ends = run("learn", "iris", "--no-picture")
    assert "20 of 20 rows right" in ends.output
    assert "learning rate 0.01, 1,000 epochs" in ends.output


def test_xor_is_told_why(run, tmp_path):
    ends = run("learn", "xor", "--no-picture", "--loss", "cross-entropy")
    assert "No line separates the two classes." in ends.output
    assert "cross-entropy loss" in ends.output
    assert os.listdir(tmp_path) == []


def test_every_setting_reaches_the_neuron(run):
    words = "learn or --learning-rate 0.5 --epochs 7 --batch-size 3 --loss cross-entropy --seed 9"
    ends = run(*words.split(), "--no-picture")
    neuron = learn(
        "or", learning_rate=0.5, epochs=7, batch_size=3, loss="cross-entropy", seed=9
    ).neuron
    assert f"b = {neuron.bias:.4f}" in ends.output
    assert "learning rate 0.5, 7 epochs, batch size 3, cross-entropy loss, seed 9" in ends.output


def test_trace_is_one_line_for_each_update(run):
    ends = run("learn", "and", "--trace", "--no-picture", "--epochs", "5")
    lines = [line for line in ends.output.splitlines() if line.startswith("update=")]
    history = learn("and", epochs=5).neuron.history
    assert len(lines) == len(history) == 20
    for line, row in zip(lines, history, strict=True):
        seen = dict(pair.split("=") for pair in line.split())
        assert int(seen["epoch"]) == row.epoch
        assert int(seen["row"]) == row.rows[0]
        assert float(seen["out"]) == pytest.approx(row.out[0], rel=1e-5)
        assert float(seen["dw1"]) == pytest.approx(row.gradient[0], rel=1e-5)
        assert float(seen["b"]) == pytest.approx(row.bias, abs=1e-6)


def test_trace_of_a_batch_separates_its_rows_by_commas(run):
    ends = run("learn", "and", "--trace", "--no-picture", "--epochs", "1", "--batch-size", "3")
    lines = [line for line in ends.output.splitlines() if line.startswith("update=")]
    assert [dict(p.split("=") for p in line.split())["row"] for line in lines] == ["0,1,2", "3"]


def test_explain_prints_the_last_update_of_the_first_epoch(run):
    """For AND that is row (1, 1): no product is zero."""
    ends = run("learn", "and", "--explain", "--no-picture")
    u = learn("and").neuron.history[3]
    w1, w2, b = (f"{v:.4f}" for v in (*u.old_weights, u.old_bias))
    assert f"z     = w1·x1 + w2·x2 + b = {w1}·1 + {w2}·1 + {b} = " in ends.output


def test_out_names_the_picture(run, tmp_path):
    assert run("learn", "and", "--out", "a b.svg").exit_code == 0
    assert os.listdir(tmp_path) == ["a b.svg"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--out nowhere/a.png", "there is no folder nowhere"),
        ("--out a.txt", "ends in .png"),
        ("--out a.png --no-picture", "contradict each other"),
        ("--learning-rate 0", "learning_rate=0.0: a step downhill"),
        ("--learning-rate nan", "learning_rate=nan"),
        ("--epochs 0", "epochs=0"),
        ("--batch-size -1", "batch_size=-1"),
        ("--seed -1", "seed=-1"),
    ],
)
def test_errors_are_one_line_and_exit_code_2(words, says, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ends:
        main(["learn", "and", *words.split()])
    assert ends.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"oddsmith: [^\n]+\n", err)
    assert says in err
    assert os.listdir(tmp_path) == []


def test_debug_keeps_the_traceback(monkeypatch):
    for words in (["--debug", "learn", "and"], ["learn", "and", "--debug"]):
        with pytest.raises(ValueError, match="epochs=0"):
            main([*words, "--epochs", "0"])


def test_a_wrong_word_is_exit_code_2(capsys):
    for words in (["learn", "nor"], ["lern"], ["learn", "and", "--epochs", "x"]):
        with pytest.raises(SystemExit) as ends:
            main(words)
        assert ends.value.code == 2
    assert "nor" in capsys.readouterr().err


def test_debug_shows_where_an_unexpected_error_comes_from(monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("oddsmith.lessons.learn", broken)
    with pytest.raises(ZeroDivisionError):
        main(["learn", "and", "--no-picture", "--debug"])


@pytest.mark.filterwarnings("default")
def test_a_warning_is_one_line(capsys):
    words = "learn and --no-picture --loss cross-entropy --learning-rate 500 --epochs 3"
    with pytest.raises(SystemExit) as ends:
        main(words.split())
    assert ends.value.code == 0
    assert re.fullmatch(r"oddsmith: warning: The mean loss rose [^\n]+\n", capsys.readouterr().err)


def test_version_and_help(capsys):
    for words, says in [
        (["--version"], "oddsmith 0."),
        (["--help"], "Example: oddsmith learn and"),
        (["learn", "--help"], "Example: oddsmith learn and --explain"),
    ]:
        with pytest.raises(SystemExit) as ends:
            main(words)
        assert ends.value.code == 0
        last = capsys.readouterr().out.strip().splitlines()[-1]
        assert last.strip().startswith(says)


def process(*words, cwd, **variables):
    command = [sys.executable, "-m", "oddsmith.cli", *words]
    env = {**os.environ, **variables}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=600)


def test_a_terminal_without_the_signs_shows_question_marks(tmp_path):
    words = ("learn", "and", "--explain", "--no-picture")
    ends = process(*words, cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert ends.returncode == 0
    assert "?loss/?w1 = delta?x1" in ends.stdout


def test_as_a_process_it_is_plain_text(tmp_path):
    ends = process("learn", "and", "--trace", cwd=tmp_path)
    assert (ends.returncode, ends.stderr) == (0, "")
    assert "\x1b" not in ends.stdout
    assert ends.stdout.count("update=") == 4000
    assert os.listdir(tmp_path) == ["and.png"]


def test_a_gate_loads_neither_pandas_nor_scipy_nor_what_draws(tmp_path):
    code = (
        "import sys; from oddsmith.cli import main\n"
        "try: main(['learn', 'and', '--no-picture'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'sklearn', 'scipy', 'matplotlib', 'formulaic'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    ends = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert ends.returncode == 0, ends.stderr


def test_steps_beyond_all_numbers_are_one_warning(tmp_path):
    words = ["learn", "and", "--learning-rate", "1e308", "--loss", "cross-entropy"]
    ends = process(*words, cwd=tmp_path)
    assert ends.returncode == 0
    assert re.fullmatch(r"oddsmith: warning: The mean loss rose [^\n]+\n", ends.stderr)


def test_one_epoch_is_singular(run):
    assert ", 1 epoch, batch size 1" in run("learn", "and", "--no-picture", "--epochs", "1").output
