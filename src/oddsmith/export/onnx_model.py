"""ONNX: a model that runtimes in other languages run.

    a fit            an input for each column of the table, (rows, 1): doubles, or strings;
                     output "probability" (rows, 1); of several classes "probabilities" (rows, K)
    an estimator     one input "X", (rows, features), of doubles;
                     outputs "label" (rows,) and "probabilities" (rows, K), in `classes_`' order

NaN in an input gives NaN.
"""

from typing import Any

import numpy as np

from oddsmith.errors import NotSupportedError
from oddsmith.export.scoring.expression import Kind
from oddsmith.export.scoring.linear import require_linear
from oddsmith.export.scoring.scorer import Scorer, scorer_of
from oddsmith.result import Fit, MultinomialFit

OPSET, ML_OPSET = 19, 3


def to_onnx(model: Any, offset: str | None = None) -> bytes:
    """A model in ONNX's format.

    Raises
    ------
    NotSupportedError
        The package onnx is not installed, or the formula holds what ONNX cannot express.
    """
    try:
        import onnx
    except ImportError:
        raise NotSupportedError(
            'ONNX needs the package onnx, which is not installed: pip install "oddsmith[onnx]".'
        ) from None
    if isinstance(model, Fit | MultinomialFit):
        graph, about = of_scorer(scorer_of(model, offset)), model.response.describe()
    else:
        require_linear(model)
        from oddsmith.export.scoring.onnx_matrix import of_matrix

        graph, about = of_matrix(model, offset), type(model).__name__
    opsets = [onnx.helper.make_opsetid("", OPSET), onnx.helper.make_opsetid("ai.onnx.ml", ML_OPSET)]
    made = onnx.helper.make_model(
        graph, opset_imports=opsets, producer_name="oddsmith", doc_string=about, ir_version=9
    )
    onnx.checker.check_model(made)
    content: bytes = made.SerializeToString()
    return content


def of_scorer(scorer: Scorer) -> Any:
    """The graph of a formula."""
    from onnx import TensorProto, helper

    from oddsmith.export.scoring.onnx_graph import DIMENSION, Graph, check_name

    graph = Graph(scorer)
    inputs = []
    for name, kind in scorer.columns.items():
        check_name(name)
        check_kind(name, kind)
        type_ = TensorProto.STRING if kind == "text" else TensorProto.DOUBLE
        inputs.append(helper.make_tensor_value_info(name, type_, [DIMENSION, 1]))
    logits = [with_gaps(graph, graph.value(value), scorer) for value in scorer.logits]
    if scorer.classes:
        zero = graph.node("Sub", logits[0], logits[0])
        joined = graph.node("Concat", zero, *logits, axis=1)
        output, width = graph.node("Softmax", joined, axis=1), len(scorer.classes)
    else:
        output, width = graph.node("Sigmoid", logits[0]), 1
    name = "probabilities" if scorer.classes else "probability"
    graph.nodes.append(helper.make_node("Identity", [output], [name]))
    result = helper.make_tensor_value_info(name, TensorProto.DOUBLE, [DIMENSION, width])
    return helper.make_graph(
        graph.nodes, "oddsmith", inputs, [result], graph.constants, doc_string=scorer.about
    )


def with_gaps(graph: Any, z: str, scorer: Scorer) -> str:
    """NaN where any column of numbers is missing, whatever the formula makes of it."""
    zero = graph.constant([[0.0]])
    numbers = [name for name, kind in scorer.columns.items() if kind == "number"]
    gaps = [graph.node("Mul", name, zero) for name in numbers]
    for name in scorer.categories:  # an unseen level is none of the model's, also where it adds 0
        table = np.zeros(len(scorer.categories[name].levels) + 1)
        table[-1] = np.nan
        gaps.append(graph.node("Gather", graph.constant(table), graph._place(name)))
    return graph.node("Sum", z, *gaps) if gaps else z


def check_kind(name: str, kind: Kind) -> None:
    """Refuse a column without a type."""
    if kind == "any":
        raise NotSupportedError(
            f"ONNX gives every input a type, and the formula compares {name!r} with another "
            "column, which leaves open whether it is text. Make the comparison a column of the "
            "table before the fit."
        )
