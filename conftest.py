"""Modules that need an extra are read for doctests only where it is installed."""

from importlib.util import find_spec

EXTRAS = {"shipped": "cloudpickle", "dask": "dask"}
collect_ignore = [
    f"src/oddsmith/sources/{module}.py"
    for module, name in EXTRAS.items()
    if find_spec(name) is None
]
