"""The doors that strangers may come through, as functions of bytes: they return, or are broken.

Each lets errors of the package pass, and what has been read is used, so that what is wrong in it
shows.  A formula or a model file that reaches Python rings an alarm.
"""

import json
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import oddsmith
from oddsmith.errors import OddsmithError
from oddsmith.export.json_model import from_dict, to_dict
from oddsmith.frame import make_frame
from oddsmith.frame.csv_files import read_csv

TABLE = pd.DataFrame(
    {
        "y": [0, 1, 0, 1, 1, 0, 1, 0],
        "x": [1.0, 2, 3, 4, 5, 6, 2, 5],
        "z": [2.0, 1, 1, 3, 2, 5, 4, 4],
        "town": list("abcabcab"),
        "my col": [1.0, 2, 3, 4, 5, 7, 0, 1],
    }
)
FITTED = oddsmith.fit("y ~ x + C(town)", TABLE, penalty=0.1)


def csv_door(data: bytes) -> None:
    """A file of any bytes is a table of as many rows as lines at most, or refused."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        file.write_bytes(data)
        with suppress(OddsmithError):
            table = read_csv(file)
            assert 0 < len(table) <= data.count(b"\n") + data.count(b"\r") + 1
            assert table.columns.is_unique


def formula_door(data: bytes) -> None:
    """A formula of any text is a frame of finite numbers, or refused; the table stays as it is."""
    before = TABLE.copy()
    text = data.decode("utf-8", errors="replace")
    for formula in (text, f"y ~ {text}", f"{text} ~ x"):
        with suppress(OddsmithError), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame = make_frame(formula, TABLE)
            values = frame.X.toarray()
            assert np.isfinite(values).all()
            assert values.shape == (len(frame.y), len(frame.terms.names))
    pd.testing.assert_frame_equal(TABLE, before)


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything in a tree of dicts and lists."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*here, key)
        if isinstance(item, dict | list):
            yield from places(item, (*here, key))


MODEL = json.dumps(to_dict(FITTED))
PLACES = list(places(json.loads(MODEL)))


def edited(data: bytes) -> Any:
    """The model file with other values at some places: each line is two bytes, then JSON."""
    model = json.loads(MODEL)
    for line in data.split(b"\n"):
        inner, path = model, PLACES[int.from_bytes(line[:2], "big") % len(PLACES)]
        with suppress(LookupError, TypeError, ValueError, RecursionError):
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = json.loads(line[2:])
    return model


def model_door(data: bytes) -> None:
    """A model of any JSON is a fit that predicts probabilities, or refused."""
    try:
        model = json.loads(data) if data.startswith(b"{") else edited(data)
    except (ValueError, RecursionError):
        return
    with suppress(OddsmithError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = from_dict(model)
        str(fit.summary()), repr(fit), fit.tidy()
        found = np.asarray(fit.predict(TABLE))
        assert ((found >= 0) & (found <= 1) | np.isnan(found)).all()


DOORS: dict[str, Callable[[bytes], None]] = {
    "csv": csv_door,
    "formula": formula_door,
    "model": model_door,
}
SEEDS = {
    "csv": [
        TABLE.to_csv(index=False).encode(),
        b'\xef\xbb\xbfy,"a, b"\r\n1,"x\ny"\r\n0,\r\n',
        b"y\n1\n0\n",
    ],
    "formula": [
        b"y ~ x + C(town, Sum) * scale(z) - 1",
        b"I(x ** 2 > 3 & ~(z == 1)):town + bs(x, df=4) + `my col` + Q('my col')",
        b"y ~ . + poly(x, 2) + np.log(z) + where(town == 'a', x, 2)",
    ],
    "model": [MODEL.encode(), b"\x00\x051e999\n\x00\x30null", b'\x00\x10[]\n\x00\x20"a"'],
}
