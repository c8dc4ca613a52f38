from __future__ import annotations

from itertools import product

import pytest

from tests.checks.good_inventory import one
from toolkit.checks.release import decide
from toolkit.model.dataset import Answer, Dataset, Described, Distribution
from toolkit.model.grid import CellRef
from toolkit.model.release import Audience
from toolkit.vocabularies.load import load_vocabulary

BASE = "http://dcat-ap.de/def/licenses/"
OPEN, CLOSED = BASE + "dl-by-de/2.0", BASE + "cc-by-nc/4.0"
PART = "distributions.x.license"

# The dataset's licence, its distribution's, and which of the two could not be read.
LICENCES = {
    "open": (OPEN, "", ""),
    "open, distribution's own": ("", OPEN, ""),
    "open, both": (OPEN, OPEN, ""),
    "missing": ("", "", ""),
    "closed": (CLOSED, "", ""),
    "closed for the distribution": (OPEN, CLOSED, ""),
    "closed for the dataset": (CLOSED, OPEN, ""),
    "unknown word": ("", "", "license"),
    "unknown word for the distribution": (OPEN, "", PART),
    "from no list": ("https://example.org/licence", "", ""),
}
PUBLISH = ("public", "yes", "staff", "nobody", "no", "unknown", "something else", None)
PERSONAL = ("no", "yes", "unknown", "public", "something else", None)
APPROVED = ("yes", "no", "unknown", "something else", None)


def build(publish: str | None, personal: str | None, approved: str | None, licence: str) -> Described:
    """Build a dataset with these answers; None leaves the question out."""
    own, of_part, unread = LICENCES[licence]
    said = {"publish": publish, "personal_data": personal, "approved": approved}
    part = Distribution("x", access_url="https://example.org/", license=of_part)
    return Described(
        Dataset("amt", "1", license=own, distributions=(part,)),
        frozenset(),
        unread=frozenset({unread} if unread else ()),
        answers={
            question: Answer(meaning, CellRef("w.xlsx", "s", 2, at), "so steht es da")
            for at, (question, meaning) in enumerate(said.items(), start=1)
            if meaning
        },
    )


@pytest.mark.parametrize("licence", LICENCES)
@pytest.mark.parametrize("approved", APPROVED)
def test_the_whole_table_of_decisions(approved: str | None, licence: str) -> None:
    for publish, personal in product(PUBLISH, PERSONAL):
        audience = decide(build(publish, personal, approved, licence)).audience
        if personal != "no" or publish not in {"public", "yes", "staff"}:
            expected = Audience.NOBODY
        elif publish == "staff":
            expected = Audience.STAFF
        elif approved not in {"yes", None} or not licence.startswith(("open", "missing")):
            expected = Audience.NOBODY
        else:
            expected = Audience.PUBLIC
        assert audience is expected, (publish, personal, approved, licence)


@pytest.mark.parametrize("personal", [personal for personal in PERSONAL if personal != "no"])
def test_nothing_overrules_personal_data_or_silence_about_them(personal: str | None) -> None:
    for publish, approved, licence in product(PUBLISH, APPROVED, LICENCES):
        assert decide(build(publish, personal, approved, licence)).audience is Audience.NOBODY


def test_silence_is_never_public() -> None:
    assert decide(Described(Dataset("amt", "1"), frozenset())).audience is Audience.NOBODY


@pytest.mark.parametrize("concept", load_vocabulary("license").concepts, ids=lambda concept: concept.code)
def test_every_licence_of_the_list_is_known_to_be_open_or_not(concept: object) -> None:
    assert getattr(concept, "flag")("open") in {True, False}  # noqa: B009 (ids need the parameter's name)


@pytest.mark.parametrize(
    ("said", "says", "column"),
    [
        (("nobody", "no", None, "open"), "“so steht es da”: not released", 1),
        (("unknown", "no", None, "open"), "“so steht es da”: the release is not decided", 1),
        (("public", "yes", None, "open"), "the dataset holds personal data", 2),
        (("public", "unknown", None, "open"), "nobody has said that it holds no personal data", 2),
        (("public", "no", "unknown", "open"), "released, but the approval is missing", 3),
        (("public", "no", "yes", "open"), "“so steht es da”: released to the public", 1),
        (("staff", "no", "unknown", "closed"), "“so steht es da”: for staff only", 1),
    ],
)
def test_a_decision_names_its_reason_and_the_cell(
    said: tuple[str, str, str | None, str], says: str, column: int
) -> None:
    (reason,) = decide(build(*said)).reasons
    assert str(reason.message) == says
    assert reason.cell is not None
    assert reason.cell.column == column


@pytest.mark.parametrize(
    ("cells", "second", "says", "cell"),
    [
        ({"Lizenz": "CC BY-NC 4.0"}, None, "the licence “Creative Commons", "inventar.xlsx › Daten › H2"),
        ({"Lizenz": "geheim"}, None, "the licence is unknown", ""),
        ({}, [{"Recht": "CC BY-NC 4.0"}], "the licence “Creative Commons", "inventar.xlsx › Links › F2"),
        ({}, [{"Recht": "geheim"}], "the licence is unknown", ""),
    ],
)
def test_a_licence_that_bars_is_named_with_its_cell(
    cells: dict[str, str], second: list[dict[str, str]] | None, says: str, cell: str
) -> None:
    release = decide(one(cells, second=second))
    (reason,) = release.reasons
    assert release.audience is Audience.NOBODY
    assert says in str(reason.message)
    assert not cell or str(reason.cell) == cell


def test_a_mapping_that_answers_for_all_leaves_no_quotation_marks_around_nothing() -> None:
    said = {"publish": Answer("public"), "personal_data": Answer("no")}
    for publish, says in (("public", "released to the public"), ("staff", "for staff only"), ("no", "not released")):
        described = Described(Dataset("amt", "1"), frozenset(), answers={**said, "publish": Answer(publish)})
        assert str(decide(described).reasons[0].message) == says


def test_an_empty_release_cell_is_told_as_such() -> None:
    assert str(decide(one({"Frei": None})).reasons[0].message) == "nobody has decided on the release: the cell is empty"
