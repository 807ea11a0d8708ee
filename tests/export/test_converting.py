"""What a file holds is read from the file, not from its name."""

import pytest

from oddsmith.errors import InputError
from oddsmith.export.converting import converted, read_source
from tests.export.scored_models import TABLE, fitted


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"Intercept": 1.0}', "coefficients"),
        (b"term,estimate\nIntercept,1\n", "table"),
        (b"a,b\n1,2\n", "table"),
    ],
)
def test_kinds(content, kind, tmp_path):
    (tmp_path / "no-ending").write_bytes(content)
    assert read_source(tmp_path / "no-ending").kind == kind


def test_models_and_parquet(tmp_path):
    fitted("x").save(tmp_path / "m")
    assert read_source(tmp_path / "m").kind == "model"
    pytest.importorskip("pyarrow")
    TABLE.to_parquet(tmp_path / "t")
    source = read_source(tmp_path / "t")
    assert source.kind == "table"
    assert source.value.shape == TABLE.shape


def test_a_column_of_numbers_and_text_is_no_parquet(tmp_path):
    pytest.importorskip("pyarrow")
    (tmp_path / "t").write_bytes(b"a\n1\nx\n")
    source = read_source(tmp_path / "t")
    source.value["a"] = [1, "x"]
    with pytest.raises(InputError, match="cannot be written as Parquet"):
        converted(source, "parquet")
    assert converted(source, "csv") == "a\n1\nx\n"
