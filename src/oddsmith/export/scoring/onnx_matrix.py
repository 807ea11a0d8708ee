"""An estimator as an ONNX graph: X W + b, softmax, and the label of the largest."""

from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from oddsmith.design import Array
from oddsmith.export.scoring.onnx_graph import DIMENSION


def of_matrix(model: Any, offset: str | None) -> Any:
    """The graph of an estimator: one matrix in, labels and probabilities out."""
    W, b = model.parametrised("reference")
    inputs = [value("X", TensorProto.DOUBLE, W.shape[1])]
    nodes = [helper.make_node("Gemm", ["X", "W", "b"], ["z"], transB=1)]
    constants = [constant(W, "W"), constant(b, "b"), label_tensor(np.asarray(model.classes_))]
    if offset is not None:  # to the log-odds of each class but the reference
        inputs.append(value(offset, TensorProto.DOUBLE, 1))
        constants.append(constant(np.r_[0.0, np.ones(len(W) - 1)][None], "moved"))
        nodes.append(helper.make_node("Mul", [offset, "moved"], ["shift"]))
        nodes.append(helper.make_node("Add", ["z", "shift"], ["shifted"]))
    nodes += [
        helper.make_node("Softmax", nodes[-1].output, ["probabilities"], axis=1),
        helper.make_node("ArgMax", ["probabilities"], ["place"], axis=1, keepdims=0),
        helper.make_node("Gather", ["classes", "place"], ["label"]),
    ]
    outputs = [
        helper.make_tensor_value_info("label", constants[2].data_type, [DIMENSION]),
        value("probabilities", TensorProto.DOUBLE, len(W)),
    ]
    return helper.make_graph(nodes, "oddsmith", inputs, outputs, constants)


def value(name: str, kind: int, width: int) -> Any:
    """What goes in or out, a row for each row: (rows, width)."""
    return helper.make_tensor_value_info(name, kind, [DIMENSION, width])


def constant(array: Array, name: str) -> Any:
    return numpy_helper.from_array(np.ascontiguousarray(array, dtype=np.float64), name)


def label_tensor(labels: Any) -> Any:
    """The classes: whole numbers, doubles or texts."""
    if labels.dtype.kind in "iu":
        return numpy_helper.from_array(labels.astype(np.int64), "classes")
    if labels.dtype.kind in "fb":
        return numpy_helper.from_array(labels, "classes")
    texts: Any = [str(label).encode() for label in labels]
    return helper.make_tensor("classes", TensorProto.STRING, [len(texts)], texts)
