"""A reader's language: sentences through gettext, dates and numbers by a few rules of our own."""

from __future__ import annotations

import locale
import re
import sys
from collections.abc import Mapping
from gettext import translation
from pathlib import Path

from toolkit.model.message import Message

DOMAIN = "bestand"
"""The gettext domain: translations lie at ``<folder>/<language>/LC_MESSAGES/bestand.mo``."""

LOCALE_FOLDER = Path(__file__).parents[1] / "locale"
"""Where the project's own translations lie."""

LANGUAGES = ("en", "de")
"""The languages that people may choose; the first is the source language and the default."""

# Month names stand here because Python's own depend on the locales that a machine has installed.
_MONTHS = {
    "de": "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
}
_ISO = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])(?:[T ](\d{2}:\d{2}).*)?)?)?")


class Translator:
    """Everything that a text needs to speak one language.

    ``gettext``, ``ngettext``, ``pgettext`` and ``npgettext`` are what jinja2's i18n extension asks for. A language
    without a translation falls back to English sentence by sentence. Two of one language are equal, so that what is
    made for a language once (the templates of a page) serves all of them.
    """

    __slots__ = ("_catalogue", "_folder", "language")

    def __init__(self, language: str, folder: Path = LOCALE_FOLDER) -> None:
        self.language = language
        self._folder = folder
        self._catalogue = translation(DOMAIN, folder, [language], fallback=True)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Translator):
            return NotImplemented
        return (self.language, self._folder) == (other.language, other._folder)

    def __hash__(self) -> int:
        return hash((self.language, self._folder))

    def gettext(self, message: str) -> str:
        """Translate one sentence."""
        return self._catalogue.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Translate a sentence that counts ``n`` things."""
        return self._catalogue.ngettext(singular, plural, n)

    def pgettext(self, context: str, message: str) -> str:
        """Translate a sentence whose meaning depends on its context."""
        return self._catalogue.pgettext(context, message)

    def npgettext(self, context: str, singular: str, plural: str, n: int) -> str:
        """Translate a sentence that counts and whose meaning depends on its context."""
        return self._catalogue.npgettext(context, singular, plural, n)

    def render(self, message: Message) -> str:
        """Give a message in this language, with the messages inside it; a broken translation gives way to English.

        >>> from toolkit.model.message import say, say_many
        >>> inner = say_many("{n} cell", "{n} cells", 2)
        >>> Translator("en").render(say("{what} in {sheet}", what=inner, sheet="Daten"))
        '2 cells in Daten'
        """
        values = {key: self.render(value) if isinstance(value, Message) else value for key, value in message.values}
        count = values.get("n")
        if message.plural:
            template = self.ngettext(message.template, message.plural, count if isinstance(count, int) else 2)
        else:
            template = self.gettext(message.template)
        try:
            return template.format(**values)
        except (LookupError, ValueError, AttributeError):
            return str(message)

    def date(self, iso: str) -> str:
        """Write an ISO date with the precision that it has; anything else stays as it is.

        >>> [Translator("de").date(iso) for iso in ("2024", "2024-03", "2024-03-01", "2024-03-01T09:30:00", "alt")]
        ['2024', 'März 2024', '01.03.2024', '01.03.2024, 09:30', 'alt']
        >>> [Translator("en").date(iso) for iso in ("2024-03", "2024-03-01")]
        ['March 2024', '1 March 2024']
        """
        match = _ISO.fullmatch(iso)
        if match is None or match[2] is None:
            return iso
        year, month, day, time = match.groups()
        name = self._month(int(month))
        if day is None:
            return f"{name} {year}"
        written = f"{day}.{month}.{year}" if self.language == "de" else f"{int(day)} {name} {year}"
        return f"{written}, {time}" if time else written

    def number(self, value: float) -> str:
        """Write a number with separators of thousands and at most three decimals.

        >>> Translator("de").number(12345.5), Translator("en").number(12345.5), Translator("de").number(2000)
        ('12.345,5', '12,345.5', '2.000')
        """
        written = f"{value:,d}" if isinstance(value, int) else f"{value:,.3f}".rstrip("0").rstrip(".")
        return written.translate(str.maketrans(",.", ".,")) if self.language == "de" else written

    def _month(self, number: int) -> str:
        """Name a month; a language that we do not know gets the English names."""
        return _MONTHS.get(self.language, _MONTHS["en"]).split("|")[number - 1]


def choose_language(explicit: str | None, environ: Mapping[str, str]) -> str:
    """Choose ``de`` or ``en``: what the user says, else what the environment says, else the desktop (Windows), else en.

    Reads LC_ALL, LC_MESSAGES and LANG; LANGUAGE comes before them unless they say C, as in GNU gettext (manual, 2.3.3).

    >>> choose_language("de", {}), choose_language(None, {"LANG": "de_AT.UTF-8"})
    ('de', 'de')
    >>> choose_language(None, {"LANG": "C.UTF-8", "LANGUAGE": "de"}), choose_language(None, {"LC_ALL": "fr_FR"})
    ('en', 'en')
    """
    if explicit:
        return _first_known([explicit])
    set_to = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    if set_to.partition(".")[0] in {"C", "POSIX"}:
        return LANGUAGES[0]
    wishes = [*environ.get("LANGUAGE", "").split(":"), set_to]
    return _first_known(wishes if any(wishes) else [_desktop_language()])


def _first_known(wishes: list[str]) -> str:
    """Give the first wish that is one of our languages, else the default."""
    known = (re.split(r"[_.@-]", wish.strip().lower())[0] for wish in wishes)
    return next((language for language in known if language in LANGUAGES), LANGUAGES[0])


def _desktop_language() -> str:
    """Ask Windows for the language of its menus; other systems say it in the environment."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 (only Windows needs it)

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""
