from __future__ import annotations

from dataclasses import replace

from pydantic import TypeAdapter

from toolkit.dcat.validation import Proven, Remark, Validation
from toolkit.model.finding import Severity
from toolkit.model.grid import CellRef
from toolkit.model.message import say
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.reports.validation import (
    ValidationData,
    build_validation_text,
    build_validations_data,
    build_validations_text,
    group_remarks,
)

ENGLISH, INK = Translator("en"), Ink(width=200)
MISSING = Remark(
    "dcat-mandatory",
    Severity.ERROR,
    say("the mandatory property is missing"),
    "rule",
    say("Fill the field."),
    "amt:A-1",
    "Bäume",
    "csv",
    "license",
    "dct:license",
    cell=CellRef("w.xlsx", "Daten", 7, 8),
    heading="Lizenz",
    source="K32",
)
SHAPE = Remark("shacl", Severity.WARNING, say("{text}", text="kein Ort"), "shapes", dataset="amt:A-1", title="Bäume",
               path="spatial", curie="dct:spatial", value="urn:x", source="urn:shape")  # fmt: skip
DATASETS = (
    Proven("amt:A-1", "Bäume", "released", conforms=False),
    Proven("amt:A-2", "Wege", "released", conforms=True),
    Proven("amt:A-3", "Akten", "closed", conforms=False),
)


def build(*remarks: Remark, shapes: tuple[str, ...] = (), left_out: int = 0) -> str:
    return build_validation_text(Validation("w.xlsx", "3.0", DATASETS, remarks, shapes, left_out), ENGLISH, INK)


def test_a_remark_in_full() -> None:
    assert build(MISSING).split("\n\n")[1].splitlines() == [
        "error[dcat-mandatory]: licence of the link or file (dct:license): the mandatory property is missing",
        "  --> w.xlsx › Daten › H7   A-1 “Bäume”   column “Lizenz”   distribution csv",
        "   =  Fill the field.",
        "   =  source: K32",
    ]


def test_what_a_shape_says_comes_in_its_own_words_with_the_value() -> None:
    assert build(SHAPE).split("\n\n")[1].splitlines() == [
        "warning[shacl]: kein Ort",
        "  --> amt:A-1 “Bäume”",
        "   =  there stands: “urn:x”",
        "   =  source: urn:shape",
    ]


def test_the_sums_and_what_was_asked() -> None:
    text = build(MISSING, SHAPE, shapes=("a.ttl", "b.ttl"), left_out=1)
    assert text.startswith("w.xlsx  held against DCAT-AP.de 3.0: Bestand’s own rules, shapes from 2 files\n")
    assert text.splitlines()[-5:] == [
        "2 published datasets in w.xlsx",
        "  follow DCAT-AP.de 3.0: 1",
        "  do not: 1",
        "errors: 1   warnings: 1   notes: 0   known: 0",
        "1 dataset is not published and was not looked at (--all).",
    ]
    assert "without shapes (--shapes)" in build()
    assert "--all" not in build()


def test_remarks_that_say_the_same_stand_together_heaviest_and_most_frequent_first() -> None:
    cells = [replace(MISSING, severity=Severity.WARNING, cell=CellRef("w.xlsx", "Daten", row, 8)) for row in (7, 8, 9)]
    groups = group_remarks([SHAPE, *cells, MISSING])
    assert [(one[0].severity, len(one)) for one in groups] == [
        (Severity.ERROR, 1), (Severity.WARNING, 3), (Severity.WARNING, 1)]  # fmt: skip
    assert "   =  the same 2 more times: H8–H9" in build(*cells)


def test_without_cells_the_other_datasets_are_named_a_few_of_them() -> None:
    many = [replace(SHAPE, dataset=f"amt:{n}") for n in range(8)]
    assert "the same 7 more times: amt:1, amt:2, amt:3, amt:4, amt:5 …" in build(*many)
    assert "the same 1 more time: amt:1\n" in build(*many[:2])
    assert "the same 1 more time\n" in build(SHAPE, replace(SHAPE, value="urn:y"))


def test_a_field_of_datasets_and_of_distributions_is_told_apart() -> None:
    assert len(group_remarks([MISSING, replace(MISSING, distribution="")])) == 2


def test_what_is_known_or_unpublished_is_told_apart_with_its_reason() -> None:
    text = build(replace(SHAPE, known=say("it is so")), replace(MISSING, state="closed"))
    unpublished, known = text.index("Of datasets that are not published"), text.index("Known results")
    assert unpublished < text.index("error[dcat-mandatory]") < text.index("   =  not released") < known
    assert known < text.index("warning[shacl]") < text.index("   =  it is so")
    assert text.endswith("errors: 0   warnings: 0   notes: 0   known: 1")


def test_what_belongs_to_no_dataset_is_the_catalogues() -> None:
    assert "  --> the catalogue\n" in build(replace(SHAPE, dataset="", title=""))


def test_data_follow_their_own_schema_and_hold_everything() -> None:
    validation = Validation("w.xlsx", "2.0", DATASETS, (MISSING, replace(SHAPE, known=say("so"))), ("a.ttl",), 3)
    (data,) = build_validations_data([validation], ENGLISH)
    TypeAdapter(ValidationData).validate_python(data)
    assert data["counts"] == {"datasets": 3, "published": 2, "conforming": 1, "left_out": 3, "errors": 1,
                              "warnings": 0, "notes": 0, "known": 1}  # fmt: skip
    first, second = data["remarks"]
    assert first["cell"] == {"workbook": "w.xlsx", "sheet": "Daten", "address": "H7"}
    assert (first["counts"], second["counts"], second["known"]) == (True, False, "so")
    assert (second["cell"], second["remedy"]) == (None, None)


def test_several_validations_stand_one_below_the_other() -> None:
    one = Validation("a.ttl", "3.0", (), ())
    assert build_validations_text([one, replace(one, source="b.ttl")], ENGLISH, INK).count("\n\n\n") == 1
