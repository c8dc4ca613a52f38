"""A plan that holds every kind of change, for tests of its reports."""

from __future__ import annotations

from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Resource
from toolkit.model.grid import CellRef
from toolkit.model.message import say, say_many
from toolkit.model.plan import (
    Adopt,
    Blocked,
    Check,
    Clash,
    Conflict,
    Create,
    Delete,
    FieldChange,
    Kept,
    Likeness,
    Plan,
    Unchanged,
    Update,
    Withdraw,
)

HOSTILE = "<script>alert('x')</script>"
LONG = (
    "Das Kataster verzeichnet jeden Baum an Straßen mit Art, Pflanzjahr und Standort, dazu das Jahr der Begehung. " * 6
)


def cell(row: int, column: int = 3) -> CellRef:
    return CellRef("inventar.xlsx", "Daten", row, column)


NEW = Entry(
    "gruen:1",
    "baeume",
    {
        "title": "Bäume",
        "notes": LONG,
        "private": False,
        "owner_org": "gruenes-amt",
        "extras.frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        "extras.modified": "2024-03-01",
        "extras.unbekannt": "x",
    },
    (Resource("r1", {"name": "Tabelle", "size": 12_345}),),
)


def entry(number: int) -> Entry:
    return Entry(f"gruen:{number}", f"n{number}", {"title": f"T{number}", "private": True, "tags": ("x", "y")})


UPDATE = Update(
    "gruen:2",
    "Wege",
    "gruen",
    "id-2",
    "r",
    entry(2),
    entry(2),
    (
        FieldChange("notes", LONG + "Alt.", LONG + "Neu.", cell(6)),
        FieldChange("tags", ("Fahrrad", "Verkehr"), ("Verkehr", "Zählung"), cell(6, 4)),
        FieldChange("resources.r1.url", "https://example.org/alt", "https://example.org/neu", cell(6, 5)),
        FieldChange("private", True, False, cell(6, 6)),
    ),
    (Kept("maintainer", "Amt 61", "Open-Data-Stelle"),),
)

PLAN = Plan(
    "https://ckan.example.org",
    ("gruen", "leer", "statistik"),
    "f",
    (
        Create("gruen:1", "Bäume", "gruen", NEW, {"title": cell(5)}),
        UPDATE,
        Update("gruen:3", "Bänke", "gruen", "i3", "r", entry(3), entry(3), (FieldChange("private", False, True),)),
        Adopt("gruen:4", "Parks", "gruen", "i4", "r", entry(4), (FieldChange("title", "Park", "Parks", cell(8)),)),
        Withdraw("gruen:5", "Gärten", "gruen", "i5", "r", say("“{text}”: not released", text="nein"), cell(9)),
        Delete("gruen:6", "Alte Liste", "gruen", "i6", "r", say("the run {run} created it", run="x")),
        Conflict("gruen:7", "Brunnen", "gruen", (Clash("title", "Brunnen", "Trinkbrunnen", "Stadtbrunnen", cell(11)),)),
        Blocked("gruen:8", "Teiche", "gruen", say("the licence is missing"), say("Enter a licence."), cell(12)),
        Unchanged("gruen:9", "Pfade", "gruen", (Kept("title", "Pfade", "Wanderpfade"),)),
        Unchanged("gruen:10", "Ruhe", "gruen"),
        Create("statistik:1", HOSTILE, "statistik", Entry("statistik:1", "s", {"title": HOSTILE, "private": True})),
    ),
    (Organization("gruenes-amt", "Grünes Amt"),),
    (say_many("{n} dataset would be withdrawn", "{n} datasets would be withdrawn", 12),),
    (say("{address} is not encrypted", address="http://ckan.example.org"),),
    {"gruen": "/inventare"},
    {"r1": "Tabelle"},
    ("gruenes-amt",),
    preflight=(
        Check("version", "good", say("CKAN {version}", version="2.12.0")),
        Check("licenses", "warning", say("no such licence"), say("ask for it"), ("gruen:1",), "license_id"),
        Check("schema", "bad", say("it is empty"), None, tuple(f"gruen:{n}" for n in range(1, 13)), "theme"),
    ),
    likenesses=(Likeness("statistik:1", "Einwohner", "statistik:9", "Einwohnerzahl", 0.934, cell(3, 1)),),
)
