"""Takes the words out of a German title or description that may say what the data are about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]")
# A word ("B-Plan" and "E-Bike" are one), or a sign that ends what came before it.
_PART = re.compile(r"(?:(?<![^\W_])[^\W_]-)?[^\W_]+|[-–:;.,|(]+ ")
_DIVIDING = frozenset({"nach", "je", "pro", "in", "im"})
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
# "ae" for "ä"; but not the "ue" in "neue", "Frequenz" and "Bauen".
_WRITTEN_OUT = re.compile(r"(?<![aeq])(?:ae|oe|ue)")
_ENDING = re.compile(r"(?:innen|ern|em|en|er|es|e|n|s)$")
_SHORTEST_STEM = 4
_SILENT = """
    ab aber alle aller allem als am an ander auch auf aus außer bei beim bis das dass dem den der deren des
    dessen die dies diese diesem diesen dieser dieses doch durch ein eine einem einen einer eines er es etwa für
    gegen haben hat ihre ihrem ihren ihrer im in innen ins inkl ist jede jedem jeden jeder jedes je kann kein
    keine können mehr mit nach nicht noch nur ob oder ohne pro sein seine seiner seit sich sie sind so sofern
    soweit sowie sowohl über um und uns unter vom von vor war waren was weil weitere weiteren weiterer welche
    welcher wenn werden wie wir wird wo wurde wurden z b d h bzw usw etc ca ggf sog u a v o zu zum zur zwischen
    zwar amt gemeinde gemeinden gemeindlich kommune kommunen kommunal kommunale kommunalen kommunaler kreis
    kreise kreisen kreisfrei kreisfreie kreisfreien land länder landes landeshauptstadt landkreis region
    regional stadt stadtgebiet stadtverwaltung städte städten städtisch städtische städtischen städtischer
    deutsch deutsche deutschen deutscher deutschland baden bayern berlin brandenburg bremen hamburg hessen
    holstein mecklenburg niedersachsen nordrhein nrw pfalz rheinland rlp saarland sachsen schleswig thüringen
    westfalen vorpommern württemberg bonn bielefeld bochum duisburg hannover dortmund dresden düsseldorf essen
    frankfurt köln leipzig münchen münster nürnberg stuttgart wuppertal januar februar märz april mai juni juli
    august september oktober november dezember monat monate monaten jahr jahre jahren jahres jährlich quartal
    vierteljahr halbjahr tag tage tagen woche stichtag stand zeitraum zeitreihe anzahl zahl zahlen angabe
    angaben art aktualisierung aktualisiert aktuell aktuelle aktuellen allgemein anteil bereich bereiche
    bereichen basis beschreibung bestandsliste bezeichnung bezug darstellung daten datei dateien datenbank
    datenmodell datensatz datensätze datenstand dienst download einzeln einzelne eintrag enthalten enthält
    entwicklung entwurf ergebnis ergebnisse erstellt feld felder format geodaten geodatensatz gesamt gesamtliste
    gruppe grundlage information informationen insgesamt insg lage liste listen merkmal nummer nr name namen
    objekt objekte orientierung raumbezug rohdaten sammlung sonst sortiert standort standorte standorten
    statistik statistiken statistisch statistische statistischen tabelle teil teile thema themen übersicht
    unbekannt verfügbar veröffentlicht veröffentlichung verschieden verschiedene verschiedenen verzeichnis
    vorläufig vorläufige webdienst weiterentwicklung wert werte csv com de docx geojson gis gml html http https
    inspire json link online opendata pdf portal shape shp shapefile txt url web wfs wms www xls xlsx xml zip
    analyse bericht berichte jahresbericht angebot angebote bestand bestände fläche flächen ii iii iv xii
    programm plan pläne quelle quellen
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that may count: as it was written, and its stem, under which it is compared.

    ``beside`` says that it stands behind "nach", "je" and the like, and only tells how the data are divided.
    """

    text: str
    stem: str
    beside: bool = False


def find_words(text: str) -> tuple[Word, ...]:
    """List the words of a text that may say what it is about, in its order.

    Numbers, single letters, small words, and words that stand in titles of every kind are left out, among them the
    names of the states and of the twenty largest cities. Never raises.

    >>> [word.stem for word in find_words("Stadt Köln: Standorte der Spielplätze 2019")]
    ['spielplatz']
    >>> find_words("GRUENFLAECHEN")[0].stem == find_words("Grünfläche")[0].stem
    True
    """
    found: list[Word] = []
    beside = False
    for part in _PART.findall(text):
        if not _WORD.match(part):
            beside = False
        elif stem := _stem(part):
            found.append(Word(part, stem, beside))
        else:
            beside = beside or part.casefold() in _DIVIDING
    return tuple(found)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """Give a word without its ending, in lower case and without umlauts; nothing for one that does not count."""
    folded = _fold(word.replace("-", ""))
    if len(folded) < 2 or folded.isdigit() or folded in _SILENT_WORDS:
        return ""
    ending = _ENDING.search(folded)
    return folded[: ending.start()] if ending and ending.start() >= _SHORTEST_STEM else folded


def _fold(word: str) -> str:
    """Let spellings with and without umlauts be the same; what that does to other words does not matter here."""
    return _WRITTEN_OUT.sub(lambda found: found[0][0], word.casefold().translate(_UMLAUTS))


_SILENT_WORDS = frozenset(map(_fold, _SILENT.split()))
