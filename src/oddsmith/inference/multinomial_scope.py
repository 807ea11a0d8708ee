"""Scope: what may be asked of a response of several classes, and what is refused by name."""

from oddsmith.data import Data, InMemory
from oddsmith.errors import InputError, NotSupportedError


def require_supported(
    classes: int, *, method: str = "ml", penalty: float = 0.0, offset: bool = False
) -> None:
    """Refuse what is known for two classes only.

    Raises
    ------
    NotSupportedError
        Another method than maximum likelihood, a penalty of any kind, or an offset.

    Examples
    --------
    >>> require_supported(3, method="ml")
    """
    rest = "Model one class against the rest with event=, where it is known"
    if method != "ml":
        raise NotSupportedError(
            f"method={method!r}: the response has {classes} classes, and this penalised likelihood "
            f"is known for two. {rest}."
        )
    if penalty:
        raise NotSupportedError(
            f"penalty={penalty!r}: the response has {classes} classes, and a penalty on their "
            "coefficients against a reference would give other probabilities with another "
            "reference. LogisticRegression has a penalty that treats all classes alike."
        )
    if offset:
        raise NotSupportedError(
            f"offset=: it is a known part of one log-odds, and {classes} classes have "
            f"{classes - 1}. {rest}, or leave the offset out."
        )


def require_codes(rows: Data, classes: int) -> None:
    """Refuse a y that is not the numbers of the classes, and an offset.

    Raises
    ------
    InputError, NotSupportedError
    """
    if not isinstance(rows, InMemory):  # streamed: y was made from the classes
        return
    y = rows.y
    if classes < 2 or y.dtype.kind not in "iu" or y.min() < 0 or y.max() >= classes:
        raise InputError(
            f"y holds numbers of type {y.dtype} from {y.min()} to {y.max()} for {classes} classes: "
            "each row needs the whole number of its class, 0 for the reference."
        )
    require_supported(classes, offset=rows.offset is not None)
