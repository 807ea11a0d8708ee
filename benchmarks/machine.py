"""Machine: what a run was made on."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from threadpoolctl import threadpool_info

from oddsmith.threads import threads

PACKAGES = [
    "oddsmith",
    "numpy",
    "scipy",
    "scikit-learn",
    "glum",
    "statsmodels",
    "liblinear-official",
    "snapml",
    "rpy2",
]


def describe() -> dict[str, str]:
    """Processor, cores, memory, load, versions.

    Examples
    --------
    >>> list(describe())[:4]
    ['processor', 'cores', 'memory', 'load at the start']
    """
    return {
        "processor": processor(),
        "cores": str(os.cpu_count()),
        "memory": total_memory(),
        "load at the start": f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "BLAS": ", ".join(sorted({blas(one) for one in threadpool_info() if is_blas(one)})),
        "our threads": str(threads()),
        "packages": ", ".join(filter(None, map(named, PACKAGES))),
    }


def is_blas(library: dict[str, str]) -> bool:
    return library["user_api"] == "blas"


def blas(library: dict[str, str]) -> str:
    """What it is, the kernel that it runs on this processor, and its threads."""
    kernel = f", kernel {library['architecture']}" if "architecture" in library else ""
    name, threads = library["internal_api"], library["num_threads"]
    return f"{name} {library['version']}{kernel}, {threads} threads"


def named(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""


def field(path: str, name: str) -> str:
    """What stands behind the colon of a line of a file under /proc, or nothing."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def processor() -> str:
    return field("/proc/cpuinfo", "model name") or platform.processor()


def total_memory() -> str:
    kilobytes = field("/proc/meminfo", "MemTotal").split()
    return f"{int(kilobytes[0]) / 2**20:.0f} GiB" if kilobytes else "?"
