"""The command line's reference, from the application itself.

Run from the project's root: ``python -m docs.generate.command_line`` writes
``docs/command-line.md``.
"""

from enum import Enum
from inspect import cleandoc
from pathlib import Path
from typing import Any, get_args, get_type_hints

from oddsmith import cli

PAGE = Path(__file__).parents[1] / "command-line.md"
TEMPLATE = Path(__file__).with_suffix(".md")
COMMON = ("help", "install_completion", "show_completion")


def page() -> str:
    """The page, in Markdown."""
    import typer

    application: Any = typer.main.get_command(cli.build())
    commands = [command(name, one) for name, one in application.commands.items()]
    codes = cli.__doc__ or ""
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, value in {
        "options": options(application),
        "codes": cleandoc(codes.split("\n\n")[1]),
        "commands": "\n".join(commands),
    }.items():
        text = text.replace(f"{{{{ {name} }}}}", value)
    return text


def command(name: str, found: Any) -> str:
    """A section: what it does, its arguments and options, an example."""
    arguments = [one for one in found.params if one.param_type_name == "argument"]
    shown = [one.name.upper() if one.required else f"[{one.name.upper()}]" for one in arguments]
    named = [f"- `{one.name.upper()}`: {one.help}" for one in arguments]
    return "\n".join(
        [
            f"## oddsmith {name}",
            "",
            f"`{' '.join(['oddsmith', name, *shown, '[OPTIONS]'])}`",
            "",
            found.help,
            "",
            *named,
            "",
            options(found),
            "",
            "```sh",
            found.epilog.removeprefix("Example: "),
            "```",
            "",
        ]
    )


def options(found: Any) -> str:
    """A table of the options, the common ones left out."""
    hints = get_type_hints(found.callback)
    lines = ["| option | what it says | default |", "| --- | --- | --- |"]
    for one in found.params:
        if one.param_type_name == "option" and one.name not in COMMON:
            names = ", ".join(f"`{name}`" for name in [*one.opts, *one.secondary_opts])
            said = f"{one.help} {choices(hints.get(one.name))}".strip()
            lines.append(f"| {names} | {cell(said)} | {cell(default(one))} |")
    return "\n".join(lines)


def choices(annotation: Any) -> str:
    """The values of an option that has a few, from its annotation, ``Kind`` or ``Kind | None``."""
    kinds = [annotation, *get_args(annotation)]
    known = [one for one in kinds if isinstance(one, type) and issubclass(one, Enum)]
    return ", ".join(f"`{value.value}`" for one in known for value in one)


def default(option: Any) -> str:
    """The value where none is given, or what is done then."""
    if isinstance(option.show_default, str):
        return option.show_default
    value = option.default
    if value is None or callable(value) or option.is_flag or option.show_default is False:
        return ""
    return f"`{getattr(value, 'value', value)}`"


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
