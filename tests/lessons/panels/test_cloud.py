"""Points over a loss: as many as there are so far, with the loss at the last."""

import numpy as np
import pytest

from oddsmith.lessons.landscape import Plane
from oddsmith.lessons.panels.cloud import cloud

plane = Plane(np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 1.0]), ("w1", "w2"))
w = np.random.default_rng(3).normal(size=(30, 2))


@pytest.fixture(scope="module")
def panel():
    return cloud(lambda v: float(v @ v), plane, np.zeros(2), w, [0, 1, 30])


def test_points_so_far_and_the_last_of_them(panel):
    for k, frame in zip([0, 1, 30], panel.frames[0], strict=True):
        assert np.column_stack([frame[1]["x"], frame[1]["y"]]).reshape(-1, 2) == pytest.approx(
            w[:k], rel=1e-5
        )
        assert [*zip(frame[3]["x"], frame[3]["y"], strict=True)] == (
            [(frame[1]["x"][-1], frame[1]["y"][-1])] if k else []
        )


def test_the_cross_is_the_minimum_and_losses_are_told(panel):
    assert (panel.traces[2]["x"], panel.traces[2]["y"]) == ([0], [0])
    assert panel.captions[0] == (
        "loss 0.0000 at the cross",
        f"loss {w[0] @ w[0]:.4f} at the last one, 0.0000 at the cross",
        f"loss {w[-1] @ w[-1]:.4f} at the last one, 0.0000 at the cross",
    )
