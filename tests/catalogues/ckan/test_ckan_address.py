"""The address of a CKAN site, however somebody wrote it."""

from __future__ import annotations

import pytest

from toolkit.catalogues.ckan.address import follow_redirect, normalise_address
from toolkit.model.problem import Problem


@pytest.mark.parametrize(
    "text",
    [
        "https://daten.example.org",
        "https://daten.example.org/",
        " https://daten.example.org// ",
        "https://DATEN.example.org/api",
        "https://daten.example.org/api/3/",
        "https://daten.example.org/api/3/action",
        "https://daten.example.org/api/3/action/status_show",
        "https://daten.example.org/api/action/package_search?q=*",
    ],
)
def test_one_site_has_one_address(text: str) -> None:
    assert normalise_address(text) == "https://daten.example.org"


def test_a_site_may_live_below_a_path() -> None:
    assert normalise_address("http://example.org:5000/katalog/api/3") == "http://example.org:5000/katalog"


@pytest.mark.parametrize(
    "text", ["", "daten.example.org", "ftp://example.org", "https://", "https://[", "http://a:b:c"]
)
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Problem) as caught:
        normalise_address(text)
    assert "https://daten.example.org" in str(caught.value.remedy)


def test_a_password_in_the_address_is_refused_and_not_shown() -> None:
    with pytest.raises(Problem) as caught:
        normalise_address("https://amt:geheim@example.org")
    assert "geheim" not in str(caught.value)


def test_a_redirect_may_lead_to_https_and_to_www_but_not_away() -> None:
    status = "/api/3/action/status_show"
    assert follow_redirect("http://example.org", f"https://example.org{status}") == "https://example.org"
    assert (
        follow_redirect("http://example.org", f"https://www.example.org/ckan{status}") == "https://www.example.org/ckan"
    )
    with pytest.raises(Problem, match=r"leads on to https://evil\.example"):
        follow_redirect("https://example.org", f"https://evil.example{status}")
    with pytest.raises(Problem, match=r"leads on to http://example\.org"):
        follow_redirect("https://example.org", f"http://example.org{status}")
