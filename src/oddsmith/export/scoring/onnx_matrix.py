"""An estimator as an ONNX graph: X W + b, softmax, and the label of the largest."""

from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from oddsmith.design import Array
from oddsmith.export.scoring.onnx_graph import DIMENSION, INNER, check_name


def of_matrix(model: Any, offset: str | None) -> Any:
    """The graph of an estimator: one matrix in, labels and probabilities out."""
    W, b = model.parametrised("reference")
    inputs = [value("X", TensorProto.DOUBLE, W.shape[1])]
    nodes = [helper.make_node("Gemm", ["X", f"{INNER}W", f"{INNER}b"], [f"{INNER}z"], transB=1)]
    constants = [
        constant(W, f"{INNER}W"),
        constant(b, f"{INNER}b"),
        label_tensor(np.asarray(model.classes_)),
    ]
    if offset is not None:  # to the log-odds of each class but the reference
        check_name(offset, "X")
        inputs.append(value(offset, TensorProto.DOUBLE, 1))
        constants.append(constant(np.r_[0.0, np.ones(len(W) - 1)][None], f"{INNER}moved"))
        nodes.append(helper.make_node("Mul", [offset, f"{INNER}moved"], [f"{INNER}shift"]))
        nodes.append(helper.make_node("Add", [f"{INNER}z", f"{INNER}shift"], [f"{INNER}shifted"]))
    nodes += [
        helper.make_node("Softmax", nodes[-1].output, ["probabilities"], axis=1),
        helper.make_node("ArgMax", ["probabilities"], [f"{INNER}place"], axis=1, keepdims=0),
        helper.make_node("Gather", [f"{INNER}classes", f"{INNER}place"], ["label"]),
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
        return numpy_helper.from_array(labels.astype(np.int64), f"{INNER}classes")
    if labels.dtype.kind in "fb":
        return numpy_helper.from_array(labels, f"{INNER}classes")
    texts: Any = [str(label).encode() for label in labels]
    return helper.make_tensor(f"{INNER}classes", TensorProto.STRING, [len(texts)], texts)
