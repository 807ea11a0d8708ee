"""What can go wrong, by name: every error says what was seen, why it matters, what to do."""


class OddsmithError(Exception):
    """Base of all errors that this package raises on purpose."""


class InputError(OddsmithError, ValueError):
    """An argument, a table or a file that cannot be used as it is."""


class FormulaError(InputError):
    """A formula that does not parse, or reaches beyond columns and known functions."""


class MissingValuesError(InputError):
    """Missing or infinite values in a column that the model uses."""


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


class NotConvergedWarning(OddsmithWarning):
    """The solver stopped before the optimality condition held to `tol`."""
