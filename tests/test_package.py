"""The wheel: it holds what it should and nothing else, and works alone."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
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
