"""The doors, tried with what hypothesis makes, and with every input that ever broke one."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.doors import DOORS, FITTED, PLACES, SEEDS, edited
from tests.fuzz.doors import MODEL as TEXT

FOUND = [path for path in Path(__file__).parent.glob("found/*/*") if path.is_file()]
CELLS = st.one_of(st.text(max_size=6), st.sampled_from([*'"\0,\n', "1", "", "1e999", "NA"]))
WORDS = st.sampled_from(
    [
        *"xzy1(02)+-*:/~,|{}[]'\"`.= &",
        "town",
        "`my col`",
        "I(",
        "C(",
        "bs(",
        "poly(",
        "scale(",
        "Q('x')",
        "np.log(",
        "**",
        "1e999",
        "df=4",
        "degree=2",
        "knots=[2, 3]",
        "levels=['a']",
        "__",
        "==",
    ]
)
JUNK = st.sampled_from(
    [
        "null",
        "true",
        "-1",
        "1e999",
        "1e308",
        "NaN",
        '""',
        '"x"',
        "[]",
        "{}",
        "[[]]",
        "[null, 2]",
        "9" * 400,
    ]
)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found(path):
    DOORS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("door", DOORS)
def test_the_seeds_pass(door):
    for seed in SEEDS[door]:
        DOORS[door](seed)


def test_an_edit_of_nothing_is_the_model():
    assert edited(b"") == edited(b"\x00\x01") == json.loads(TEXT) != edited(b"\x00\x01null")
    assert len(PLACES) > 60
    assert len(TEXT) > 1000
    assert FITTED.names


@settings(max_examples=150)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.lists(CELLS, max_size=4), max_size=5).map(
            lambda rows: "\n".join(map(",".join, rows)).encode("utf-8", "surrogatepass")
        ),
    )
)
def test_csv(data):
    DOORS["csv"](data)


@settings(max_examples=150)
@given(st.lists(WORDS, max_size=10).map(lambda words: "".join(words).encode()))
def test_formulas(data):
    DOORS["formula"](data)


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(PLACES) - 1), JUNK), min_size=1, max_size=3))
def test_models(edits):
    DOORS["model"](b"\n".join(k.to_bytes(2, "big") + junk.encode() for k, junk in edits))
