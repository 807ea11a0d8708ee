"""Real tables: those that ship with this package and scikit-learn, and larger ones from a folder.

The folder holds files as they are published, gzipped or not; what is not there is left out:

    t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte    MNIST's test images (LeCun et al. 1998)
    a9a                                               Adult, one-hot (libsvm's format)
"""

import gzip
from pathlib import Path

import numpy as np

from benchmarks.generators import digit_images
from benchmarks.problem import Array, Problem


def admissions() -> Problem:
    """400 applicants; maximum likelihood."""
    from oddsmith.datasets import load

    table = load("admissions")
    ranks = [(table["rank"] == k).to_numpy(np.float64) for k in (2, 3, 4)]
    X = np.column_stack([table[["gre", "gpa"]].to_numpy(np.float64), *ranks])
    return Problem("admissions, 400 × 5, maximum likelihood", X, table["admit"].to_numpy(), np.inf)


def iris() -> Problem:
    """150 flowers of three species."""
    from sklearn.datasets import load_iris

    X, y = load_iris(return_X_y=True)
    return Problem("iris, 150 × 4, 3 classes", X, y)


def breast_cancer() -> Problem:
    """569 biopsies; columns from 1e-3 to 1e3."""
    from sklearn.datasets import load_breast_cancer

    X, y = load_breast_cancer(return_X_y=True)
    return Problem("breast cancer, 569 × 30", X, y)


def digits() -> Problem:
    """scikit-learn's digits, 8 × 8."""
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    return Problem("digits, 1,797 × 64, 10 classes", X, y)


def find(folder: Path | None, name: str) -> Path | None:
    """A file of the folder, gzipped or not."""
    if folder is None:
        return None
    return next((folder / f for f in (name, f"{name}.gz") if (folder / f).exists()), None)


def read_idx(path: Path) -> Array:
    """MNIST's format: after four bytes, of which the last is the rank, the shape, then bytes."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    shape = np.frombuffer(raw, ">i4", count=raw[3], offset=4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape).astype(np.float64)


def mnist(folder: Path | None, n: int) -> Problem:
    """The first n of MNIST's test images; without the folder a stand-in, which its name says.

    Raises
    ------
    FileNotFoundError
        The folder has images and no labels.
    """
    images = find(folder, "t10k-images-idx3-ubyte")
    if images is None:
        return digit_images(n)
    labels = find(folder, "t10k-labels-idx1-ubyte")
    if labels is None:
        raise FileNotFoundError(
            f"{images} has no t10k-labels-idx1-ubyte beside it, and images without labels cannot "
            "be fitted: put the labels there, or take the images away."
        )
    X = read_idx(images)[:n].reshape(-1, 784) / 255
    y = read_idx(labels)[:n].astype(np.intp)
    return Problem(f"MNIST test images, {len(y):,} × 784, 10 classes", X, y)


def a9a(path: Path) -> Problem:
    """Adult, one-hot: 32,561 × 123."""
    from sklearn.datasets import load_svmlight_file

    X, y = load_svmlight_file(str(path))
    return Problem(f"a9a, sparse {X.shape[0]:,} × {X.shape[1]:,}", X, (y > 0).astype(np.intp))
