"""Responses: the curve is the sigmoid, the border where it is one half."""

import numpy as np
import pytest

from oddsmith.lessons.panels import response


def test_a_response_is_the_sigmoid_with_its_border_and_a_ring_on_it():
    x, y = np.array([0.0, 1, 2, 3]), np.array([0.0, 1, 0, 1])
    w, b = np.array([2.0, 0.0, 1.0]), np.array([-3.0, 1.0, -90.0])
    panel = response(x, y, w, b, name="x", classes=("no", "yes"), shown=np.array([[1, 2, 3]]))
    assert [trace["x"] for trace in panel.traces[:2]] == [[0, 2], [1, 3]]
    for k, frame in enumerate(panel.frames[0]):
        places, out = np.array(frame[2]["x"]), np.array(frame[2]["y"])
        assert np.log(out / (1 - out)) == pytest.approx(w[k] * places + b[k], rel=1e-4, abs=1e-4)
        assert frame[4]["x"] == [x[k + 1]]
        ring = 1 / (1 + np.exp(-(w[k] * x[k + 1] + b[k])))
        assert frame[4]["y"] == pytest.approx([ring], rel=1e-5)
    assert [frame[3]["x"] for frame in panel.frames[0]] == [[1.5, 1.5], [], []]
    assert panel.captions[0] == (
        "out = 0.5 at x 1.50; 2 of 4 rows are on their side",
        "2 of 4 rows are on their side",
        "out = 0.5 at x 90.00; 2 of 4 rows are on their side",
    )
    panel.figure(("0", "1", "2"))
