"""The words that stand over the columns of a form and beside its fields; what marks rows too stands in ``words``."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from toolkit.reading.text import clean

Role: TypeAlias = Literal["names", "obligation", "example", "guidance", "counting", "input"]
"""What a column of a form is by its head: field names, obligation, example, guidance, numbers, or values."""

# The first that fits counts: "Beispieldatensatz" is an example, "Hinweise zur Eingabe" are guidance.
_HEADS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("counting", re.compile(r"^(lfd\.?[ -]?)?(nr|nummer|no|#|pos)\.?$")),
    (
        "obligation",
        re.compile(
            r"pflicht|obligat|verbindlich|mandatory|required|^optional|optionalit|erforderlich|zwingend|\bm/o\b|kardinalit"
        ),
    ),
    ("input", re.compile(r"^inhalt")),
    ("example", re.compile(r"beispiel|\bbsp\b|muster|example|^z\. ?b\.")),
    (
        "guidance",
        re.compile(
            r"hilfe|erl(ä|ae)uter|erkl(ä|ae)r|hinweis|anleitung|bedeutung|definition|\bhelp|guidance|instruction|hint"
            r"|beschreibung$|^description|kommentar|bemerkung|anmerkung|notiz|comment|feldtyp|datentyp|zeichenl(ä|ae)nge"
            r"|^(typ|format|länge|quelle)$|codeliste|werteliste|wertebereich|erlaubte|\bdcat|\bckan\b|^mapping"
        ),
    ),
    (
        "names",
        re.compile(
            r"^(daten|metadaten)?-?(feld|felder|feldbezeichnung|kategorie|element|attribut|merkmal|angabe|eigenschaft"
            r"|kriterium|frage|rubrik|bezeichnung|spalte|information|metadatum|metadaten|field|property|item|column)$"
            r"|(feld|spalten)(name|titel)|^(field|column|property) name$|^was\b"
        ),
    ),
    (
        "input",
        re.compile(
            r"eingabe|\bangaben?\b|antwort|^werte?\b|\bwert$|eintr(a|ä|ae)g|ausf(ü|ue)ll|auszuf|auswahl|\binput\b"
            r"|\bvalues?\b|\banswer|\bentry\b"
        ),
    ),
)

_VALUE_HEAD = re.compile(
    r"^(ihre? |eure |meine )?(eingaben?|angaben?|antwort(en)?|werte?|inhalte?|eintr(a|ä|ae)ge?|ausprägung|daten"
    r"|values?|answers?|responses?|inputs?|content|entry|valeurs?|réponses?|valor(es)?|respuestas?|respostas?|verdi|svar"
    r"|waarden?|antwoord(en)?)$"
)
_RECORD = re.compile(
    r"^(\d+\.? ?)?(datensatz|datens(ä|ae)tze|dataset|datenbestand|eintrag|record|entry)"
    r"( ?(nr\.?|no\.?|#)?:? ?(\d+|[a-z]))?$"
)
_OBLIGATES = re.compile(
    r"pflicht|obligat|zwingend|erforderlich|optional|freiwillig|empfohlen|bedingt|\b(muss|soll|kann|nur|wenn|falls|bei)\b"
    r"|mandatory|required|recommended|\b(must|should|may|if|only)\b"
)
_TYPED = re.compile(
    r"^(https?://\S+|www\.\S+|\S+@\S+\.\w+|[\d.,:/ -]*\d[\d.,:/ %-]*|\d{4} ?[-–] ?\d{4}|ja|nein|yes|no|wahr|falsch)$"
)
_ANSWER = re.compile(r"^(ja|nein|j|n|x|yes|no|y)$")
_HELP = re.compile(
    r"\b(bitte|höchstens|mindestens|maximal|mehrere|getrennt|(aus)?wählen|auswahl aus|ausfüllen|eintragen|angeben"
    r"|eingeben|nennen|falls|sofern|please|choose|enter|select|at most|at least|separated)\b"
    r"|^(wer|wie|was|wann|wo|welche[rsnm]?|worauf|woher|wofür|warum|unter welche[rnm])\b"
    r"|^(who|what|when|where|how|which)\b|\?$|\bmax\.|(…|\.\.\.|usw\.|etc\.)$|\bja ?(oder|/) ?nein\b|\b(laut|siehe) "
)
_NUMBERED = re.compile(r"^(\d+(\.\d+)*\.?|[ivx]+\.|[a-z][.)])\s+\S")
_SECTION = re.compile(
    r"\bangaben\b|^abschnitt|^teil\b|^allgemein|informationen\b|^block\b|^bereich\b|daten$|\bsection\b"
)
_MARKS = " :*¹²³⁴⁵†?"
_TITLE = re.compile(
    r"\b(titel|title|bezeichnung|name|thema|título|titre|tittel|naam|überschrift)\b"
    r"|datens(atz|ätze)(name|titel|bezeichnung)?$|datasets?$|jeux? de données$|conjuntos? de da(t|d)os$"
    r"|datenbest(a|ä)nde?\b|datensammlung|datenobjekt|datenprodukt|\bregister\b"
)


def read_head(text: str) -> Role | None:
    """Tell what a column of a form is by the text over it.

    >>> read_head("Hinweise zur Eingabe"), read_head("Ihre Eingaben"), read_head("Feldname"), read_head("Lizenz")
    ('guidance', 'input', 'names', None)
    """
    plain = clean(text).casefold().strip(_MARKS)
    if not plain:
        return None
    if _RECORD.match(plain):
        return "input"
    return next((role for role, pattern in _HEADS if pattern.search(plain)), None)


def is_value_head(text: str) -> bool:
    """Tell whether a text stands over values and could be nothing else.

    >>> is_value_head("Ihre Angaben"), is_value_head("Angaben zu Bäumen")
    (True, False)
    """
    return _VALUE_HEAD.match(clean(text).casefold().strip(_MARKS)) is not None


def is_record_head(text: str) -> bool:
    """Tell whether a text numbers a record.

    >>> is_record_head("Datensatz 2"), is_record_head("Baumkataster")
    (True, False)
    """
    return _RECORD.match(clean(text).casefold()) is not None


def strip_label(text: str) -> str:
    """Take the marks of forms off a field name: numbers before, colons and asterisks behind.

    >>> strip_label("1.2 Titel*:")
    'Titel'
    """
    bare = re.sub(r"^\d+(\.\d+)*[.)]?\s+(?=\D)", "", text)
    return bare.strip(_MARKS) or text


def is_numbered(text: str) -> bool:
    """Tell whether a text begins with the number of a section or a field."""
    return _NUMBERED.match(text.casefold()) is not None


def is_title_label(text: str) -> bool:
    """Tell whether a field name asks for what names a dataset."""
    return _TITLE.search(text.casefold()) is not None


def is_section_title(text: str) -> bool:
    """Tell whether a text reads like the title of a group of fields.

    >>> is_section_title("Allgemeine Angaben"), is_section_title("RECHTLICHES"), is_section_title("Anzahl Objekte")
    (True, True, False)
    """
    return _SECTION.search(text.casefold()) is not None or (text.isupper() and len(text) > 5)


def mentions_obligation(text: str) -> bool:
    """Tell whether a text says anything of when a field must be filled.

    >>> mentions_obligation("nur bei Geodaten"), mentions_obligation("Bemerkungen")
    (True, False)
    """
    return _OBLIGATES.search(text.casefold()) is not None


def ends_with_colon(label: str) -> bool:
    """Tell whether a label ends with a colon, marks aside.

    >>> ends_with_colon("Titel: *"), ends_with_colon("Titel")
    (True, False)
    """
    return label.rstrip("*¹²³ ").endswith(":")


def is_answer(text: str) -> bool:
    """Tell whether a text is no more than yes or no."""
    return _ANSWER.match(text.casefold()) is not None


def is_help(text: str) -> bool:
    """Tell whether a text asks for something, tells what to do or lists what may be chosen.

    In a form that much is help beside a field; what must be ruled out of a header row is less (``words``).

    >>> is_help("Bitte aus der Liste wählen"), is_help("jährlich, monatlich …"), is_help("Alle Bäume an Straßen")
    (True, True, False)
    """
    return _HELP.search(text.casefold()) is not None


def is_fragment(text: str) -> bool:
    """Tell whether a text is a few words that begin small, as hints do and names do not.

    >>> is_fragment("kurz und sprechend"), is_fragment("von - bis"), is_fragment("jährlich"), is_fragment("Amt 61")
    (True, True, False, False)
    """
    return text[:1].islower() and " " in text


def is_typed(text: str) -> bool:
    """Tell whether a text is a date, a number, an address or an answer: nothing that explains.

    >>> is_typed("01.03.2025"), is_typed("daten@stadt.example"), is_typed("Wer liefert die Daten?")
    (True, True, False)
    """
    return _TYPED.match(text.casefold()) is not None


def is_prose(text: str) -> bool:
    """Tell whether a text reads like a sentence.

    >>> is_prose("Wer liefert die Daten?"), is_prose("Amt für Umwelt und Grün")
    (True, False)
    """
    words = len(text.split())
    return words >= 7 or (words >= 3 and (text[-1] in ".?!" or "z. B." in text or "z.B." in text))
