"""Logic gates: two inputs of 0 or 1, four rows.

x1 x2   AND  OR  NAND  XOR
0  0     0   0    1     0
0  1     0   1    1     1
1  0     0   1    1     1
1  1     1   1    0     0

XOR starts with all four rows in each update: one row at a time, the order of the rows would decide
what comes of a loss that rests where every output is 0.5.
"""

import numpy as np

from oddsmith.lessons.task import Task

TARGETS = {
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "xor": (0, 1, 1, 0),
}

NO_LINE_FOR_XOR = (
    "Rows (0, 1) and (1, 0) ask for w2 + b > 0 and w1 + b > 0, together w1 + w2 + 2b > 0; rows "
    "(0, 0) and (1, 1) ask for b < 0 and w1 + w2 + b < 0, together w1 + w2 + 2b < 0. Both cannot "
    "be, whatever the loss, the learning rate or the number of epochs: every line is wrong in at "
    "least one row, and 3 of 4 (75 %) is the most that one neuron can get right. Two lines can do "
    "it, which is what a hidden layer of two neurons draws; so can one neuron with a third input "
    "x1·x2."
)


def gate(name: str) -> Task:
    """The task of one gate: "and", "or", "nand" or "xor"."""
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # (4, 2)
    y = np.array(TARGETS[name], dtype=float)  # (4,)
    return Task(
        name=name,
        title=name.upper(),
        inputs=("x1", "x2"),
        classes=("0", "1"),
        X=X,
        y=y,
        X_test=X,
        y_test=y,
        learning_rate=0.1,
        batch_size=len(y) if name == "xor" else 1,
        why_not=NO_LINE_FOR_XOR if name == "xor" else "",
    )
