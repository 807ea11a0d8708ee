"""What can go wrong, by name: every error says what was seen, why it matters, what to do."""

from collections.abc import Sequence


class OddsmithError(Exception):
    """Base of all errors that this package raises on purpose."""


class InputError(OddsmithError, ValueError):
    """An argument, a table or a file that cannot be used as it is."""


class FormulaError(InputError):
    """A formula that does not parse, or reaches beyond columns and known functions."""


class MissingValuesError(InputError):
    """Missing or infinite values in a column that the model uses."""


class ColumnError(MissingValuesError):
    """A column that cannot be computed with: not finite, or so large or small that it overflows.

    Parameters
    ----------
    column : int
        Its position.
    what : str
        What is wrong with it, and what to do.
    name : str, optional
        Its name, where that is known.
    """

    def __init__(self, column: int, what: str, name: str | None = None) -> None:
        super().__init__(f"column {column} {what}" if name is None else f"{name!r} {what}")
        self.column, self.what = column, what

    def called(self, names: Sequence[str]) -> "ColumnError":
        """The same, of the column's name."""
        return ColumnError(self.column, self.what, str(names[self.column]))

    def __reduce__(self) -> tuple[type, tuple[int, str]]:
        return type(self), (self.column, self.what)


class OutOfMemoryError(OddsmithError, MemoryError):
    """More memory is needed than there is."""


class UnseenLevelError(InputError):
    """A category at prediction that training did not hold."""


class ModelFileError(InputError):
    """A model file that is cut short, of another version, or not one of ours."""


class NotSupportedError(OddsmithError, NotImplementedError):
    """A combination that is named in the message and not available."""


class NotKeptError(NotSupportedError, AttributeError):
    """An attribute that needs what the fit has not, or did not keep."""


class OddsmithWarning(UserWarning):
    """Base of all warnings that this package gives."""


class DroppedRowsWarning(OddsmithWarning):
    """Rows were left out of the fit."""


class MissingValuesWarning(OddsmithWarning):
    """Rows whose prediction is NaN, because a value is missing."""


class UnseenLevelWarning(OddsmithWarning):
    """Rows that hold a level which training did not."""


class AliasedWarning(OddsmithWarning):
    """A column repeats what others already say; its coefficient is left out."""


class SeparationWarning(OddsmithWarning):
    """No finite maximum of the likelihood was found to exist."""


class ConditionWarning(OddsmithWarning):
    """Columns nearly repeat each other, so that rounding may have taken digits of the estimates."""


class NotConvergedWarning(OddsmithWarning):
    """The solver stopped before the optimality condition held to `tol`."""
