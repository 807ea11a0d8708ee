"""Modules that need an extra are read for doctests only where it is installed."""

from importlib.util import find_spec

EXTRAS = {
    "estimator/elsewhere": "dask",
    "estimator/partitions": "dask",
    "export/scoring/onnx_graph": "onnx",
    "export/scoring/onnx_matrix": "onnx",
    "scoring/lazily": "cloudpickle",
    "sources/dask": "dask",
    "sources/dask_rows": "dask",
    "sources/shipped": "cloudpickle",
}
collect_ignore = [
    f"src/oddsmith/{module}.py" for module, name in EXTRAS.items() if find_spec(name) is None
]
