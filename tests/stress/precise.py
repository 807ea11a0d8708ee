"""Maximum likelihood in 50 digits: Newton's method with mpmath, for a few rows and columns."""

from mpmath import matrix, mp, mpf

DIGITS = 50


def maximum(X, y, offset, start, steps=400):
    """Coefficients that maximise Σ log p(y); there is one such maximum, wherever the search starts.

    Each step is halved until the log-likelihood does not fall; the last moves by less than 1e-40.
    """
    with mp.workdps(DIGITS):
        rows = [[mpf(float(v)) for v in row] for row in X]
        signs = [mpf(1) if v else mpf(-1) for v in y]
        known = [mpf(0)] * len(rows) if offset is None else [mpf(float(v)) for v in offset]
        w = matrix([mpf(float(v)) for v in start])
        for _ in range(steps):
            g, H = derivatives(rows, signs, known, w)
            unit = max(H[j, j] for j in range(len(w)))  # lu_solve takes tiny pivots for zero
            step = mp.lu_solve(H / unit, g / unit)
            here, size = loss(rows, signs, known, w), mpf(1)
            while loss(rows, signs, known, w + size * step) > here and size > mpf(10) ** -30:
                size /= 2
            w += size * step
            if mp.norm(size * step, mp.inf) < mpf(10) ** -40 * (1 + mp.norm(w, mp.inf)):
                break
        else:
            raise AssertionError("no maximum was found in 50 digits")
        return [w[j] for j in range(len(w))]


def raw(row, known, w):
    return known + mp.fsum(a * w[j] for j, a in enumerate(row))


def loss(rows, signs, known, w):
    return mp.fsum(
        mp.log1p(mp.exp(-s * raw(row, k, w))) for row, s, k in zip(rows, signs, known, strict=True)
    )


def derivatives(rows, signs, known, w):
    p = len(w)
    g, H = matrix([mpf(0)] * p), mp.zeros(p)
    for row, s, k in zip(rows, signs, known, strict=True):
        wrong = 1 / (1 + mp.exp(s * raw(row, k, w)))
        for i in range(p):
            g[i] += s * wrong * row[i]
            for j in range(p):
                H[i, j] += wrong * (1 - wrong) * row[i] * row[j]
    return g, H
