"""The words by which rows and sheets that are no data give themselves away, in the languages inventories come in."""

from __future__ import annotations

import re

from toolkit.model.survey import AsideKind


def _compile(*words: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """Let a pattern accept any of several words."""
    return re.compile(f"{before}(?:{'|'.join(words)}){after}", re.IGNORECASE)


_TOTAL = _compile(
    r"Σ|∑|(?:zwischen|gesamt|teil)?summen?|gesamt(?:zahl|anzahl|ergebnis)?|insgesamt|anzahl|anz\.",
    r"(?:grand |sub[- ]?)?total(?:s|e|es|t|er)?(?: g[eé]n[eé]ral)?|sum|count|number of|somme|suma|soma|totaal|totalt",
    r"antall|aantal|nombre|n[uú]mero",
    after=r"(?![\w-])",
)
_LEGEND = _compile(
    r"(?:farb)?legende|zeichenerklärung(?:en)?|farben|abkürzung(?:en|sverzeichnis)?|legend|colou?r key|abbreviations",
    r"légende|abréviations|leyenda|abreviaturas|legenda|tegnforklaring|forkortelser|afkortingen",
    after=r"\W*$",
)
_TOTAL_END = _compile(
    r"insgesamt|gesamt|in summe|total|totals?|overall|en total|au total|em total|totalt|i alt|totaal",
    before=r".*\W",
    after=r"\W*$",
)
_COUNT = re.compile(r"\d{1,6}(?:[.,]\d+)?\s+[^\W\d_][\w-]*(?:\s[^\W\d_][\w-]*)?")
_NOTE = _compile(
    r"\*|[¹²³†‡]|\(\d\)|\d\)|©|\(c\)|\[\d\]",
    r"(?:quellen?|hinweise?|stand|anmerkung(?:en)?|bemerkung(?:en)?|erläuterung(?:en)?|legende|notes?|source|nota)\b",
    r"(?:fuente|fonte|merknad|kilde|bron|opmerking|kontakt|contact|rückfragen)\b",
    r"(?:fragen an|(?:bei|für) fragen|abkürzung(?:en)?)\b",
    r"(?:letzte (?:änderung|aktualisierung)|zuletzt|last updated?|erstellt|bearbeitet|ausgefüllt|version|druckdatum)\b",
    r"(?:achtung|attention|wichtig|ende der|end of|bitte|please|impressum|ansprechpartner\w*)\b",
    r"(?:diese (?:datei|liste|tabelle)|this (?:file|list|table))\b",
)
_EXAMPLES = (
    r"beispiel(?:zeile|eintrag|datensatz)?|bsp|muster(?:zeile|eintrag|beispiel)?|examples?(?: row| entry| record)?",
    r"sample row|exemple|ejemplo|exemplo|esempio|eksempel|voorbeeld",
)
_EXAMPLE = _compile(
    *_EXAMPLES,
    r"beispiele|beispielangaben?|z\.\s?b|zum beispiel|e\.\s?g|p\. ?ex|por ejemplo|par exemple",
    before=r"\W*",
    after=r"(?:\W+|\W*\d*\W*$)",
)
_EXAMPLE_WORD = _compile(*_EXAMPLES, before=r"\W*", after=r"\W*\d*\W*$")
_OBLIGATION = _compile(
    r"pflicht(?:feld|angabe)?|pflichtig|optional|freiwillig|empfohlen|bedingt|zwingend|obligatorisch|verpflichtend|muss",
    r"kann|soll|erforderlich|notwendig|nicht erforderlich|mandatory|required|recommended|conditional|must|should|may",
    r"obligatoire|facultatif|recommandé|obligatorio|opcional|recomendado|obrigatório|facultativo|obligatorisk|valgfri",
    r"fakultativ|anbefalt|verplicht|optioneel|aanbevolen|m|o|p|k|r|c|x|\*|–|-|[01]\s?\.\.\s?[1n*]",
    before=r"\(?",
    after=r"\)?[.!]?",
)
_GUIDANCE = _compile(
    r"bitte|z\.\s?b\.|auswahl|auswählen|wählen|ausfüllen|eintragen|angeben|angabe|eingeben|eingabe|freitext|siehe|falls",
    r"sofern|format:|tt\.mm|dd\.mm|jjjj|yyyy|mm/|ja ?/ ?nein|dropdown|mehrfach|max\.|maximal|höchstens|mindestens",
    r"trennen|getrennt|kommagetrennt|kurze?r?|welche[rs]?|wer|wie|wann|wo|wird|soll(?:te)?|muss|datum|text|zahl",
    r"zuständige[rs]?|nummer|fortlaufend\w*|eindeutige?[rs]?|name de[rs]|beschreib\w*|please|select|choose",
    r"enter|insert|describe|e\.g\.|yes/no|free text|provide|specify|if|the|should|which|when|who|how|string",
    r"date|integer|boolean|veuillez|indiquer|indique|seleccione|informe|vul|kies|oppgi|velg|fyll",
    before=r"\b",
    after=r"(?!\w)",
)
_INSTRUCTION = _compile(
    r"(?:bitte|please|hier|freitext|freie eingabe|auswahl aus|auswahl:|wählen|free text|select)\b",
    r"tt\.mm|dd\.mm|jjjj|yyyy|mm/",
    r".*\b(?:eintragen|angeben|auswählen|ausfüllen|eingeben|bitte|please|TT\.MM\.JJJJ|dd\.mm\.yyyy|yyyy-mm-dd)\b",
)
_BANNER = _compile(
    r"stand\b|version\b|seite\b|\d{1,2}\.\d{1,2}\.|.*:\s|.*\d{1,2}\.\d{1,2}\.\d{2,4}",
    r".*\b(?:inventar|inventur|datenkatalog|verzeichnis|übersicht|inventory|catalogue|catalog|register)\w*\b",
    r".*\b(?:inventario|inventaire|datenbestand)\w*\b",
)
_GROUP = _compile(
    r"abteilung|abt\.|amt|dezernat|fachbereich|fachamt|bereich|referat|sachgebiet|kategorie|thema|themenfeld|teil|kapitel",
    r"gruppe|stabsstelle|section|department|part|group|[ivx]+\.|[a-z]\.|[a-z]\)|\d{1,2}\.?|\d{1,2} [–-]",
    after=r"\s",
)

_SHEETS: tuple[tuple[AsideKind, tuple[str, ...]], ...] = (
    (
        "example",
        (
            r"(?:ausfüll)?(?:beispiel|muster)(?:e|zeilen?|eintr[aä]ge?|daten|eingaben?|blatt)?|bsp|examples?|ejemplos?",
            r"\w*beispiele?|(?:beispiel|muster)(?:datens[aä]tze?|tabelle|angaben|formular)|ausfüllmuster",
            r"exemples?|exemplos?|eksempel|eksempler|esempio|voorbeeld(?:en)?|samples?",
        ),
    ),
    (
        "values",
        (
            r"werte|\w*wertelisten?|wertebereiche?|listen|auswahl\w*|code ?list(?:s|en?)?|codes?|look-?ups?",
            r"drop-?downs?|lists|\w*values|validaciones|validation|vokabulare?|\w*vocabular(?:y|ies)|schlüsseltabellen?|listas|listes",
            r"verdier|keuzelijst(?:en)?|parameter|stammdaten|nachschlage\w*|referenzlisten?|kategorien",
        ),
    ),
    (
        "dictionary",
        (
            r"(?:data )?dictionary|diccionario|dictionnaire|\w*feldbeschreibung(?:en)?|datenfelder|felder|spalten\w*",
            r"attribut(?:e|beschreibung|liste)|metadatenfelder|felderklärung(?:en)?|fields",
        ),
    ),
    (
        "legend",
        (r"legende|legend|leyenda|farben|farbcodes?|abkürzung\w*|referencias|glossar\w*|zeichenerklärung\w*|key",),
    ),
    (
        "notes",
        (
            r"\w*hinweise?|\w*anleitung|read ?me|lies ?mich|infos?|informationen?|notes?|\w*hilfe|change ?log",
            r"änderung\w*|historie|deckblatt|impressum|instruc\w*|instruk\w*|merkblatt|anmerkungen|about|vorwort|cover|start",
            r"leitfaden|veiledning|rettledning|forklaring|toelichting|uitleg|gu[ií]as?|ayuda|ajuda|guide|guidance",
        ),
    ),
    (
        "figures",
        (
            r"auswertung(?:en)?|pivot\w*|statistik|diagramme?|kennzahl(?:en)?|dashboard|zahlen|summen?|summary|charts?",
            r"reports?|grafik(?:en)?|resumen|figures",
        ),
    ),
)
_SHEET_PATTERNS = tuple(
    (kind, _compile(*words, before=r"(?<![^\W\d_])", after=r"(?![^\W\d_])")) for kind, words in _SHEETS
)

_PIVOT = _compile(
    r"zeilenbeschriftungen|spaltenbeschriftungen|gesamtergebnis|row labels|column labels|grand total|total general",
    r"étiquettes de lignes|etiquetas de fila|(?:anzahl|summe|mittelwert) von |(?:count|sum|average) of ",
)
_FIELD_HEADING = _compile(
    r"spalten?|spaltenname|felder|feld|feldname|attribut\w*|metadatenfeld|field|column|property|eigenschaft|campo|champ",
    r"colonne|columna",
    after=r"\b",
)
_MEANING_HEADING = _compile(
    r"bedeutung|erklärung|erläuterung|definition|beschreibung|meaning|description|descripci[oó]n|hinweis|hilfe\w*",
    r"signification|betydning",
    after=r"\b",
)
_LEGEND_HEADING = _compile(
    r"farben?|colou?rs?|colores|couleurs?|zeichen|symbole?|kürzel|abkürzung(?:en)?|abbreviation|mark", after=r"\b"
)


def is_total(text: str) -> bool:
    """Tell whether a text opens a row of sums.

    >>> is_total("Summe:"), is_total("Anzahl Datensätze"), is_total("Gesamtverkehrsplan")
    (True, True, False)
    """
    return _TOTAL.match(text) is not None


def is_count(text: str) -> bool:
    """Tell whether a text says how many of something there are.

    >>> is_count("14 Bestände"), is_count("5 Datensätze"), is_count("3. Obergeschoss"), is_count("2024 geplant")
    (True, True, False, True)
    """
    return _COUNT.fullmatch(text.strip()) is not None


def ends_as_total(text: str) -> bool:
    """Tell whether a text names what is summed up and then says so.

    >>> ends_as_total("Datensätze insgesamt:"), ends_as_total("Gesamtliste")
    (True, False)
    """
    return _TOTAL_END.match(text) is not None


def is_legend(text: str) -> bool:
    """Tell whether a text is the title of a legend.

    >>> is_legend("Legende:"), is_legend("Legenden der Stadt")
    (True, False)
    """
    return _LEGEND.match(text) is not None


def is_note(text: str) -> bool:
    """Tell whether a text opens a remark.

    >>> is_note("* Stand 1.3."), is_note("Quelle: Amt 12"), is_note("Standorte")
    (True, True, False)
    """
    return _NOTE.match(text) is not None


def is_example(text: str, *, alone: bool = False) -> bool:
    """Tell whether a text marks an example; with ``alone``, the mark must be all of it.

    >>> is_example("z. B. Baumkataster"), is_example("Beispiel:"), is_example("Beispielrechnungen")
    (True, True, False)
    """
    return (_EXAMPLE_WORD if alone else _EXAMPLE).match(text) is not None


def is_obligation(text: str) -> bool:
    """Tell whether a text says that a column must or may be filled.

    >>> is_obligation("Pflichtfeld"), is_obligation("0..n"), is_obligation("Pflichtenheft")
    (True, True, False)
    """
    return _OBLIGATION.fullmatch(text) is not None


def is_guidance(text: str) -> bool:
    """Tell whether a text says what to fill in.

    >>> is_guidance("Bitte auswählen"), is_guidance("Baumkataster")
    (True, False)
    """
    return _GUIDANCE.search(text) is not None or (text.startswith("(") and text.endswith(")"))


def is_instruction(text: str) -> bool:
    """Tell whether a text plainly asks for something to be filled in.

    >>> is_instruction("Bitte auswählen"), is_instruction("Titel angeben"), is_instruction("Auswahl")
    (True, True, False)
    """
    return _INSTRUCTION.match(text) is not None


def is_banner(text: str) -> bool:
    """Tell whether a text reads like a title or the state of a whole list, not like a column's heading."""
    return _BANNER.match(text) is not None


def is_group(text: str) -> bool:
    """Tell whether a text names a group of rows, such as a department."""
    return text.endswith(":") or _GROUP.match(text) is not None


def is_pivot(text: str) -> bool:
    """Tell whether a text is one that pivot tables write.

    >>> is_pivot("Anzahl von Titel"), is_pivot("Anzahl")
    (True, False)
    """
    return _PIVOT.match(text) is not None


def is_field_heading(text: str) -> bool:
    """Tell whether a text heads a list of columns.

    >>> is_field_heading("Spalte"), is_field_heading("Titel")
    (True, False)
    """
    return _FIELD_HEADING.match(text) is not None


def is_meaning_heading(text: str) -> bool:
    """Tell whether a text heads explanations."""
    return _MEANING_HEADING.match(text) is not None


def is_legend_heading(text: str) -> bool:
    """Tell whether a text heads colours or abbreviations."""
    return _LEGEND_HEADING.match(text) is not None


def name_kinds(sheet: str) -> tuple[AsideKind, ...]:
    """Tell what a sheet's name promises, strongest first; nothing where it may be anything.

    >>> name_kinds("Wertelisten"), name_kinds("Dateninventar"), name_kinds("Legende (Felder)")
    (('values',), (), ('dictionary', 'legend'))
    """
    return tuple(kind for kind, pattern in _SHEET_PATTERNS if pattern.search(sheet))
