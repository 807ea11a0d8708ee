"""The table of faults, from the tests that inject them: python -m docs.generate.faults"""

from importlib import import_module
from pathlib import Path

from tests.faults.registry import AREAS, FAULTS, Fault

PAGE = Path(__file__).parents[1] / "faults.md"
HEAD = """# Faults, and what happens

Written by `python -m docs.generate.faults` from the tests that inject these faults, each of which
holds the package to its line here. An error is one of `oddsmith.errors`, one of scikit-learn's
(`ValueError` and its kinds, with scikit-learn's words), or a plain warning beside the right answer:
never another traceback, and never a wrong number without a word.
"""


def faults() -> list[Fault]:
    """All faults that are registered, once their tests are imported."""
    for area in AREAS:
        import_module(f"tests.faults.test_{area}")
    return FAULTS


def page() -> str:
    """The page, as Markdown."""
    parts = [HEAD, f"{len(faults())} faults are injected."]
    for area in AREAS:
        parts += [
            f"\n## {area.capitalize()}\n",
            f"Tests in `tests/faults/test_{area}.py`.\n",
            "| what is injected | what happens | test |",
            "| --- | --- | --- |",
        ]
        parts += [line(one) for one in faults() if one.area == area]
    return "\n".join(parts) + "\n"


def line(one: Fault) -> str:
    injected = one.injected.replace("|", "\\|")
    return f"| {injected} | {one.happens} | `{one.test}` |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
