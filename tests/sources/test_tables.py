"""Tables from a list or a function; what can be read once only is refused."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import oddsmith
from oddsmith.errors import InputError
from oddsmith.sources import Tables
from tests.sources.streams import cut, town_table

TABLE = town_table(200)


def test_every_kind_of_table_is_a_piece():
    arrow = pa.Table.from_pandas(TABLE[100:150])
    kinds = [TABLE[:100], arrow, arrow.to_batches()[0], TABLE[150:].to_dict("series")]
    once = pd.concat([TABLE[:150], TABLE[100:]])
    found, whole = (oddsmith.fit("y ~ x + town", given) for given in (kinds, once))
    np.testing.assert_allclose(found.params, whole.params, rtol=1e-10)


def test_a_function_makes_the_tables_anew():
    found = oddsmith.fit("y ~ x", lambda: iter(cut(TABLE, 60)))
    np.testing.assert_allclose(found.params, oddsmith.fit("y ~ x", TABLE).params, rtol=1e-10)


@pytest.mark.parametrize("once", [iter([TABLE]), (t for t in [TABLE])])
def test_an_iterator_is_refused_with_what_to_do(once):
    with pytest.raises(InputError, match=r"once only, .* a function that makes the iterator anew"):
        oddsmith.fit("y ~ x", once)


def test_a_list_of_no_tables_is_refused():
    with pytest.raises(InputError, match="no table among"):
        oddsmith.fit("y ~ x", [])
    with pytest.raises(InputError, match="table 1: a table of type int is not known"):
        oddsmith.fit("y ~ x", [1, 2])


def test_a_changed_set_of_columns_is_told():
    pieces = Tables([TABLE, TABLE[["x"]]])
    with pytest.raises(InputError, match="table 2 has no column 'y'"):
        list(pieces.read(["x", "y"]))
