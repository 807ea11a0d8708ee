"""The pages whose blocks are run as written."""

import shutil

import pytest

from oddsmith.datasets import path
from tests.docs.blocks import run_page

PAGES = ["docs/model-file.md"]


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(path("admissions"), tmp_path)


@pytest.mark.parametrize("page", PAGES)
def test_blocks_run(page):
    run_page(page)


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
