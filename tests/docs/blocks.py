"""The blocks of a page, run as written in the folder of a test, with what they leave."""

from pathlib import Path

from docs.generate.blocks import blocks, run
from docs.generate.running import Room

ROOT = Path(__file__).parents[2]


def page_text(page):
    """A page, by its path from the root."""
    return (ROOT / page).read_text(encoding="utf-8")


def codes(page, language):
    """The code of each block of a language."""
    return [one.code for one in blocks(page_text(page)) if one.language == language]


def run_page(page):
    """All blocks in their order, each printing what it shows to the letter; the names they leave.

    And what the last one printed.
    """
    room, made = Room(page), []
    for one in run(page_text(page), room):
        made.append(one)
        if one.shown is None:
            assert "Warning: " not in one.printed, one.printed
        else:
            assert one.printed.rstrip() == one.shown.code.rstrip(), one.block.code
    assert sum(one.shown is not None for one in made) == len(codes(page, "text"))
    return room.names, made[-1].printed
