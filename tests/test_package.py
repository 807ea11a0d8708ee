"""What is released: it holds what it should and nothing else, and works alone."""

import json
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import oddsmith

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BESIDE = {"PKG-INFO", ".gitignore", "pyproject.toml", "LICENSE", "mkdocs.yml", "conftest.py"}
BESIDE |= {"Makefile", "README.md", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md"}
BESIDE |= {"SECURITY.md"}
pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT]
    subprocess.run(command, check=True)
    (file,) = folder.glob("*.whl")
    return file


def test_it_holds_the_source_the_tables_and_the_licence(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    source = {
        str(path.relative_to(ROOT / "src"))
        for path in (ROOT / "src").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == source
    assert {"oddsmith/datasets/admissions.csv", "oddsmith/py.typed"} <= names


def test_it_works_in_an_empty_environment(wheel, tmp_path):
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
    said = subprocess.check_output(
        [python.parent / "oddsmith", "learn", "and", "--no-picture"], cwd=tmp_path
    )
    assert b"AND is learned" in said
    code = (
        "import oddsmith; from oddsmith.datasets import load\n"
        "print(oddsmith.fit('admit ~ gre', load('admissions')).summary())"
    )
    assert b"which exists" in subprocess.check_output([python, "-c", code], cwd=tmp_path)


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    pytest.importorskip("build", reason="make test-all installs it")
    folder = tmp_path_factory.mktemp("sdist")
    command = [sys.executable, "-m", "build", "--sdist", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    (file,) = folder.glob("*.tar.gz")
    return file


def test_the_sources_hold_what_is_kept_and_nothing_else(sources):
    with tarfile.open(sources) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    kept = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if kept.returncode == 0:  # where the tree is a clone
        assert names - {"PKG-INFO"} <= set(kept.stdout.splitlines())
    assert {name for name in names if "/" not in name} == BESIDE
    assert {name.split("/")[0] for name in names} - BESIDE == {"src", "tests", "docs", "benchmarks"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_a_wheel_can_be_made_of_the_sources(sources, wheel, tmp_path):
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "-w",
        tmp_path,
        sources,
    ]
    subprocess.run(command, check=True)
    (file,) = tmp_path.glob("*.whl")
    assert set(zipfile.ZipFile(file).namelist()) == set(zipfile.ZipFile(wheel).namelist())


def test_the_version_is_one():
    version = PROJECT["version"]
    assert oddsmith.__version__ == version
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+)", changes, re.MULTILINE)[1] in {version, "Unreleased"}
    assert f"## {version} (" in changes


def test_every_table_that_ships_names_its_licence():
    for file in (
        ROOT / "src/oddsmith/datasets/origins.json",
        ROOT / "benchmarks/data/origins.json",
    ):
        for name, about in json.loads(file.read_text(encoding="utf-8")).items():
            assert about["licence"], name
            assert about["origin"], name


PROGRAM = """
import oddsmith

fit = oddsmith.fit("y ~ x", {"y": [0, 1, 0, 1], "x": [1.0, 2.0, 3.0, 4.0]})
names: tuple[str, ...] = fit.names
gap: float = fit.certificate.gap
model = oddsmith.LogisticRegression(C=2.0).fit([[1.0], [2.0]], [0, 1])
"""


@pytest.mark.parametrize(("line", "errors"), [("", 0), ("names = gap", 1), ("oddsmith.fit(3)", 1)])
def test_a_users_program_is_checked_by_its_types(line, errors, tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM + line + "\n")
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "program.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode != 0) == bool(errors), done.stdout
    assert bool(re.search(r"program\.py:\d+: error", done.stdout)) == bool(errors), done.stdout
