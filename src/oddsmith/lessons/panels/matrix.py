"""An array as a grid of its numbers, with its shape: what a broadcast makes can be seen."""

import numpy as np

from oddsmith.colours import BLACK, BLUE, VERMILION, WHITE
from oddsmith.lessons.panels.panel import Panel, numbers
from oddsmith.neuron import Array

SCALE = [[0.0, VERMILION], [0.5, WHITE], [1.0, BLUE]]


def matrix(name: str, array: Array, *, digits: int = 2) -> Panel:
    """Draw an array (n,) as one column, (n, k) as it is; negative and positive in two colours."""
    table = array[:, None] if array.ndim == 1 else array
    largest = float(np.abs(table).max()) or 1.0
    rows, columns = table.shape
    text = [[f"{value:.{digits}f}" for value in row] for row in table]
    trace = {
        "type": "heatmap",
        "z": numbers(table),
        "text": text,
        "texttemplate": "%{text}",
        "textfont": {"color": BLACK},
        "colorscale": SCALE,
        "zmin": -2.5 * largest,  # pale, so that the numbers can be read on it
        "zmax": 2.5 * largest,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverinfo": "skip",
    }
    wide, high = max(columns, 4), max(rows, 4)  # no cell is larger than a quarter of the panel
    layout = {
        "xaxis": {
            "visible": False,
            "range": [-0.5 - (wide - columns) / 2, columns - 0.5 + (wide - columns) / 2],
        },
        "yaxis": {
            "visible": False,
            "range": [rows - 0.5 + (high - rows) / 2, -0.5 - (high - rows) / 2],
        },
        "hovermode": False,
    }
    rows_in_words = "; ".join(", ".join(row) for row in text)
    alt = f"{name}, shape {array.shape}, row by row: {rows_in_words}."
    return Panel(f"{name}  {array.shape}", alt, (trace,), layout)
