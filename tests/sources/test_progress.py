"""The bar of a fit: told of every reading and every piece, and silent where it is not wanted."""

import numpy as np

import oddsmith
from oddsmith.sources import Local, Tables
from oddsmith.sources.progress import Bar, shown
from tests.sources.streams import cut, town_table

TABLE = town_table(300)


class Told:
    def __init__(self):
        self.readings = []

    def begin(self, rows):
        self.readings.append((rows, []))

    def read(self, rows):
        self.readings[-1][1].append(rows)


def test_every_piece_of_every_reading_is_told():
    told = Told()
    source = Local(Tables(cut(TABLE, 100)), told)
    oddsmith.fit("y ~ x", source, progress=False)
    assert len(told.readings) >= 4
    assert all(read == [100, 200] for _, read in told.readings)


def test_a_bar_says_reading_rows_and_speed(capsys):
    fit = oddsmith.fit("y ~ x", cut(TABLE, 100), progress=True)
    np.testing.assert_array_equal(
        fit.coefficients, oddsmith.fit("y ~ x", cut(TABLE, 100)).coefficients
    )
    assert capsys.readouterr().out == ""


def test_a_bar_knows_how_many_rows_there_are_after_the_first_reading():
    source = Local(Tables(cut(TABLE, 100)))
    with shown(source, True) as watched:
        bar = watched.watch
        assert isinstance(bar, Bar)
        for number in (1, 2):
            watched.total(lambda piece: len(piece.table), ["x"])
            assert (bar.reading, bar.rows) == (number, 300)
        assert bar.total == 300
        assert "reading 2 of about 8" in bar.bar.tasks[0].description
    watched.total(lambda piece: len(piece.table), ["x"])
    assert bar.reading == 2  # nothing is shown any more


def test_nothing_is_shown_where_nobody_looks():
    source = Local(Tables([TABLE]))
    with shown(source, None) as watched:
        assert watched is source
