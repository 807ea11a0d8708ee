"""The commands.  A new one is a module with a function, and one line in `COMMANDS`.

0    done
1    a fault of oddsmith's own: please report it, with what --debug shows
2    refused: an option, a file, a column or a value that cannot be used as it is
3    known, and not available for this model
4    checked, and the answer is no: a wrong answer to an exercise
130  interrupted
"""

import os
import sys
import warnings
from collections.abc import Sequence
from errno import EPIPE
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated, Any

if TYPE_CHECKING:
    from typer import Typer

DONE, FAULT, REFUSED, NOT_AVAILABLE, NO = range(5)

# name: (module, example that its help ends with); the function is named as the command
COMMANDS = {
    "fit": (
        "oddsmith.cli.fit",
        'oddsmith fit admissions.csv "admit ~ gre + C(rank)" --save m.json',
    ),
    "predict": ("oddsmith.cli.predict", "oddsmith predict m.json new.csv --out scored.csv"),
    "evaluate": ("oddsmith.cli.evaluate", "oddsmith evaluate m.json new.csv"),
    "report": ("oddsmith.cli.report", "oddsmith report m.json admissions.csv --out report.html"),
    "explain": ("oddsmith.cli.explain", "oddsmith explain m.json admissions.csv --row 3"),
    "path": (
        "oddsmith.cli.path",
        'oddsmith path admissions.csv "admit ~ gre + gpa + C(rank)" --folds 5 --out path.svg',
    ),
    "learn": ("oddsmith.cli.learn", "oddsmith learn and --explain"),
    "export": ("oddsmith.cli.export", "oddsmith export m.json --to sql --table applicants"),
    "convert": ("oddsmith.cli.convert", "oddsmith convert m.json coefficients.csv"),
}


def build() -> "Typer":
    """The application, with every command."""
    import typer

    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)

    @app.callback(epilog="Example: oddsmith learn and")
    def oddsmith(
        version: Annotated[
            bool, typer.Option("--version", is_eager=True, callback=show_version, help="Version.")
        ] = False,
        debug: Annotated[
            bool, typer.Option("--debug", help="Show where an error comes from.")
        ] = False,
    ) -> None:
        """Logistic regression from the first neuron to the last row."""

    for name, (module, example) in COMMANDS.items():
        function = getattr(import_module(module), name)
        app.command(name, epilog=f"Example: {example}")(function)
    return app


def show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"oddsmith {version('oddsmith')}")
        raise SystemExit(DONE)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; an error is one line on standard error, and an exit code of the module's."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    if debug:  # allowed anywhere on the line
        words = ["--debug", *(word for word in words if word != "--debug")]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal without "∂" shows "?"
            stream.reconfigure(errors="replace")
    with warnings.catch_warnings():
        warnings.showwarning = show_warning
        raise SystemExit(run(words, debug))


def run(words: list[str], debug: bool) -> int:
    """Run one command; its exit code."""
    from oddsmith.errors import NotSupportedError, OddsmithError

    try:
        asked = words or ["--help"]
        code = build()(asked, prog_name="oddsmith", standalone_mode=False)
        sys.stdout.flush()
    except OddsmithError as error:
        if debug:
            raise
        say("", error)
        return NOT_AVAILABLE if isinstance(error, NotSupportedError) else REFUSED
    except Exception as error:
        if is_usage(error):
            return show_usage(error)
        if debug:
            raise
        if isinstance(error, OSError):  # who names a file says so; this is the output
            return leave_output(error)
        say("fault: ", f"{type(error).__name__}: {error} (--debug shows where)")
        return FAULT
    if not words:
        return REFUSED
    return code if isinstance(code, int) else DONE


def leave_output(error: OSError) -> int:
    """Drop what cannot be written, lest Python try again on its way out."""
    if error.errno != EPIPE:  # a reader such as head, who has read enough, need not be told
        say("", f"Cannot write the output: {error.strerror}.")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return REFUSED


def is_usage(error: Exception) -> bool:
    """Whether it is the option parser's: typer has its parser inside it, or uses click's."""
    return any(one.__name__ == "ClickException" for one in type(error).__mro__)


def show_usage(error: Any) -> int:
    """What is wrong with the words on the line."""
    context: Any = getattr(error, "ctx", None)
    where = f" See {context.command_path} --help." if context is not None else ""
    say("", f"{error.format_message().rstrip('.')}.{where}")
    return REFUSED


def say(kind: str, message: object) -> None:
    """One line on standard error; its first word in red where a terminal shows colours."""
    coloured = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    name = "\033[31moddsmith:\033[0m" if coloured else "oddsmith:"
    print(f"{name} {kind}{one_line(message)}", file=sys.stderr)


def one_line(message: object) -> str:
    return " ".join(str(message).split())


def show_warning(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
    """A warning of the package as one line; others with their place."""
    from oddsmith.errors import OddsmithWarning

    if issubclass(category, OddsmithWarning):
        say("warning: ", message)
    else:
        print(warnings.formatwarning(message, category, *where[:2]), end="", file=sys.stderr)
