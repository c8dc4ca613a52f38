"""The quality score: counted by hand for a good and a poor dataset, each metric alone, and the laws of a range."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.dcat.completion import complete
from toolkit.dcat.metric import ALL_POINTS, METRICS, Dimension, Known
from toolkit.dcat.quality import Band, build_summary, count_points, dimension_points, find_band, score
from toolkit.model.dataset import Agent, ContactPoint, Dataset, Distribution, Period, Place

EU = "http://publications.europa.eu/resource/authority"
PAGE, FILE = "https://example.org/baeume", "https://example.org/baeume.csv"
FACTS = Path("/work/shared/vocabularies/mqa_metrics.csv")

CSV = Distribution(
    "csv",
    access_url=PAGE,
    download_url=FILE,
    format=f"{EU}/file-type/CSV",
    media_type="text/csv",
    license="http://dcat-ap.de/def/licenses/dl-by-de/2.0",
    rights="Namensnennung",
    byte_size=1234,
)
# Every metric is fulfilled: 100 + 100 + 110 + 75 + 20 = 405, of which 50 + 30 depend on the answers, 30 on the shapes.
GOOD = Dataset(
    "amt",
    "1",
    title="Bäume",
    keywords=("Baum",),
    themes=(f"{EU}/data-theme/ENVI",),
    spatial=Place("Beispiel"),
    temporal=Period("2024"),
    access_rights=f"{EU}/access-right/PUBLIC",
    contact=ContactPoint("Amt", "amt@example.org"),
    publisher=Agent("Stadt"),
    issued="2024-01-01",
    modified="2025-01-01",
    distributions=(CSV,),
)
ONLINE = Known({PAGE: True, FILE: True}, conforms=True)

# Findability: keywords 30, no theme, no place, period 20                                          50
# Accessibility: the address does not answer, there is no download                                   0
# Interoperability: format 20, media type 10, both from the lists 10, PDF is neither open nor
#   readable by machines, the shapes find violations                                                40
# Reusability: a licence 20, of no list; no access rights, no contact, a publisher 10                30
# Context: no rights, no size, no date of publication, a date of change at the distribution 5         5
#                                                                                            sum    125: sufficient
POOR = Dataset(
    "amt",
    "2",
    keywords=("Baum",),
    temporal=Period(end="2024"),
    publisher=Agent("Stadt"),
    distributions=(
        Distribution(
            "pdf",
            access_url=PAGE,
            format=f"{EU}/file-type/PDF",
            media_type="application/pdf",
            license="https://example.org/nutzung",
            modified="2025",
        ),
    ),
)


def with_part(**changes: Any) -> Dataset:
    return replace(GOOD, distributions=(replace(CSV, **changes),))


def lost(dataset: Dataset, known: Known = ONLINE) -> set[str]:
    counted = score(dataset, known)
    assert counted.is_exact
    return {one.name for one in METRICS if one.name not in counted.sure}


def test_there_are_23_metrics_with_405_points_in_five_dimensions() -> None:
    assert len({one.name for one in METRICS}) == 23
    assert sum(one.points for one in METRICS) == ALL_POINTS == 405
    assert [dimension_points(one) for one in Dimension] == [100, 100, 110, 75, 20]
    assert {name for one in METRICS for name in one.comes_with} < {one.name for one in METRICS}


def test_the_metrics_are_those_of_the_published_list() -> None:
    if not FACTS.is_file():
        pytest.skip(f"{FACTS} is not there")
    with FACTS.open(encoding="utf-8", newline="") as file:
        rows = [(row["metric_id"], row["dimension"].casefold(), int(row["points"])) for row in csv.DictReader(file)]
    assert [(one.name, str(one.dimension), one.points) for one in METRICS] == rows


def test_a_good_dataset_has_all_points_once_everything_is_asked() -> None:
    counted = score(GOOD, ONLINE)
    assert (counted.lowest, counted.highest, counted.is_exact, counted.lacks()) == (405, 405, True, ())
    assert find_band(counted.lowest) is Band.EXCELLENT


def test_offline_the_two_addresses_are_worth_80_points_that_nobody_knows() -> None:
    counted = score(GOOD, Known(conforms=True))
    assert (counted.lowest, counted.highest) == (325, 405)
    assert [counted.answer(name) for name in ("accessUrlStatusCode", "downloadUrlStatusCode")] == [None, None]
    assert counted.answer("downloadUrlAvailability") is True
    assert (score(GOOD).lowest, score(GOOD).highest) == (295, 405)


def test_a_poor_dataset_counted_by_hand() -> None:
    counted = score(POOR, Known({PAGE: False}, conforms=False))
    points = [count_points(counted.sure, one) for one in Dimension]
    assert points == [50, 0, 40, 30, 5]
    assert (counted.lowest, counted.highest) == (125, 125)
    assert find_band(counted.lowest) is Band.SUFFICIENT
    offline = score(POOR)
    assert (offline.lowest, offline.highest) == (125, 205)


def test_what_it_says_first_gains_most_with_the_points_that_come_along() -> None:
    gains = [(one.metric.name, one.points) for one in score(POOR, Known({PAGE: False}, conforms=False)).lacks()]
    assert gains[:3] == [
        ("accessUrlStatusCode", 50),
        ("downloadUrlAvailability", 50),
        ("categoryAvailability", 30),
    ]
    assert ("accessRightsAvailability", 15) in gains
    assert ("knownLicence", 10) in gains
    assert sum(points for _, points in gains) == 405 - 125


FLIPS: Mapping[str, tuple[Dataset, Known, set[str]]] = {
    "keywordAvailability": (replace(GOOD, keywords=()), ONLINE, set()),
    "categoryAvailability": (replace(GOOD, themes=()), ONLINE, set()),
    "spatialAvailability": (replace(GOOD, spatial=None), ONLINE, set()),
    "temporalAvailability": (replace(GOOD, temporal=Period()), ONLINE, set()),
    "accessUrlStatusCode": (GOOD, Known({PAGE: False, FILE: True}, conforms=True), set()),
    "downloadUrlAvailability": (with_part(download_url=""), ONLINE, {"downloadUrlStatusCode"}),
    "downloadUrlStatusCode": (GOOD, Known({PAGE: True, FILE: False}, conforms=True), set()),
    "formatAvailability": (
        with_part(format=""),
        ONLINE,
        {
            "formatMediaTypeVocabularyAlignment",
            "formatMediaTypeNonProprietary",
            "formatMediaTypeMachineInterpretable",
        },
    ),
    "mediaTypeAvailability": (with_part(media_type=""), ONLINE, {"formatMediaTypeVocabularyAlignment"}),
    "formatMediaTypeVocabularyAlignment": (with_part(media_type="csv"), ONLINE, set()),
    "formatMediaTypeNonProprietary": (with_part(format=f"{EU}/file-type/XLSX"), ONLINE, set()),
    "formatMediaTypeMachineInterpretable": (with_part(format=f"{EU}/file-type/TXT"), ONLINE, set()),
    "dcatApCompliance": (GOOD, Known(ONLINE.answers, conforms=False), set()),
    "licenceAvailability": (with_part(license=""), ONLINE, {"knownLicence"}),
    "knownLicence": (with_part(license="https://example.org/nutzung"), ONLINE, set()),
    "accessRightsAvailability": (replace(GOOD, access_rights=""), ONLINE, {"accessRightsVocabularyAlignment"}),
    "accessRightsVocabularyAlignment": (replace(GOOD, access_rights="offen"), ONLINE, set()),
    "contactPointAvailability": (replace(GOOD, contact=None), ONLINE, set()),
    "publisherAvailability": (replace(GOOD, publisher=None), ONLINE, set()),
    "rightsAvailability": (with_part(rights=""), ONLINE, set()),
    "byteSizeAvailability": (with_part(byte_size=None), ONLINE, set()),
    "dateIssuedAvailability": (replace(GOOD, issued=""), ONLINE, set()),
    "dateModifiedAvailability": (replace(GOOD, modified=""), ONLINE, set()),
}
"""Of each metric a dataset that just lacks it, and the metrics that cannot be had without it."""


@pytest.mark.parametrize("name", [one.name for one in METRICS])
def test_a_metric_alone_costs_its_points(name: str) -> None:
    dataset, known, more = FLIPS[name]
    assert lost(dataset, known) == {name, *more}
    (gain,) = score(dataset, known).lacks()
    assert gain.points == sum(one.points for one in METRICS if one.name in {name, *more})
    assert gain.metric.name == name


@pytest.mark.parametrize(
    "dataset",
    [
        with_part(byte_size=0),
        replace(GOOD, issued="", distributions=(replace(CSV, issued="2024"),)),
        replace(GOOD, modified="", distributions=(replace(CSV, modified="2024"),)),
        replace(GOOD, spatial=Place(uri="https://example.org/ort")),
        replace(GOOD, spatial=Place(geometry='{"type":"Point","coordinates":[8,50]}')),
        replace(GOOD, contact=ContactPoint(phone="+49 1234 5")),
        replace(GOOD, temporal=Period(end="2024")),
        with_part(media_type="https://www.iana.org/assignments/media-types/text/csv"),
    ],
)
def test_any_form_of_a_value_counts(dataset: Dataset) -> None:
    assert lost(dataset) == set()


def test_types_that_the_assessment_leaves_out_of_its_own_lists_do_not_count() -> None:
    assert lost(with_part(format=f"{EU}/file-type/GPKG", media_type="application/geopackage+sqlite3")) == {
        "formatMediaTypeNonProprietary",
        "formatMediaTypeMachineInterpretable",
    }


def test_a_file_that_goes_along_is_there_once_it_is_published() -> None:
    local = with_part(path="baeume.csv", access_url="", download_url="")
    assert lost(local, Known(conforms=True)) == set()


def test_without_a_distribution_all_that_is_asked_of_one_is_lost() -> None:
    counted = score(replace(GOOD, distributions=()), Known(conforms=True))
    assert (counted.lowest, counted.highest) == (405 - 100 - 80 - 30 - 10, 195 - 10)


def test_the_best_of_several_distributions_counts_as_a_whole() -> None:
    pdf = replace(CSV, key="pdf", format=f"{EU}/file-type/PDF", byte_size=None, access_url=f"{PAGE}/pdf")
    for order in ((CSV, pdf), (pdf, CSV)):
        assert lost(replace(GOOD, distributions=order)) == set()
    half = replace(CSV, key="half", format="", license="")
    other = replace(CSV, key="other", rights="", byte_size=None)
    assert lost(replace(GOOD, distributions=(half, other))) == {"rightsAvailability", "byteSizeAvailability"}


def test_a_distribution_that_may_overtake_the_surest_one_widens_the_range() -> None:
    """The sure one goes along as a file, in a poor format; the other would have all points if it answers."""
    sure = replace(CSV, key="pdf", path="a.pdf", access_url="", download_url="", format=f"{EU}/file-type/PDF")
    both = replace(GOOD, distributions=(sure, CSV))
    assert (score(both, Known(conforms=True)).lowest, score(both, Known(conforms=True)).highest) == (365, 405)
    assert score(both, ONLINE).lowest == 405
    assert score(both, Known({PAGE: False, FILE: False}, conforms=True)).lowest == 365


ADDRESSES = ("", "https://example.org/1", "https://example.org/2.csv")
FORMATS = ("", f"{EU}/file-type/CSV", f"{EU}/file-type/PDF", f"{EU}/file-type/WMS_SRVC")
PARTS = st.builds(
    Distribution,
    st.just("k"),
    access_url=st.sampled_from(ADDRESSES),
    download_url=st.sampled_from(ADDRESSES),
    path=st.sampled_from(("", "", "a.csv")),
    format=st.sampled_from(FORMATS),
    media_type=st.sampled_from(("", "text/csv", "csv")),
    license=st.sampled_from(("", CSV.license, "https://example.org/l")),
    rights=st.sampled_from(("", "x")),
    byte_size=st.sampled_from((None, 3)),
    issued=st.sampled_from(("", "2024")),
    modified=st.sampled_from(("", "2024")),
)
DATASETS = st.builds(
    replace,
    st.just(GOOD),
    keywords=st.sampled_from(((), GOOD.keywords)),
    themes=st.sampled_from(((), GOOD.themes)),
    spatial=st.sampled_from((None, GOOD.spatial)),
    access_rights=st.sampled_from(("", "offen", GOOD.access_rights)),
    issued=st.sampled_from(("", "2024")),
    modified=st.sampled_from(("", "2024")),
    distributions=st.lists(PARTS, max_size=3).map(tuple),
)
PARTLY = st.dictionaries(st.sampled_from(ADDRESSES[1:]), st.booleans())


@given(DATASETS, PARTLY, st.sampled_from((None, True, False)))
def test_whatever_the_web_answers_the_score_lies_in_the_range(
    dataset: Dataset, answers: dict[str, bool], conforms: bool | None
) -> None:
    counted = score(dataset, Known(answers, conforms))
    assert 0 <= counted.lowest <= counted.highest <= 405
    for first, second, kept in product((True, False), repeat=3):
        whole = {ADDRESSES[1]: first, ADDRESSES[2]: second} | answers
        exact = score(dataset, Known(whole, kept if conforms is None else conforms))
        assert exact.is_exact
        assert counted.lowest <= exact.lowest <= counted.highest


@given(DATASETS, PARTLY)
def test_a_further_value_never_costs_a_point(dataset: Dataset, answers: dict[str, bool]) -> None:
    known = Known(answers, conforms=True)
    before = score(dataset, known)
    names = ("keywords", "themes", "spatial", "access_rights", "issued", "modified")
    more = [replace(dataset, **{name: getattr(GOOD, name)}) for name in names]
    more.append(replace(dataset, distributions=(*dataset.distributions, CSV)))
    for number, part in enumerate(dataset.distributions):
        for name in ("download_url", "format", "media_type", "license", "rights", "byte_size", "issued", "modified"):
            if getattr(part, name) in ("", None):
                value: Any = getattr(CSV, name) or "2024"
                changes: dict[str, Any] = {name: value}
                fuller = replace(part, **changes)
                parts = list(dataset.distributions)
                parts[number] = fuller
                more.append(replace(dataset, distributions=tuple(parts)))
    for one in more:
        after = score(one, known)
        assert after.lowest >= before.lowest
        assert after.highest >= before.highest


@given(DATASETS, st.integers(1, 7))
def test_a_catalogue_of_equal_datasets_has_the_score_of_one(dataset: Dataset, number: int) -> None:
    one = score(dataset)
    many = build_summary([one] * number)
    assert (many.lowest, many.highest, many.datasets) == (one.lowest, one.highest, number)
    assert [many.lowest_of(side) for side in Dimension] == [count_points(one.sure, side) for side in Dimension]
    assert [(gain.metric, gain.points, gain.datasets, gain.gain) for gain in many.advice] == sorted(
        ((gain.metric, gain.points, number, gain.points * number) for gain in one.lacks()), key=lambda gain: -gain[3]
    )


def test_a_catalogue_has_of_each_metric_the_share_that_fulfils_it() -> None:
    known = Known({PAGE: False}, conforms=False)
    both = build_summary([score(GOOD, ONLINE), score(POOR, known), score(POOR, known)])
    assert both.sure["categoryAvailability"] == pytest.approx(1 / 3)
    assert (both.lowest, both.highest) == (218.3, 218.3)  # (405 + 125 + 125) / 3
    assert both.is_exact
    assert [(one.metric.name, one.datasets, one.points, one.gain) for one in both.advice][:2] == [
        ("accessUrlStatusCode", 2, 50, 100),
        ("downloadUrlAvailability", 2, 50, 100),
    ]


def test_nothing_has_no_points() -> None:
    assert (build_summary([]).lowest, build_summary([]).highest, build_summary([]).advice) == (0, 0, ())


@pytest.mark.parametrize(
    ("points", "band"),
    [(405, "excellent"), (351, "excellent"), (350.9, "good"), (221, "good"), (220.9, "sufficient"),
     (121, "sufficient"), (120.9, "bad"), (0, "bad")],
)  # fmt: skip
def test_bands_begin_where_the_methodology_says(points: float, band: str) -> None:
    assert str(find_band(points)) == band


def test_completing_a_dataset_gives_points_that_nobody_has_to_enter() -> None:
    """Access rights (15), a download (20) and a media type (10) with its list (10) follow from the rest."""
    bare = replace(
        GOOD, access_rights="", distributions=(replace(CSV, access_url=FILE, download_url="", media_type=""),)
    )
    before, after = score(bare, ONLINE), score(complete(bare), ONLINE)
    assert (after.lowest, after.lowest - before.lowest) == (405, 15 + 20 + 30 + 10 + 10)
