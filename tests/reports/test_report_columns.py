"""The columns on the check report: what each fills, how often, and what in it is not understood."""

from __future__ import annotations

from collections.abc import Sequence

from tests.reports.small_check import PUBLIC, find
from toolkit.model.dataset import Answer, Dataset, Described, Distribution
from toolkit.model.finding import Finding, Severity
from toolkit.model.grid import CellRef
from toolkit.model.inventory import Inventory
from toolkit.model.table import Column
from toolkit.reports.columncards import ColumnCard, build_columns

COLUMNS = {
    "key": Column(1, ("Nr.",)),
    "title": Column(2, ("Titel",)),
    "license": Column(4, ("Lizenz",)),
    "release.publish": Column(5, ("Freigabe",)),
    "distributions.title": Column(2, ("Datei",)),
}


def at(row: int, column: int, sheet: str = "Daten") -> CellRef:
    return CellRef("amt.xlsx", sheet, row, column)


def describe(row: int, *, titled: bool = True) -> Described:
    key = f"A-{row}"
    origins = {
        "key": at(row, 1),
        "distributions.p": at(row, 1, "Dateien"),
        "distributions.p.title": at(row, 2, "Dateien"),
    }
    if titled:
        origins["title"] = at(row, 2)
    dataset = Dataset("amt", key, "Titel", distributions=(Distribution("p"),))
    answers = {"publish": Answer("yes", at(row, 5), "ja")}
    return Described(dataset, frozenset(), origins=origins, columns=COLUMNS, answers=answers)


def build(described: Sequence[Described], *findings: Finding) -> tuple[ColumnCard, ...]:
    releases = (PUBLIC,) * len(described)
    inventory = Inventory("amt", "Amt", "amt.xlsx", "/", "amt", 3, tuple(described), releases, findings)
    return build_columns(inventory, findings)


def test_columns_stand_as_in_the_sheets_with_what_they_fill() -> None:
    cards = build([describe(2), describe(3)])
    assert [(card.sheet, card.letters, card.heading) for card in cards] == [
        ("Daten", "A", "Nr."), ("Daten", "B", "Titel"), ("Daten", "D", "Lizenz"), ("Daten", "E", "Freigabe"),
        ("Dateien", "B", "Datei"),
    ]  # fmt: skip
    assert [str(target) for card in cards for target in card.targets][1:3] == ["title", "licence"]
    assert str(cards[-1].targets[0]) == "title of the link or file"


def test_filled_cells_are_counted_each_once() -> None:
    cards = build([describe(2), describe(3, titled=False), describe(3)])
    assert [card.filled for card in cards] == [2, 2, 0, 2, 2]


def test_a_cell_that_could_not_be_read_is_filled_and_an_empty_one_is_not() -> None:
    cards = build([describe(2)], find(row=2), find("licence-missing", row=3, text=""))
    assert [card.filled for card in cards if card.heading == "Lizenz"] == [1]


def test_values_that_are_not_understood_are_counted_the_most_frequent_first() -> None:
    texts = ["CC?", "frei", "frei", "e", "f", "g", "h"]
    findings = [find(row=row, text=text) for row, text in enumerate(texts, start=2)]
    (card,) = (card for card in build([describe(2)], *findings) if card.heading == "Lizenz")
    assert card.unclear == (("frei", 2), ("CC?", 1), ("e", 1), ("f", 1), ("g", 1))
    assert card.codes == (("licence-unknown", 7),)
    assert card.found[Severity.ERROR] == 7


def test_a_finding_about_a_value_that_is_understood_names_no_value() -> None:
    overdue = find("update-overdue", severity=Severity.WARNING, text="2024-01-01")
    (card,) = (card for card in build([describe(2)], overdue) if card.heading == "Lizenz")
    assert (card.unclear, card.codes) == ((), (("update-overdue", 1),))


def test_a_column_that_fills_nothing_is_listed_for_its_finding() -> None:
    unmapped = find("column-unmapped", key="", row=1, column=9, heading="Notiz", text="Notiz", severity=Severity.NOTE)
    card = next(card for card in build([describe(2)], unmapped) if card.heading == "Notiz")
    assert (card.letters, card.targets, card.filled) == ("I", (), 0)


def test_findings_without_a_column_belong_to_none() -> None:
    assert len(build([describe(2)], find(row=0), find(heading="", column=12))) == len(build([describe(2)]))


def test_in_a_form_a_column_is_a_row() -> None:
    origins = {"key": at(3, 2), "title": at(4, 2)}
    columns = {"key": Column(3, ("Nr.",), turned=True), "title": Column(4, ("Titel",), turned=True)}
    form = Described(Dataset("amt", "1", "T"), frozenset(), origins=origins, columns=columns)
    cards = build([form], find(row=4, column=2, heading="Titel"))
    assert [(card.letters, card.heading, card.filled) for card in cards] == [("3", "Nr.", 1), ("4", "Titel", 1)]
    assert cards[1].found[Severity.ERROR] == 1


def test_a_long_value_is_shortened() -> None:
    (card,) = (card for card in build([describe(2)], find(text="x" * 32_767)) if card.heading == "Lizenz")
    assert len(card.unclear[0][0]) == 80
