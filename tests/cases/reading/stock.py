"""What invented offices write into their cells: the same words for the same row, in every run."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

Value = object

WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Subject:
    """One dataset that an office may have; ``number`` counts them from 0 through the workbook."""

    number: int
    title: str
    description: str
    department: str
    keywords: tuple[str, ...]
    theme: str
    format: str
    area: str

    @property
    def slug(self) -> str:
        """A piece of a web address."""
        plain = self.title.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
        return "-".join("".join(letter if letter.isascii() and letter.isalnum() else " " for letter in plain).split())


@lru_cache(maxsize=16)
def _read_words(name: str) -> tuple[tuple[str, ...], ...]:
    lines = YAML(typ="safe").load((WORDS / f"{name}.yaml").read_text(encoding="utf-8"))
    return tuple(tuple(part.strip() for part in line.split("|")) for line in lines)


def subject(name: str, number: int) -> Subject:
    """Give the subject of that number from a list in ``words/``; later rounds carry a year in their title."""
    lines = _read_words(name)
    title, description, department, keywords, theme, form, area = lines[number % len(lines)]
    edition = number // len(lines)
    words = tuple(word.strip() for word in keywords.split(","))
    return Subject(
        number, f"{title} {2025 - edition}" if edition else title, description, department, words, theme, form, area
    )


def _turn(words: Sequence[Value], row: int) -> Value:
    """Take turns, a little shuffled, so that neighbours differ."""
    return words[(row * 7 + row // len(words)) % len(words)]


def _pick(words: Sequence[str], title: str, row: int) -> str:
    """Pick a word as if by chance."""
    return words[zlib.crc32(f"{title}{row}{words}".encode()) % len(words)]


def _date(row: int) -> dt.date:
    return dt.date(2019, 1, 7) + dt.timedelta(days=(row * 211) % 2100)


def _mixed_date(row: int) -> Value:
    day = _date(row)
    quarter = f"Q{(day.month + 2) // 3} {day.year}"
    iso, month, german = f"{day:%Y-%m-%d}", f"{day:%m/%Y}", f"{day:%d.%m.%Y}"
    return (day, german, day, iso, month, day.year, "laufend", day, quarter)[row % 9]


def _period(row: int) -> Value:
    year = 2008 + row * 3 % 13
    choices = (f"{year}-{year + 4}", f"seit {year}", f"01.01.{year} - 31.12.{year + 1}", f"{year}", f"{year} – heute")
    return choices[row % len(choices)]


def _mailbox(subject: Subject) -> Value:
    first = "".join(letter for letter in subject.department.lower() if letter.isascii() and letter.isalpha())[:12]
    return f"{first}@stadt.example.org"


def _long(subject: Subject) -> Value:
    more = " Die Daten werden aus dem Fachverfahren übernommen, geprüft und um Angaben der Ortsteile ergänzt."
    return subject.description + more * (subject.number % 3)


def _services(subject: Subject, kind: str) -> Value:
    return f"https://geo.example.org/{kind}/{subject.slug}?SERVICE={kind.upper()}&REQUEST=GetCapabilities"


BY_SUBJECT: dict[str, Callable[[Subject], Value]] = {
    "title": lambda one: one.title,
    "text": lambda one: one.description,
    "long": _long,
    "breaks": lambda one: one.description.replace(", ", ",\n") + "\n\nWeitere Angaben auf Anfrage.",
    "html": lambda one: f"<p>{one.description}</p><ul><li>{one.area}</li></ul>",
    "department": lambda one: one.department,
    "area": lambda one: one.area,
    "keywords": lambda one: ", ".join(one.keywords),
    "keywords;": lambda one: "; ".join(one.keywords),
    "keywords/": lambda one: "/".join(one.keywords),
    "keyword1": lambda one: one.keywords[0],
    "keyword2": lambda one: one.keywords[1] if len(one.keywords) > 1 else None,
    "keyword3": lambda one: one.keywords[2] if len(one.keywords) > 2 else None,
    "theme": lambda one: one.theme,
    "format": lambda one: one.format,
    "formats": lambda one: one.format if one.number % 3 else f"{one.format}, PDF",
    "number": lambda one: one.number + 1,
    "url": lambda one: f"https://daten.example.org/{one.slug}.{one.format.split()[0].lower()}",
    "url page": lambda one: f"https://www.stadt.example.org/themen/{one.slug}",
    "url wms": lambda one: _services(one, "wms"),
    "url wfs": lambda one: _services(one, "wfs"),
    "url pdf": lambda one: f"https://daten.example.org/doku/{one.slug}.pdf",
    "url json": lambda one: f"https://daten.example.org/api/{one.slug}.json",
    "urls": lambda one: "\n".join(
        f"https://daten.example.org/{one.slug}.{end}" for end in ("csv", "json")[: 1 + one.number % 2]
    ),
    "link": lambda one: {"link": f"https://daten.example.org/{one.slug}", "text": "Download"},
    "path": lambda one: f"K:\\Daten\\{one.department}\\{one.title}\\{2020 + one.number % 5}",
    "share": lambda one: f"\\\\srv-fs01\\amt$\\{one.slug}",
    "file": lambda one: f"{one.slug}.{one.format.lower()}",
    "email": _mailbox,
    "team": lambda one: f"Team {one.department}",
    "credit": lambda one: f"© Stadt Seeburg, {one.department}",
}
"""What a cell says about its dataset."""

BY_ROW: dict[str, Callable[[int], Value]] = {
    "row": lambda row: row + 1,
    "date": _date,
    "date text": lambda row: f"{_date(row):%d.%m.%Y}",
    "date iso": lambda row: f"{_date(row):%Y-%m-%d}",
    "date month": lambda row: f"{_date(row):%m/%Y}",
    "date mixed": _mixed_date,
    "year": lambda row: 2015 + row * 5 % 9,
    "period": _period,
    "phone": lambda row: f"0999 555-{100 + row * 7 % 900}",
    "size": lambda row: 12 + row * 97 % 4000,
    "count": lambda row: 40 + row * 977 % 90000,
}
"""What follows from the row alone."""

TURNS: dict[str, tuple[str, ...]] = {
    "blank": ("",),
    "frequency": ("jährlich", "monatlich", "täglich", "vierteljährlich", "unregelmäßig", "bei Bedarf"),
    "frequency rough": (
        *("jährl.", "1x im Jahr", "taeglich", "halbjährlich"),
        *("quartalsweise", "alle 5 Jahre", "nie", "laufend"),
    ),
    "licence": ("dl-de/by-2-0", "dl-de/zero-2-0", "CC BY 4.0", "Datenlizenz Deutschland Namensnennung 2.0"),
    "licence rough": (
        *("Datenlizenz Deutschland – Namensnennung – Version 2.0", "dl-de-by-2.0", "CC-BY 4.0"),
        *("cc0", "CC BY-SA 4.0", "dl-de/by 2.0"),
    ),
    "system": ("SAP", "VOIS", "ProBauG", "ArcGIS", "LÄMMkom", "Excel"),
    "law": ("§ 5 UIG", "GeoZG", "Satzung", "§ 16 BauGB", ""),
    "place": ("Stadt Seeburg", "Ortsteil Nord", "gesamtes Stadtgebiet", "Innenstadt"),
    "unit person": ("Leitung 61.2", "SGL Geodaten", "Leitung Statistik", "Abt.-Ltg. 67.1"),
    "status": ("in Arbeit", "geprüft", "offen", "erledigt"),
    "version": ("1.0", "2.1", "3", "1.2"),
    "language": ("deutsch", "Deutsch", "de"),
    "kind": ("Datensatz", "Dienst", "Sammlung"),
    "price": ("niedrig", "mittel", "hoch"),
}
"""Words that offices use in turns."""

PICKS: dict[str, tuple[str, ...]] = {
    "yes": ("ja", "nein"),
    "yes rough": ("Ja", "ja", "nein", "Nein", "ja ", "n"),
    "x": ("x", "", ""),
    "jn": ("J", "N"),
    "publish": ("ja", "nein", "nur intern", "ja"),
    "publish rough": ("Ja", "Nein", "mit Einschränkungen", "wird geprüft", "ja"),
    "access": ("öffentlich", "intern", "vertraulich", "öffentlich"),
    "remark": (
        *("", "", "siehe Vermerk vom Frühjahr", "mit Fachamt klären"),
        *("", "noch prüfen, ob Daten Dritter enthalten sind"),
    ),
    "process": ("manuell", "automatisch", "teilautomatisiert"),
    "protection": ("normal", "hoch", "sehr hoch"),
}
"""Answers that differ from dataset to dataset."""

NULLS = ("k. A.", "-", "entfällt", "n. n.", "keine Angabe", "unbekannt")


def make(recipe: str, subject: Subject, row: int) -> Value:
    """Make one cell's value.

    A recipe is a name from the lists above; ``= a; b; c`` takes turns; ``id GA-%03d`` numbers subjects; ``~20`` behind
    it leaves a fifth of the cells blank, in the same rows wherever the number is the same; ``~20k`` writes words for
    nothing there.

    >>> make("id GA-%03d", subject("de", 16), 3)
    'GA-017'
    """
    recipe, _, gap = recipe.partition("~")
    chance = zlib.crc32(f"{row}/{gap}".encode()) % 100
    if gap and chance < int(gap.rstrip("k")):
        return NULLS[row % len(NULLS)] if gap.endswith("k") else None
    return _make(recipe.strip(), subject, row)


def _make(recipe: str, subject: Subject, row: int) -> Value:
    if recipe.startswith("="):
        words = [word.strip() for word in recipe[1:].split(";")]
        return _turn(words, row) or None
    if recipe.startswith("id "):
        return recipe[3:] % (subject.number + 1)
    if recipe.startswith("rowid "):
        return recipe[6:] % (row + 1)
    if recipe in TURNS:
        return _turn(TURNS[recipe], row) or None
    if recipe in PICKS:
        return _pick(PICKS[recipe], subject.title, row) or None
    return BY_ROW[recipe](row) if recipe in BY_ROW else BY_SUBJECT[recipe](subject)
