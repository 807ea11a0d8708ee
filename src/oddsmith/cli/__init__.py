"""The commands.  A new one is a module with a function, and one line in `COMMANDS`."""

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated, Any

if TYPE_CHECKING:
    from typer import Typer

# name: (module, example that its help ends with); the function is named as the command
COMMANDS = {
    "fit": (
        "oddsmith.cli.fit",
        'oddsmith fit admissions.csv "admit ~ gre + C(rank)" --save m.json',
    ),
    "learn": ("oddsmith.cli.learn", "oddsmith learn and --explain"),
    "predict": ("oddsmith.cli.predict", "oddsmith predict m.json new.csv --out scored.csv"),
}


def build() -> "Typer":
    """The application, with every command."""
    import typer

    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

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
        raise SystemExit(0)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; an error of the package is one line on stderr and exit code 2."""
    from oddsmith.errors import OddsmithError

    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    if debug:  # allowed anywhere on the line
        words = ["--debug", *(word for word in words if word != "--debug")]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal without "∂" shows "?"
            stream.reconfigure(errors="replace")
    try:
        with warnings.catch_warnings():
            warnings.showwarning = show_warning
            build()(words, prog_name="oddsmith")
    except OddsmithError as error:
        if debug:
            raise
        print(f"oddsmith: {one_line(error)}", file=sys.stderr)
        raise SystemExit(2) from None


def one_line(message: object) -> str:
    return " ".join(str(message).split())


def show_warning(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
    """A warning of the package as one line; others with their place."""
    from oddsmith.errors import OddsmithWarning

    if issubclass(category, OddsmithWarning):
        print(f"oddsmith: warning: {one_line(message)}", file=sys.stderr)
    else:
        print(warnings.formatwarning(message, category, *where[:2]), end="", file=sys.stderr)
