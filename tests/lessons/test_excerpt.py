"""Excerpts: what a function needs stands before it, once."""

from oddsmith.lessons.course import blocks, shapes, two_losses
from oddsmith.lessons.excerpt import excerpts, printed


def test_what_was_shown_is_not_shown_again_and_comments_stay():
    first, second = excerpts([shapes.one_row, shapes.all_rows])
    assert "X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # (4, 2)" in first
    assert first.startswith("import numpy as np\n\nX = ")
    assert first.endswith("\n\n\none_row()")
    assert second.startswith("from oddsmith.neuron import forward\n\n\ndef all_rows")
    assert "np.array([[0, 0]" not in second


def test_only_what_is_needed_is_imported():
    (code,) = excerpts([shapes.gradients])
    assert "from oddsmith.neuron import LOSSES, backward, forward" in code
    assert "matrix" not in code


def test_constants_with_types_are_shown_with_what_their_types_need():
    (code,) = excerpts([two_losses.one_row])
    assert "Rule = SquaredError | CrossEntropy\nRULES: dict[str, Rule] = {" in code
    assert code.startswith(
        "import numpy as np\nfrom oddsmith.losses import CrossEntropy, SquaredError"
    )


def test_a_class_comes_with_what_its_methods_need():
    (code,) = excerpts([blocks.the_package_on_it])
    assert "\n\n\nclass File:\n" in code
    assert (
        code.index("def block_of(") < code.index("def blocks_of_file(") < code.index("class File")
    )
    assert "from oddsmith.data import Block, add_in_pairs" in code


def test_what_is_printed_is_caught():
    assert printed(lambda: print("a\nb\n")) == "a\nb"
