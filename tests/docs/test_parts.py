"""Parts of pages that are made from the package."""

from docs.generate.parts import PARTS, conversions, datasets, lessons, speed

from oddsmith import penalty_from
from oddsmith.datasets import names, origin
from oddsmith.lessons import COURSE
from oddsmith.scales import SCALES


def rows(table):
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines][2:]


def test_every_scale_has_a_row_with_its_own_conversion():
    made = {row[0]: row for row in rows(conversions())}
    assert set(made) == set(SCALES)
    for name, row in made.items():
        assert row[1] == f"`{SCALES[name].parameter}`"
        assert float(row[-1]) == penalty_from(name, 0.5, total=200)


def test_the_speed_shown_is_the_worst_the_middle_and_the_best():
    ratios = [float(row[-1].strip("*")) for row in rows(speed())]
    assert len(ratios) == 3
    assert ratios == sorted(ratios, reverse=True)


def test_every_lesson_and_table_is_there():
    assert all(f"lesson-{name}.md" in lessons() for name in COURSE)
    assert [row[0] for row in rows(datasets())] == [f"`{name}`" for name in names()]
    assert all(origin(name)["licence"] in datasets() for name in names())


def test_parts_have_names():
    assert all(callable(part) for part in PARTS.values())
