"""Tells functional mailboxes from those that carry a person's name; a heuristic, never a clearance."""

from __future__ import annotations

import re

_WORDS = frozenset(
    {
        "abt", "abteilung", "admin", "administration", "amt", "anfrage", "anfragen", "anmeldung", "antrag", "archiv",
        "auskunft", "ausweis", "azubi", "bau", "bauamt", "beratung", "bereich", "betrieb", "bibliothek", "buergeramt",
        "buergerbuero", "buergermeister", "buergerservice", "buero", "bürgeramt", "bürgerbüro", "bürgermeister", "büro",
        "controlling", "data", "daten", "datenschutz", "dez", "dezernat", "dienst", "digital", "digitalisierung",
        "dokument", "dsb", "edv", "eigenbetrieb", "einkauf", "einwohnermeldeamt", "empfang", "energie", "fachbereich",
        "fachdienst", "fachgebiet", "fb", "fd", "feedback", "feuerwehr", "finanzen", "forst", "forum", "foto", "frage",
        "frauenbuero", "friedhof", "gemeinde", "geo", "geodaten", "geoportal", "geoservice", "gesundheit",
        "gesundheitsamt", "gewerbe", "gis", "gleichstellung", "gruen", "gruenflaechen", "grün", "grünflächen",
        "haushalt", "help", "helpdesk", "hilfe", "hotline", "info", "information", "infos", "inspire", "internet", "it",
        "jobcenter", "jugend", "jugendamt", "kaemmerei", "kanzlei", "karten", "kataster", "katastrophenschutz", "kita",
        "klima", "klimaschutz", "kommunikation", "kontakt", "koordination", "kreis", "kultur", "kunde", "kämmerei",
        "land", "landkreis", "landrat", "landratsamt", "leitstelle", "leitung", "liegenschaften", "mail", "mailbox",
        "marketing", "medien", "meldung", "mobilitaet", "mobilität", "museum", "musikschule", "natur", "naturschutz",
        "netz", "newsletter", "no", "noreply", "oeffentlichkeitsarbeit", "office", "online", "open", "opendata",
        "ordnung", "ordnungsamt", "parken", "personal", "personalamt", "planung", "polizei", "portal", "post",
        "postfach", "poststelle", "praesidium", "presse", "pressestelle", "projekt", "rathaus", "rechnung", "recht",
        "redaktion", "ref", "referat", "reply", "sachgebiet", "schul", "schulamt", "schule", "sekretariat", "service",
        "sg", "smart", "smartcity", "sozial", "sozialamt", "soziales", "sport", "sportamt", "stab", "stabsstelle",
        "stadt", "stadtarchiv", "stadtbibliothek", "stadtplanung", "stadtverwaltung", "standesamt", "statistik",
        "steuer", "steuern", "support", "tagungen", "team", "technik", "theater", "ticket", "tiefbau", "tourismus",
        "umwelt", "umweltamt", "urban", "veranstaltung", "vergabe", "verkehr", "verkehrsplanung", "vermessung",
        "vertrieb", "verwaltung", "veterinaeramt", "vhs", "vorstand", "vorzimmer", "wahl", "wahlamt", "wahlen", "wald",
        "wasser", "web", "webmaster", "wirtschaft", "wirtschaftsfoerderung", "wirtschaftsförderung", "wohnen",
        "zentral", "zentrale", "zulassung", "zweckverband",
    }
)  # fmt: skip
"""Words of offices and roles; one of them anywhere before the @ makes a mailbox functional."""

_ENDINGS = (
    "amt", "archiv", "buero", "büro", "daten", "data", "dezernat", "dienst", "dienste", "portal", "planung", "referat",
    "service", "stelle", "verwaltung", "werke", "abteilung", "bereich", "beauftragte", "beauftragter", "schutz",
)  # fmt: skip
_BEGINNINGS = ("daten", "geodat", "geoinfo", "geoport", "opendata", "stadtplan", "verkehrs", "umwelt")
_LEAST_OF_NAME = 3


def is_functional(local: str, domain: str = "") -> bool:
    """Tell whether what stands before the @ names no person, as far as its form shows.

    A person's mailbox is made of a name, or an initial, and a family name. One word alone may be either, so that it
    counts as functional; so does what the domain says as well.

    >>> is_functional("open-data"), is_functional("amt61"), is_functional("e.mustermann"), is_functional("mustermann-e")
    (True, True, False, False)
    """
    parts = [part for part in re.split(r"[._+\-\d]+", local.casefold()) if part]
    if len(parts) < 2 or any(map(_is_office, parts)):
        return True
    if domain and all(part in domain.casefold() for part in parts):
        return True
    return len(parts) > 3 or not any(len(part) >= _LEAST_OF_NAME for part in parts)


def _is_office(part: str) -> bool:
    """Tell whether a word before the @ is that of an office or a role."""
    return part in _WORDS or part.startswith(_BEGINNINGS) or (len(part) > 5 and part.endswith(_ENDINGS))
