"""Commands run as a shell would, and what they leave."""

import warnings

import pytest

from oddsmith.cli import main


def run(*words):
    """Run a command; its exit code."""
    with warnings.catch_warnings():
        warnings.simplefilter("default")  # as on a command line
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
    return end.value.code or 0
