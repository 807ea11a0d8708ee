"""Parts of a sum: filled where added, and the sum is that of the filled ones."""

import numpy as np

from oddsmith.colours import BLUE, VERMILION, WHITE
from oddsmith.lessons.panels.bars import bars

parts = np.array([[1.0, -2.0, 4.0], [1.0, -2.0, 4.0], [0.5, 0.25, -0.75]])
panel = bars(
    parts, [1, 2, 3], ["1", "2", "3"], x_name="part", y_name="of it", title="Sum", alt="Bars."
)


def test_filled_bars_make_the_sum():
    for k, (row, frame) in enumerate(zip(parts, panel.frames[0], strict=True), start=1):
        *bars_, total = frame[0]["y"]
        assert bars_ == row.tolist()
        assert total == row[:k].sum()
        filled = frame[0]["marker"]["color"]
        assert filled == [BLUE] * k + [WHITE] * (3 - k) + [VERMILION]


def test_every_bar_fits_and_is_told():
    low, high = panel.layout["yaxis"]["range"]
    assert low < -2 < 4 < high
    assert panel.captions[0] == (
        "1.0000 so far, 3.0000 in all",
        "-1.0000 so far, 3.0000 in all",
        "0.0000 so far, 0.0000 in all",
    )
