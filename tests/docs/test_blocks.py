"""Blocks of a page: what is run, what is compared, and what a stale page says."""

import pytest
from docs.generate.blocks import StalePageError, blocks, check, refreshed, steady
from docs.generate.running import Room, tables

PAGE = """
```python
x = 2
x + 1
```

```text
3
```
"""


def test_a_page_that_is_true_passes():
    assert check(PAGE, "page.md") == {}


def test_a_page_that_is_stale_says_what_it_shows_and_what_came():
    with pytest.raises(StalePageError, match=r"(?s)page.md shows\n4\n.*prints\n3"):
        check(PAGE.replace("\n3\n", "\n4\n"), "page.md")


def test_a_page_whose_code_fails_is_stale():
    with pytest.raises(StalePageError, match=r"page.md: ZeroDivisionError"):
        check(PAGE.replace("x + 1", "x / 0"), "page.md")


def test_outputs_are_written_anew():
    assert refreshed(PAGE.replace("\n3\n", "\n4\n"), "page.md") == PAGE
    assert refreshed(PAGE, "page.md") == PAGE


def test_an_output_is_only_what_stands_directly_below():
    assert check(PAGE.replace("```text", "Words.\n\n```text").replace("\n3\n", "\n4\n"), "p") == {}


def test_names_and_files_are_shared_on_a_page_and_end_with_it():
    read = 'from pathlib import Path\nPath("a.csv").read_text()'
    page = f'```csv title="a.csv"\nx\n1\n```\n```python\n{read}\n```\n```text\nx\n1\n```\n'
    check(page, "page.md")
    with pytest.raises(StalePageError, match="NameError"):
        check("```python\nPath\n```\n", "other.md")
    with pytest.raises(StalePageError, match="FileNotFoundError"):
        check('```python\nopen("a.csv")\n```\n', "other.md")


def test_indented_blocks_are_blocks():
    page = "    ```python\n    print(1)\n    ```\n\n    ```text\n    2\n    ```\n"
    assert [one.code for one in blocks(page)] == ["print(1)\n", "2\n"]
    assert refreshed(page, "page.md") == page.replace("2", "1")


def test_warnings_are_part_of_the_output():
    printed = Room("page.md").python("import warnings\nwarnings.warn('mind')\n")
    assert printed == "UserWarning: mind\n"


def test_pictures_are_kept():
    page = "```python\nfrom pathlib import Path\nPath('a.svg').write_bytes(b'<svg/>')\n```\n"
    assert check(page, "page.md") == {"a.svg": b"<svg/>"}


def test_numbers_agree_but_for_rounding():
    assert steady("0.12345678901234") == steady("0.12345678901299")
    assert steady("0.12345678901234") != steady("0.12345618901234")
    assert steady("3.2e-17") == steady("1e-15")
    assert steady("3.2e-07") != steady("1e-07")


def test_both_sides_of_a_row_must_agree():
    page = "| oddsmith | scikit-learn |\n| --- | --- |\n| `1 + 1` | `2.0` |\n"
    check(page, "page.md")
    with pytest.raises(StalePageError, match="Not equal"):
        check(page.replace("2.0", "2.1"), "page.md")
    with pytest.raises(StalePageError, match=r"NameError.*in the row"):
        check(page.replace("2.0", "nowhere"), "page.md")


def test_a_cell_may_hold_a_bar():
    assert tables("| a |\n| --- |\n| `x \\| y` |\n") == [[["a"], ["`x | y`"]]]


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("oddsmith fit nowhere.csv 'y ~ x'", "ended with"),
        ("make nothing-of-the-kind", "there is no make"),
        ('pip install "oddsmith[nothing]"', "has no extra nothing"),
        ("rm -r /", "may not tell"),
    ],
)
def test_commands_that_a_reader_could_not_run_are_refused(command, fault):
    with pytest.raises(StalePageError, match=fault):
        check(f"```sh\n{command}\n```\n", "page.md")


def test_commands_that_exist_pass():
    check('```sh\nmake demo\npip install "oddsmith[fast]"\noddsmith --version\n```\n', "page.md")


@pytest.mark.parametrize("page", ["```\nmake demo\n```\n", "```sh\nmake demo\n"])
def test_a_block_that_would_not_be_run_is_refused(page):
    with pytest.raises(StalePageError, match="without a language, or without an end"):
        check(page, "page.md")


def test_a_block_is_left_out_where_what_it_needs_is_not_there():
    failing = "\n\n```python\n1 / 0\n```\n"
    assert check(f"<!-- needs: no-such-program -->{failing}", "page.md") == {}
    with pytest.raises(StalePageError, match="ZeroDivisionError"):
        check(f"<!-- needs: sh -->{failing}", "page.md")
