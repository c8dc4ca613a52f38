"""How often the suggested type and theme are right, and how long suggesting takes.

The titles are those of the Musterdatenkatalog's own labelled sample. Nothing is trained with them; but half of them,
chosen by a hash of the title, were looked at while words were collected and figures set. The others were not.
"""

from __future__ import annotations

import csv
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.suggestion import CERTAIN, choose_theme, suggest, suggest_themes, suggest_topics

SAMPLE = Path(__file__).parents[2] / "shared" / "vocabularies" / "musterdatenkatalog_titles_sample.csv"
REST = "Sonstiges"
_THEMES = {
    "Raumordnung, Raumplanung und Raumentwicklung": "Raumplanung",
    "Klima und Umweltschutz": "Klimaschutz und Umweltschutz",
}
_TYPES = {
    "Bauprojekt": "Bauvorhaben",
    "Haushalt - Produktbereichssumme": "Haushalt - Produktplan",
    "Baumbestand - Baumstandort": "Baumbestand - Baumkataster",
    "Kirche, Kapelle und Kloster": "religiöse Einrichtung",
    "Lehr und Wanderpfad": "Lehrpfad und Wanderpfad",
    "Liegenschaft - Liegenschaftenkataster": "Liegenschaft - Liegenschaftskataster",
    "Zivil und Katastrophenschutz - Kampfmittelfund": "Zivilschutz und Katastrophenschutz - Kampfmittelfund",
    "Zivil und Katastrophenschutz - Sirene": "Zivilschutz und Katastrophenschutz - Sirene",
    "Geförderter Wohnbau": "Geförderter Wohnungsbau",
    "Fußverkehr - Lauf und Wanderstrecke": "Fußverkehr - Laufstrecke und Wanderstrecke",
    "KFZ - Verkehrsaufkommen": "KFZ - Messung",
    "ÖPNV - Liniennetz": "ÖPNV - Liniennetz Sollfahrdaten Echtzeitdaten",
    "ÖPNV - Sollfahrdaten": "ÖPNV - Liniennetz Sollfahrdaten Echtzeitdaten",
    "Schiff und Fährverkehr - Anlegestelle": "Schiffsverkehr und Fährverkehr - Anlegestelle",
    "Schiff und Fährverkehr - Fracht": "Schiffsverkehr und Fährverkehr - Fracht",
    "Büro, Industrie und Gewerbefläche": "Bürofläche Industriefläche Gewerbefläche",
}
"""Names in the sample that edition V4 calls otherwise."""


@dataclass(frozen=True, slots=True)
class Case:
    """A title with its description, and what it was labelled with: theme, type, and the EU theme that follows."""

    title: str
    description: str
    topic: str
    kind: str
    theme: str

    @property
    def seen(self) -> bool:
        """Whether it belongs to the half that was looked at."""
        return hashlib.sha256(self.title.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True, slots=True)
class Row:
    """What is measured: ``apply`` lists answers, the best first; ``truth`` says which is right."""

    name: str
    apply: Callable[[Case], Sequence[str]]
    truth: Callable[[Case], str]


def read_cases() -> list[Case]:
    """Read the sample; skip with a word where it is not there."""
    if not SAMPLE.exists():
        print(f"\nskipped: {SAMPLE} is not on this machine")
        pytest.skip("the sample of titles is not on this machine")
    themes = {concept.de: concept.text("eu_theme") for concept in load_vocabulary("musterdatenkatalog").concepts}
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return [_build_case(row, themes) for row in csv.DictReader(file)]


def _build_case(row: dict[str, str], themes: dict[str, str]) -> Case:
    topic, _, kind = row["musterdatensatz"].partition(" - ")
    topic = _THEMES.get(topic, topic)
    description = "" if row["description"] == "NONE" else row["description"]
    return Case(row["title"], description, topic, _TYPES.get(kind, kind), themes[topic])


def list_topics(case: Case) -> list[str]:
    """List themes; after the last one that is suggested stands "nothing fits", which the catalogue calls Sonstiges."""
    return [*(one.concept.de for one in suggest_topics(case.title, case.description)), REST]


def list_themes(case: Case) -> list[str]:
    """List EU data themes."""
    topics = suggest_topics(case.title, case.description, 26)
    return list(dict.fromkeys(one.concept.text("eu_theme") for one in topics))


def list_types(case: Case) -> list[str]:
    """List types, with the rest at the end."""
    return [*(one.concept.de for one in suggest(case.title, case.description)), f"{REST} - {REST}"]


ROWS = (
    Row("theme, of 26", list_topics, lambda case: case.topic),
    Row("EU data theme, of 13", list_themes, lambda case: case.theme),
    Row("type, of 242", list_types, lambda case: f"{case.topic} - {case.kind}"),
)


def test_how_long_suggesting_takes() -> None:
    start = time.process_time()
    suggest("Baumkataster")
    first = time.process_time() - start
    things = (
        "Baumkataster",
        "Radzählstellen",
        "Wochenmärkte",
        "Kitaplätze",
        "Hundesteuer",
        "Pegelstände",
        "Wahllokale",
    )
    text = "Der Datensatz enthält {thing} mit Lage, Zustand, Art und Jahr der Erfassung. " * 3
    start = time.process_time()
    for number in range(10_000):
        thing = things[number % len(things)]
        suggest_themes(f"{thing} {number}", text.format(thing=thing))
    taken = time.process_time() - start
    print(f"\nsuggesting themes: the first takes {first:.2f} s, 10,000 more {taken:.1f} s of processor time (aim < 10)")


def test_how_often_suggestions_are_right() -> None:
    cases = read_cases()
    halves = {
        "looked at": [case for case in cases if case.seen],
        "not looked at": [case for case in cases if not case.seen],
        "all": cases,
    }
    print(f"\nsuggestions for {len(cases)} labelled titles (aim for themes of all: first ≥ 70 %, first three ≥ 88 %)")
    for name, group in halves.items():
        placed = [case for case in group if case.topic != REST]
        for part, chosen in (("", group), (f" without {REST}", placed)):
            print(f"  {name}{part}: {len(chosen)} titles")
            for row in ROWS if chosen is placed else ROWS[:1]:
                print(f"    {row.name:22} first {_share(row, chosen, 1)}   first three {_share(row, chosen, 3)}")
        print(f"    {_tell_certain(group)}")


def _share(row: Row, cases: Sequence[Case], most: int) -> str:
    right = sum(row.truth(case) in row.apply(case)[:most] for case in cases)
    return f"{100 * right / len(cases):5.1f} %"


def _tell_certain(cases: Sequence[Case]) -> str:
    """Say how often a theme would be taken after a yes in the mapping, and how often that is right."""
    shown = [(case, found) for case in cases if (found := suggest_themes(case.title, case.description))]
    taken = [(case, theme) for case in cases if (theme := choose_theme(case.title, case.description))]
    shown_right = sum(case.theme == found[0].code for case, found in shown)
    right = sum(case.theme == theme.code for case, theme in taken)
    placed = [(case, theme) for case, theme in taken if case.topic != REST]
    placed_right = sum(case.theme == theme.code for case, theme in placed)
    return (
        f"EU theme shown for {100 * len(shown) / len(cases):.0f} %, right {100 * shown_right / len(shown):.1f} %; "
        f"certain enough to be taken (≥ {CERTAIN}) for {100 * len(taken) / len(cases):.0f} %, "
        f"right {100 * right / len(taken):.1f} % (without {REST} {100 * placed_right / len(placed):.1f} %)"
    )
