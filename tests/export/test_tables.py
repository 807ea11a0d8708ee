"""Tables of coefficients for documents: the numbers of `tidy`, and names that stay text."""

import re

import oddsmith
from oddsmith.report.table import number
from tests.export.scored_models import TABLE, fitted

HOSTILE = "<img src=x onerror=alert(1)> | `a` $x$ [b](c)"


def test_markdown_has_a_line_for_each_coefficient():
    fit = fitted("x + C(grade)")
    text = fit.export("markdown")
    lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
    assert len(lines) == len(fit.names)
    for line, name in zip(lines, fit.names, strict=True):
        assert line.split(" | ")[1] == number(fit.params[name])


def test_several_classes():
    fit = fitted("x", "three")
    lines = fit.export("markdown").splitlines()
    assert any(line.startswith("| it's: x |") for line in lines)


def test_names_stay_text():
    table = TABLE.assign(side=TABLE["side"].replace("left", HOSTILE))
    fit = oddsmith.fit("y ~ C(side, Treatment('right'))", table)
    text = fit.export("markdown")
    assert "<img" not in re.sub(r"\\.", "", text)
    row = next(line for line in text.splitlines() if "img" in line and line.startswith("|"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 9
    assert r"\<img src=x onerror=alert(1)\> \| \`a\` \$x\$ \[b\](c)" in row


def test_latex_keeps_a_name_on_its_line():
    table = TABLE.assign(side=TABLE["side"].replace("left", "one\n\ntwo"))
    text = oddsmith.fit("y ~ C(side, Treatment('right'))", table).export("latex")
    assert any("one  two" in line for line in text.splitlines())
    assert text.endswith("\\end{table}\n")
