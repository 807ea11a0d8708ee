"""Gradients as learners write them, right and wrong; none uses the package."""

import numpy as np


def table(seed, n, p):
    """X (n, p), y (n,) with both classes, and w (p,), none of them special."""
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < 0.5).astype(float)
    y[:2] = 0, 1
    return rng.normal(size=(n, p)) * rng.uniform(0.5, 2, p), y, rng.normal(size=p)


def with_ones(X):
    return np.column_stack([np.ones(len(X)), X])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cross_entropy(out, y):
    return -np.mean(y * np.log(out) + (1 - y) * np.log(1 - out))


# Right, for (n,) labels and (p,) weights: the gradient of the mean cross-entropy.


def loops(w, X, y):
    n, p = X.shape
    gradient = [0.0] * p
    for i in range(n):
        z = 0.0
        for j in range(p):
            z += w[j] * X[i][j]
        for j in range(p):
            gradient[j] += (sigmoid(z) - y[i]) * X[i][j] / n
    return gradient


def rows(w, X, y):
    gradient = np.zeros_like(w)
    for x, target in zip(X, y, strict=True):
        gradient += (sigmoid(x @ w) - target) * x
    return gradient / len(y)


def vectors(w, X, y):
    return X.T @ (sigmoid(X @ w) - y) / len(y)


def from_the_left(theta, features, labels):
    return (sigmoid(features.dot(theta)) - labels) @ features / labels.size


def einsum(w, X, y):
    return np.einsum("i,ij->j", sigmoid(np.einsum("ij,j->i", X, w)) - y, X) / len(y)


def averaged(X, y, w):
    return np.mean((sigmoid(X @ w) - y)[:, None] * X, axis=0)


def as_columns(w, X, y):
    w, y = w.reshape(-1, 1), y.reshape(-1, 1)
    return X.T @ (sigmoid(X @ w) - y) / len(y)


def chain_rule(w, X, y):
    out = sigmoid(X @ w)
    slope = -y / out + (1 - y) / (1 - out)
    return X.T @ (slope * out * (1 - out)) / len(y)


def both_sides(w, X, y):
    z = X @ w
    return X.T @ (np.where(y == 1, -sigmoid(-z), sigmoid(z))) / len(y)


def with_loss(w, X, y):
    out = sigmoid(X @ w)
    return cross_entropy(out, y), X.T @ (out - y) / len(y)


def loss_last(w, X, y):
    return with_loss(w, X, y)[::-1]


def in_place(theta, X, y):
    theta.shape = (len(theta), 1)
    X *= 1.0
    return (X.T @ (sigmoid(X @ theta) - y[:, None])).ravel() / len(y)


def as_a_tuple(w, X, y):
    return tuple(vectors(w, X, y))


RIGHT = [
    loops,
    rows,
    vectors,
    from_the_left,
    einsum,
    averaged,
    as_columns,
    chain_rule,
    both_sides,
    with_loss,
    loss_last,
    in_place,
    as_a_tuple,
]


# Right, with a bias apart.


def pair(w, b, X, y):
    delta = sigmoid(X @ w + b) - y
    return X.T @ delta / len(y), delta.mean()


def bias_first(X, y, w, b=0.0, rate=0.1):
    dw, db = pair(w, b, X, y)
    return db, dw


def loss_and_pair(w, b, X, y):
    return (cross_entropy(sigmoid(X @ w + b), y), *pair(w, b, X, y))


def loss_and_nested(w, b, X, y):
    return cross_entropy(sigmoid(X @ w + b), y), pair(w, b, X, y)


def named(w, b, X, y):
    dw, db = pair(w, b, X, y)
    return {"dw": dw, "db": db}, np.array(cross_entropy(sigmoid(X @ w + b), y))


def in_one_array(*, weights, bias, inputs, targets):
    return np.append(*pair(weights, bias, inputs, targets))


def each_alone(w, b, X, y):
    dw, db = pair(w, b, X, y)
    return [*dw, db]


RIGHT_WITH_BIAS = [
    pair,
    bias_first,
    loss_and_pair,
    loss_and_nested,
    named,
    in_one_array,
    each_alone,
]


# Wrong, each with the fault's title; w (p,) and y (n,) but where the name says otherwise.

