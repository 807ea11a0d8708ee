"""Coverage-guided fuzzing by hand: python -m tests.fuzz.run csv --seconds 600

Inputs that open new lines of the package are kept in .fuzz/<door>; an input that breaks a door is
written to tests/fuzz/found/<door>, where `tests/fuzz/test_found.py` tries it ever after.
"""

import argparse
import hashlib
import sys
import traceback
from pathlib import Path

FOUND = Path(__file__).parent / "found"
SLOW = 10  # seconds for one input are a hang


def fuzz(door: str, seconds: int, corpus: Path) -> None:
    """Try inputs until the time is over, or one breaks the door."""
    import atheris

    with atheris.instrument_imports(include=["oddsmith"]):
        from tests.fuzz.doors import DOORS, SEEDS

    corpus.mkdir(parents=True, exist_ok=True)
    for k, seed in enumerate(SEEDS[door]):
        (corpus / f"seed{k}").write_bytes(seed)

    def one(data: bytes) -> None:
        try:
            DOORS[door](data)
        except Exception:
            traceback.print_exc()
            name = hashlib.sha256(data).hexdigest()[:12]
            (FOUND / door).mkdir(parents=True, exist_ok=True)
            (FOUND / door / name).write_bytes(data)
            raise

    limits = [f"-max_total_time={seconds}", f"-timeout={SLOW}", "-rss_limit_mb=4096"]
    artefacts = [f"-artifact_prefix={corpus}-", "-max_len=4096", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits, *artefacts, str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("door", choices=("csv", "formula", "model"))
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--corpus", type=Path, default=Path(".fuzz"))
    given = parser.parse_args()
    fuzz(given.door, given.seconds, given.corpus / given.door)
