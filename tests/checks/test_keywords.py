from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.catalogues.ckan.forms import clean_tags
from toolkit.checks.keywords import (
    keyword_long,
    keyword_repeated,
    keyword_several,
    keyword_short,
    keyword_signs,
)
from toolkit.model.dataset import Dataset, Described
from toolkit.reading.text import clean

RULES = (keyword_several, keyword_signs, keyword_long, keyword_short, keyword_repeated)


@given(st.text("abÄ1 -.,;:/|()&_§", min_size=1, max_size=104).map(clean).filter(bool))
def test_a_keyword_that_ckan_would_hold_otherwise_is_told(keyword: str) -> None:
    """What CKAN is given differs from the sheet only where a rule says so, or where signs at the edges fall away."""
    described = Described(Dataset("amt", "1", keywords=(keyword,)), frozenset())
    told = any(list(rule(described)) for rule in RULES)
    if clean_tags([keyword]) != (keyword,):
        assert told or keyword != keyword.strip("- ")
