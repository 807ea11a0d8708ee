"""Targets: the forms that a model is handed on in, one line each.

A new target is a function of the model (and of its own options) that gives text or bytes, and a
line in `TARGETS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from inspect import signature
from os import PathLike
from typing import Any

from oddsmith.errors import InputError, NotKeptError, NotSupportedError
from oddsmith.export.scoring.linear import require_linear
from oddsmith.files import write_bytes, write_text
from oddsmith.frame.words import shown
from oddsmith.result import Fit, MultinomialFit


@dataclass(frozen=True)
class Target:
    """Where a form is made, and what it is.

    Attributes
    ----------
    home : str
        ``"module:function"`` in this folder; its arguments beside the model are the options.
    about : str
    fits_only : bool
        Whether it needs a `Fit` or `MultinomialFit`; an estimator is asked for its own.
    """

    home: str
    about: str
    fits_only: bool = False


TARGETS = {
    "card": Target("card.page:to_card", "use, data, performance by group, limits", True),
    "json": Target("json_model:to_text", "the model file, readable without this package", True),
    "javascript": Target("functions:to_javascript", "a function without dependencies"),
    "latex": Target("tables:to_latex", "the table of coefficients (package booktabs)", True),
    "markdown": Target("tables:to_markdown", "the table of coefficients", True),
    "onnx": Target("onnx_model:to_onnx", "a model for ONNX runtimes (needs oddsmith[onnx])"),
    "python": Target("functions:to_python", "a function without dependencies"),
    "scorecard": Target("scorecard.page:to_scorecard", "points to add up by hand", True),
    "sql": Target("functions:to_sql", "an expression, or a query on a table"),
}


def export(
    model: Any, target: str, path: str | PathLike[str] | None = None, **options: Any
) -> str | bytes | None:
    """A model in the form of a target.

    Parameters
    ----------
    model : Fit, MultinomialFit, or a fitted LogisticRegression
    target : str
        One of `TARGETS`.
    path : str or Path, optional
        Write a file, which is whole or not there.
    **options
        What the target takes.

    Returns
    -------
    str or bytes
        None where it was written to `path`.

    Raises
    ------
    InputError
        An unknown target or option, or a path that cannot be written.
    NotSupportedError
        The model holds what the target cannot express, named.
    """
    found = find(target)
    write = function_of(found)
    check_options(target, options, write)
    content: str | bytes = write(ready(model, target, found), **options)
    if path is None:
        return content
    if isinstance(content, bytes):
        write_bytes(path, content)
    else:
        write_text(path, content)
    return None


def find(target: Any) -> Target:
    """The target of a name.

    Examples
    --------
    >>> find("slq")
    Traceback (most recent call last):
    oddsmith.errors.InputError: there is no export target 'slq' (close: 'sql'). The targets are ...
    """
    if isinstance(target, str) and target in TARGETS:
        return TARGETS[target]
    close = get_close_matches(str(target).lower(), TARGETS, n=1)
    hint = f" (close: {close[0]!r})" if close else ""
    raise InputError(
        f"there is no export target {target!r}{hint}. The targets are {', '.join(sorted(TARGETS))}."
    )


def function_of(target: Target) -> Any:
    module, _, name = target.home.partition(":")
    return getattr(import_module(f"oddsmith.export.{module}"), name)


def options_of(target: str) -> list[str]:
    """The options that a target takes.

    Examples
    --------
    >>> options_of("sql")
    ['table', 'offset']
    """
    return list(signature(function_of(find(target))).parameters)[1:]


def check_options(target: str, options: Mapping[str, Any], write: Any) -> None:
    known = list(signature(write).parameters)[1:]
    unknown = [name for name in options if name not in known]
    if unknown:
        takes = shown(known, 20) if known else "none"
        raise InputError(f"export({target!r}) has no option {unknown[0]!r}; its options: {takes}.")


def ready(model: Any, target: str, found: Target) -> Any:
    """The model as the target takes it: an estimator is asked for its fit where it must be one."""
    if not found.fits_only or isinstance(model, Fit | MultinomialFit):
        return model
    require_linear(model)
    try:
        return model.fit_
    except NotKeptError as error:
        raise NotSupportedError(
            f"export({target!r}) needs the fit behind the model: {error}"
        ) from None
