"""Faults of files: not there, not what they seem, full disks and folders that cannot be written."""

import gzip
import json
import os
import subprocess
import sys

import pytest

import oddsmith
from oddsmith import fit
from oddsmith.errors import InputError, ModelFileError
from oddsmith.files import write_text
from tests.faults.registry import fault
from tests.faults.tables import table

FULL = "/dev/full"
HAS_FULL = pytest.mark.skipif(not os.path.exists(FULL), reason="no /dev/full here")
BY_LIMIT = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))\n"


def command(*words, **more):
    call = [sys.executable, "-m", "oddsmith.cli", *map(str, words)]
    return subprocess.run(call, capture_output="stdout" not in more, text=True, timeout=120, **more)


@pytest.fixture
def model():
    return fit("y ~ a + b", table())


@pytest.fixture
def files(tmp_path, model):
    model.save(tmp_path / "model.json")
    table().to_csv(tmp_path / "table.csv", index=False)
    return tmp_path


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"y,a\n", "no rows"),
        (b"\xff\xfe\x00", "not UTF-8|binary"),
        (b"PK\x03\x04 zip", "zip"),
        (b"PAR1....", "Parquet"),
        (b"\x1f\x8b....", "gzip"),
        (b"y;a\n1;2\n", "semicolons"),
        (b"y,a\n1\n0,2\n", "line 2: 1 value"),
        (b"y,a\n1,2,3\n0,2,3\n", "row labels"),
        (b"y,a,a\n1,2,3\n", "more than one column"),
        (b'y,a\n1,"2\n0,1\n', "does not read|no rows"),
        (b"y,a\n1,2\x00\n", "binary"),
    ],
)
@fault("files", "a CSV file that is empty, cut, binary, or of uneven rows", raises=InputError)
def test_other_tables(content, says, tmp_path):
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(InputError, match=says):
        fit("y ~ a", tmp_path / "t.csv")
    fit("y ~ a", tmp_path / "t.csv")


@fault("files", "a gzipped CSV file that is cut short", raises=InputError, says="cut short")
def test_a_cut_archive(tmp_path):
    whole = gzip.compress(table().to_csv(index=False).encode())
    (tmp_path / "t.csv.gz").write_bytes(whole[:-40])
    fit("y ~ a", tmp_path / "t.csv.gz")


@fault("files", "a CSV file that is not there", raises=InputError, says="Close names there: 'table")
def test_a_missing_table(files):
    fit("y ~ a", files / "tabel.csv")


@fault("files", "a folder in the place of a CSV file", raises=InputError, says="is a folder")
def test_a_folder(tmp_path):
    fit("y ~ a", tmp_path)


@fault("files", "a model file that is cut at any tenth of it", raises=ModelFileError)
@pytest.mark.parametrize("tenths", range(10))
def test_a_cut_model(files, tenths):
    text = (files / "model.json").read_text()
    (files / "model.json").write_text(text[: len(text) * tenths // 10])
    oddsmith.load(files / "model.json")


@pytest.mark.parametrize(
    "content", [b"\x80\x04\x95pickle", b"[1, 2]", b"null", b'"text"', b"[" * 9999]
)
@fault("files", "a file of another kind in the place of a model", raises=ModelFileError)
def test_other_models(content, tmp_path):
    (tmp_path / "m.json").write_bytes(content)
    oddsmith.load(tmp_path / "m.json")


@fault("files", "a model file of another version", raises=ModelFileError, says="version 99")
def test_another_version(files):
    changed = {**json.loads((files / "model.json").read_text()), "version": 99}
    (files / "model.json").write_text(json.dumps(changed))
    oddsmith.load(files / "model.json")


@fault(
    "files", "a folder in the place of a model file", raises=ModelFileError, says="Is a directory"
)
def test_a_folder_as_a_model(tmp_path):
    oddsmith.load(tmp_path)


@HAS_FULL
@fault("files", "a full disk under a model file", raises=InputError, says="No space left")
def test_a_full_disk(model):
    model.save(FULL)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits here")
@fault(
    "files", "the disk full in the middle of writing", answer="the old file, and nothing beside it"
)
def test_a_disk_that_fills_up(files):
    before = (files / "model.json").read_bytes()
    code = BY_LIMIT + (
        "import oddsmith; from oddsmith.errors import InputError\n"
        "model = oddsmith.load('model.json')\n"
        "try: model.save('model.json')\n"
        "except InputError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=files, capture_output=True, text=True, timeout=120
    )
    assert "File too large" in done.stdout, done
    assert (files / "model.json").read_bytes() == before
    assert sorted(os.listdir(files)) == ["model.json", "table.csv"]


@fault("files", "a folder that is not there", raises=InputError, says="No such file or directory")
def test_a_missing_folder(model, tmp_path):
    model.save(tmp_path / "no" / "model.json")


@fault("files", "a file in the place of a folder", raises=InputError, says="Not a directory")
def test_a_file_as_a_folder(model, tmp_path):
    (tmp_path / "file").write_text("")
    model.save(tmp_path / "file" / "model.json")


@pytest.mark.skipif(sys.platform == "win32", reason="no users here")
@fault("files", "a read-only folder", answer="an error, and nothing written")
def test_a_read_only_folder(files):
    """By a child that is no longer root, whom no permission would stop."""
    code = (
        "import os, sys, oddsmith; from oddsmith.errors import InputError\n"
        "model = oddsmith.load('model.json'); os.chmod('.', 0o555)\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "try: model.save('other.json')\n"
        "except InputError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=files, capture_output=True, text=True, timeout=120
    )
    os.chmod(files, 0o755)
    assert "Permission denied" in done.stdout, done
    assert sorted(os.listdir(files)) == ["model.json", "table.csv"]


@HAS_FULL
@pytest.mark.parametrize("verb", ["fit", "predict"])
@fault("files", "standard output full", answer="one line on stderr, exit code 2")
def test_a_full_output(files, verb):
    words = {"fit": ("table.csv", "y ~ a"), "predict": ("model.json", "table.csv")}[verb]
    with open(FULL, "w") as full:
        done = command(verb, *words, cwd=files, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr == "oddsmith: Cannot write the output: No space left on device.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes here")
@fault("files", "a reader who leaves in the middle", answer="no word, and an exit code")
def test_a_reader_who_leaves(files):
    far, near = os.pipe()
    os.close(far)
    done = command("predict", "model.json", "table.csv", cwd=files, stdout=near, stderr=-1)
    os.close(near)
    assert done.returncode != 0
    assert done.stderr == ""


@fault("files", "half a character in what is written", raises=InputError, says="half a character")
def test_half_a_character(tmp_path):
    try:
        write_text(tmp_path / "a.txt", "a \ud800")
    finally:
        assert not os.listdir(tmp_path)


@fault("files", "a null character in a name", raises=InputError, says="Cannot write")
def test_a_null_character(model, tmp_path):
    model.save(f"{tmp_path}/a\0b")


@fault("files", "a link that points to itself", raises=InputError, says="symbolic links")
def test_a_loop(model, tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    model.save(tmp_path / "loop")
