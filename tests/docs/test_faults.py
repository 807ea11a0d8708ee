"""The table of faults: current, long enough, and every line of it a test of its own."""

from docs.generate.faults import PAGE, faults, page

from tests.faults.registry import AREAS


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m docs.generate.faults"


def test_at_least_sixty_faults_in_all_areas():
    assert len({(one.area, one.injected) for one in faults()}) == len(faults()) >= 60
    assert {one.area for one in faults()} == set(AREAS)
    assert len({(one.area, one.test) for one in faults()}) == len(faults())