FAULTS = {
    "(n, n) broadcast": [
        lambda w, X, y: X.T @ (sigmoid(X @ w.reshape(-1, 1)) - y) / len(y),
        lambda w, X, y: X.T @ (sigmoid(X @ w) - y.reshape(-1, 1)) / len(y),
        lambda w, X, y: (X.T @ (sigmoid(X @ w.reshape(-1, 1)) - y) / len(y)).sum(axis=1),
        lambda w, X, y: (X.T @ (sigmoid(X @ w) - y.reshape(-1, 1)) / len(y)).mean(axis=1),
        lambda w, X, y: (sigmoid(X @ w.reshape(-1, 1)) - y).T @ X / len(y),
    ],
    "1/n missing": [
        lambda w, X, y: X.T @ (sigmoid(X @ w) - y),
        lambda w, X, y: np.sum((sigmoid(X @ w) - y)[:, None] * X, axis=0),
    ],
    "1/n too many": [lambda w, X, y: vectors(w, X, y) / len(y)],
    "sign flipped": [
        lambda w, X, y: X.T @ (y - sigmoid(X @ w)) / len(y),
        lambda w, X, y: -vectors(w, X, y),
    ],
    "* for @": [
        lambda w, X, y: X.T * (sigmoid(X @ w) - y) / len(y),
        lambda w, X, y: X * (sigmoid(X @ w) - y)[:, None] / len(y),
        lambda w, X, y: X * (sigmoid(X @ w) - y) / len(y),
        lambda w, X, y: X.T @ (sigmoid(X * w) - y[:, None]) / len(y),
        lambda w, X, y: X.T @ (sigmoid(X * w) - y) / len(y),
        lambda w, X, y: X.T @ (sigmoid(np.sum(X * w)) - y) / len(y),
    ],
    "X transposed": [
        lambda w, X, y: X @ (sigmoid(X @ w) - y) / len(y),
        lambda w, X, y: X.T @ (sigmoid(X.T @ w) - y) / len(y),
        lambda w, X, y: np.dot(X, sigmoid(np.dot(X, w)) - y) / len(y),
        lambda w, X, y: X.T @ (sigmoid(w @ X) - y) / len(y),
    ],
    "sum over the wrong axis": [
        lambda w, X, y: np.sum((sigmoid(X @ w) - y)[:, None] * X, axis=1) / len(y),
        lambda w, X, y: np.mean((sigmoid(X @ w) - y)[:, None] * X, axis=1),
    ],
    "sum over everything": [
        lambda w, X, y: np.sum(X.T @ (sigmoid(X @ w) - y)) / len(y),
        lambda w, X, y: np.mean(X.T @ (sigmoid(X @ w) - y) / len(y)),
    ],
    "sigmoid derivative too many": [
        lambda w, X, y: X.T @ ((o := sigmoid(X @ w)) * (1 - o) * (o - y)) / len(y)
    ],
    "sigmoid missing": [lambda w, X, y: X.T @ (X @ w - y) / len(y)],
    "exp(z) for exp(-z)": [lambda w, X, y: X.T @ (1 / (1 + np.exp(X @ w)) - y) / len(y)],
    "labels -1/1 against 0/1": [
        lambda w, X, y: X.T @ (-y * sigmoid(-y * (X @ w))) / len(y),
    ],
    "factor ½": [lambda w, X, y: vectors(w, X, y) / 2],
    "factor 2": [lambda w, X, y: vectors(w, X, y) * 2],
    "divided by p": [lambda w, X, y: X.T @ (sigmoid(X @ w) - y) / len(w)],
    "penalty not asked for": [lambda w, X, y: vectors(w, X, y) + 0.3 * w],
}

# Wrong with a bias apart.

FAULTS_WITH_BIAS = {
    "bias left out": [
        lambda w, b, X, y: pair(w, 0.0, X, y),
        lambda w, b, X, y: pair(w, b, X, y)[0],
        lambda w, b, X, y: (pair(w, b, X, y)[0], None),
        lambda w, b, X, y: (pair(w, b, X, y)[0], 0.0),
        lambda w, b, X, y: pair(w, 0.0, X, y)[0],
    ],
    "1/n missing": [lambda w, b, X, y: tuple(len(y) * part for part in pair(w, b, X, y))],
    "1/n missing in dw": [lambda w, b, X, y: (len(y) * pair(w, b, X, y)[0], pair(w, b, X, y)[1])],
    "1/n missing in db": [lambda w, b, X, y: (pair(w, b, X, y)[0], len(y) * pair(w, b, X, y)[1])],
    "sign flipped": [lambda w, b, X, y: tuple(-part for part in pair(w, b, X, y))],
    "sign flipped in db": [lambda w, b, X, y: (pair(w, b, X, y)[0], -pair(w, b, X, y)[1])],
    "sum over the rows missing in db": [
        lambda w, b, X, y: (pair(w, b, X, y)[0], sigmoid(X @ w + b) - y)
    ],
    "* for @": [
        lambda w, b, X, y: ((d := sigmoid(X @ w + b) - y) * X.T / len(y), d.mean()),
        lambda w, b, X, y: (X.T @ (d := sigmoid(X * w + b) - y[:, None]) / len(y), d.mean()),
        lambda w, b, X, y: (
            X.T @ (d := sigmoid(X * w + b) - y[:, None]) / len(y),
            d.sum(axis=0) / len(y),
        ),
    ],
    "(n, n) broadcast": [
        lambda w, b, X, y: (
            X.T @ (d := sigmoid(X @ w[:, None] + b) - y) / len(y),
            d.sum() / len(y),
        ),
        lambda w, b, X, y: (X.T @ (d := sigmoid(X @ w + b) - y[:, None]) / len(y), d.mean()),
        lambda w, b, X, y: (
            X.T @ (d := sigmoid(X @ w + b) - y[:, None]) / len(y),
            d.sum(axis=0) / len(y),
        ),
    ],
}

# Three faults, and what they are called.

THREE = {
    "(n, n) broadcast and sign flipped and 1/n missing": lambda w, X, y: (
        X.T @ (y[:, None] - sigmoid(X @ w))
    ),
    "* for @ and sign flipped and 1/n missing": lambda w, X, y: X.T * (y - sigmoid(X @ w)),
}
