"""The table of coefficients: how numbers are printed."""

from oddsmith.report.table import number, p_value


def test_numbers_and_p_values():
    assert [number(v) for v in (1.5, 0, 1e-9, 1e9, float("nan"), float("inf"))] == [
        "1.500000", "0.000000", "1e-09", "1e+09", "–", "inf",
    ]  # fmt: skip
    assert [p_value(v) for v in (0.0, 1e-17, 0.012345, 1.0, float("nan"))] == [
        "< 1e-16", "< 1e-16", "0.0123", "1", "",
    ]  # fmt: skip
