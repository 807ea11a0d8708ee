"""The model file: a fit as JSON that a person can read, and that holds no code.

Numbers are written with as many digits as it takes to read the same bits again.  Whatever the file
holds is data: reading it runs nothing.
"""

import json
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from oddsmith.errors import InputError, ModelFileError
from oddsmith.export.scoring.plain import scoring_fields
from oddsmith.export.several_classes import fields_of_several, read_several
from oddsmith.export.shared import read_shared, shared_fields
from oddsmith.export.template import shared_text
from oddsmith.export.two_classes import fields_of_two, read_two
from oddsmith.files import write_text
from oddsmith.result import Fit, MultinomialFit

FORMAT = "oddsmith model"
VERSION = 2
LARGEST = 2**30  # bytes of a model file: the covariance of 7,000 coefficients
READABLE = (1, 2)  # version 1 had no "scoring"


def save(fit: Fit | MultinomialFit, path: str | PathLike[str]) -> None:
    """Write a fit as JSON; the file is whole or not there."""
    write_text(path, to_text(fit))


def to_text(fit: Fit | MultinomialFit) -> str:
    """A model file as text."""
    return "".join(lines(to_dict(fit)))


def load(
    path: str | PathLike[str], *, context: Mapping[str, Any] | None = None
) -> Fit | MultinomialFit:
    """Read a fit that `Fit.save` or `MultinomialFit.save` wrote.

    Parameters
    ----------
    path : str or Path
        The model file.
    context : dict, optional
        What the formula took from the caller's own `context`: functions are not saved.

    Raises
    ------
    ModelFileError
        The file is cut short, of another version, or not a model file.

    Examples
    --------
    >>> import oddsmith, tempfile, os
    >>> table = {"y": [0, 1, 0, 1, 1, 0], "x": [1.0, 2.0, 3.0, 4.0, 5.0, 2.5]}
    >>> before = oddsmith.fit("y ~ x", table)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     before.save(os.path.join(folder, "model.json"))
    ...     after = oddsmith.load(os.path.join(folder, "model.json"))
    >>> bool((after.predict(table) == before.predict(table)).all())
    True
    """
    try:
        text = read_within(Path(path))
    except OSError as error:
        raise ModelFileError(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ModelFileError(f"{path} is not a model file: it is not text.") from error
    try:
        return from_dict(json.loads(text), context=context)
    except ModelFileError as error:
        raise ModelFileError(f"{path}: {error}") from error
    except InputError:
        raise
    except (ValueError, RecursionError) as error:  # ValueError: a number of 5,000 digits, too
        raise ModelFileError(
            f"{path} is not JSON, or is cut short ({error}). Save the model again."
        ) from error


def read_within(path: Path, most: int = LARGEST) -> str:
    """The text of a file that is not larger than `most` bytes; what has no end is refused."""
    with open(path, "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ModelFileError(
            f"{path} is larger than {most / 2**30:.1f} GiB: a model of 7,000 coefficients is not."
        )
    return content.decode("utf-8")


def to_dict(fit: Fit | MultinomialFit) -> dict[str, Any]:
    """A fit as numbers, strings, lists and dicts."""
    own = fields_of_several(fit) if isinstance(fit, MultinomialFit) else fields_of_two(fit)
    header = {"format": FORMAT, "version": VERSION}
    return {**header, **shared_fields(fit), **own, "scoring": scoring_fields(fit)}


def from_dict(model: Any, *, context: Mapping[str, Any] | None = None) -> Fit | MultinomialFit:
    """The fit that `to_dict` wrote."""
    check_header(model)
    try:
        shared = read_shared(model, context)
        several = shared["response"].kind == "classes"
        return read_several(model, shared) if several else read_two(model, shared)
    except InputError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ModelFileError(
            f"the model is not complete, or was changed by hand ({type(error).__name__}: {error}). "
            "Save it again from the fit."
        ) from error


def check_header(model: Any) -> None:
    if not isinstance(model, dict) or model.get("format") != FORMAT:
        raise ModelFileError(f'this is not an oddsmith model: it has no "format": "{FORMAT}".')
    if model.get("version") not in READABLE:
        raise ModelFileError(
            f"the model is of version {model.get('version')!r}; this release reads versions "
            f"{READABLE[0]} to {READABLE[-1]}. Save it again with this release, or install the one "
            "that wrote it."
        )


def schema() -> dict[str, Any]:
    """The JSON schema of a model file, of the newest version.

    Examples
    --------
    >>> schema()["title"]
    'oddsmith model'
    """
    found: dict[str, Any] = json.loads(shared_text("model.schema.json"))
    return found


def lines(model: Mapping[str, Any]) -> Iterator[str]:
    """JSON with a line for each entry, and for each item where the items are lists or dicts."""
    for k, (key, value) in enumerate(model.items()):
        yield ("{" if k == 0 else ",") + f"\n{dumps(key)}: "
        if isinstance(value, dict):
            entries = [f"{dumps(name)}: {dumps(item)}" for name, item in value.items()]
            yield "{\n " + ",\n ".join(entries) + "\n}" if entries else "{}"
        elif isinstance(value, list) and value:
            yield "[\n " + ",\n ".join(map(dumps, value)) + "\n]"
        else:
            yield dumps(value)
    yield "\n}\n"


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
