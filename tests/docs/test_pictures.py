"""The pictures of the architecture are those of the code."""

import re

import pytest
from docs.generate.pictures import FOLDER, PICTURES, layers

from tests.test_layers import LAYERS


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_up_to_date(name):
    there = (FOLDER / name).read_text(encoding="utf-8")
    assert there == PICTURES[name](), "run python -m docs.generate.pictures"


def test_every_room_is_in_the_picture():
    drawn = re.findall(r">([a-z_ ]+)</text>", layers())
    assert {name for text in drawn for name in text.split()} >= {n for row in LAYERS for n in row}
