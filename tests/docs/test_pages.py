"""The pages whose blocks are run as written."""

import shutil
import subprocess

import pytest

from oddsmith.datasets import path
from tests.docs.blocks import codes, run_page

PAGES = ["docs/exporting.md", "docs/model-file.md"]


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    shutil.copy(path("admissions"), tmp_path)


@pytest.mark.parametrize("page", PAGES)
def test_blocks_run(page):
    run_page(page)


@pytest.mark.heavy
@pytest.mark.skipif(shutil.which("node") is None, reason="Node runs the block")
def test_the_block_of_javascript_gives_the_same():
    run_page("docs/exporting.md")
    (code,) = codes("docs/exporting.md", "js")
    done = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True)
    expected = codes("docs/exporting.md", "text")[0]
    assert done.stdout.strip() == expected.split()[0]


def test_the_reader_of_model_files_agrees_with_predict():
    from tests.export.scored_models import TABLE, fitted

    names, said = run_page("docs/model-file.md")
    first, second = said.split()
    assert first == second
    for formula in ("x*town + C(grade):side", "log(z) + bs(x, df=4) + where(x > z, x, 1)"):
        for left in ("y", "three"):
            fit = fitted(formula, left)
            wanted = fit.predict(TABLE).to_numpy()
            model = names["json"].loads(fit.export("json"))
            for row, p in zip(TABLE.to_dict("records"), wanted.tolist(), strict=True):
                found = names["score"](model, row)
                found = list(found.values()) if left == "three" else found
                assert found == pytest.approx(p, abs=1e-12)
