"""Newton's method as a figure: its numbers are the solver's, its ellipse is the model's."""

import numpy as np
import pytest

from oddsmith.datasets import load
from oddsmith.lessons.figures.newton import level, newton_plays, promised
from oddsmith.lessons.figures.newton_passes import descent
from oddsmith.lessons.landscape import values

TABLE = load("admissions")
x, y = TABLE["gpa"].to_numpy(float), TABLE["admit"].to_numpy(float)


@pytest.fixture(scope="module", params=[(0.0, 0.0), (0.0, 3.0)], ids=["near", "far"])
def made(request):
    return descent(x, y, np.array(request.param), 7)


@pytest.fixture(scope="module")
def figure(made):
    return newton_plays(made, title="t", name="gpa", classes=("no", "yes"), row=2)


def drawn(figure, k):
    return [figure.panels[k].frames[0][step] for step in range(len(figure.steps))]


def test_the_ellipse_is_where_the_model_is_as_high_as_here(made, figure):
    for k, frame in enumerate(drawn(figure, 3)):
        w, s, H = made.w[k], made.full[k], made.H[k]
        points = level(w, s, H) - w  # (m, 2)
        rise = points @ made.gradient[k] + np.einsum("mi,ij,mj->m", points, H, points) / 2
        drop = s @ H @ s / 2
        assert np.abs(rise).max() <= 1e-9 * drop + 1e-16
        assert frame[4]["x"] == pytest.approx((points + w)[:, 0], rel=1e-4, abs=1e-5)
        assert [frame[5]["x"][0], frame[5]["y"][0]] == pytest.approx(w + s, rel=1e-5)


def test_the_loss_along_the_step_is_measured_in_promised_drops(made, figure):
    panel = figure.panels[4]
    along = np.array(panel.traces[0]["x"])
    assert panel.traces[0]["y"] == pytest.approx(along**2 - 2 * along, abs=1e-5)
    for k, frame in enumerate(drawn(figure, 4)):
        w, s = made.w[k], made.full[k]
        drop = s @ made.H[k] @ s / 2
        if frame[1]["y"][0] is None:
            assert drop < 1e-13
        else:
            rise = values(made.objective, w + along[:, None] * s) - made.value[k]
            assert frame[1]["y"] == pytest.approx(rise / drop, rel=1e-3, abs=2e-3)
    assert promised(1.0, 0.5, 0.4) == "The model promises a drop of 0.5, the step brings 0.6"


def test_the_curve_ends_before_the_loss_that_it_is_measured_from(made, figure):
    curve = drawn(figure, 2)[-1][1]["y"]
    assert curve[-1] is None
    assert curve[:3] == pytest.approx(made.value[:3] - made.value[-1], rel=1e-5)
