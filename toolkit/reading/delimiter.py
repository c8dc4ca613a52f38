"""Which sign separates the fields of a text file, told by how evenly it cuts the records."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DELIMITERS = (";", "\t", "|", ",")
"""The signs that are tried, the more telling ones first: a comma also stands in prose and in numbers."""

_DECLARED = re.compile(r'"?sep=(?P<delimiter>[^\r\n"])"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
_SAMPLE = 1 << 18
_FEW_CELLS = 2


@dataclass(frozen=True, slots=True)
class Cut:
    """How a sign cuts a text: the number of fields that most records have, and the share of the records that do.

    ``many`` is the share of the records that the sign cuts at all, ``prose`` the share of its places with a blank
    behind, as commas in sentences have.
    """

    delimiter: str
    width: int
    even: float
    many: float
    prose: float

    @property
    def convincing(self) -> bool:
        """Whether the records are cut often and evenly enough to be a table.

        Two fields need more agreement than many: one comma per sentence looks like two fields.
        """
        if self.width <= _FEW_CELLS:
            return self.many >= 0.5 and self.even >= 0.5 and self.prose < 0.5
        return self.many * self.even >= 0.2 and self.prose < 0.9

    @property
    def weight(self) -> float:
        """How well the sign explains the text: evenness first, then the number of fields."""
        return self.even * self.many * (1 - self.prose / 2) * (1 - 1 / (2 * self.width))


def take_declared(text: str) -> tuple[str, str]:
    r"""Split off Excel's own first line ``sep=;``; gives the delimiter, empty where none is declared, and the rest.

    Excel shows the line after it as row 1.

    >>> take_declared("sep=;\nNr.;Titel")
    (';', 'Nr.;Titel')
    """
    declared = _DECLARED.match(text)
    return (declared["delimiter"], text[declared.end() :]) if declared else ("", text)


def find_delimiter(text: str) -> str:
    r"""Find the sign that cuts a text into a table's fields; empty where none does, so that each record is one field.

    Quotation marks are honoured, lines above and below with fewer fields and short rows are forgiven.

    >>> find_delimiter("Nr.;Titel;Wert\n1;Bäume, Sträucher;1,5\n2;Wege;2,5\n"), find_delimiter("Titel\nWege, Plätze\n")
    (';', '')
    """
    sample = _cut_sample(text)
    cuts = [cut for delimiter in DELIMITERS if (cut := _measure(sample, delimiter)) and cut.convincing]
    return max(cuts, key=lambda cut: cut.weight).delimiter if cuts else ""


def _cut_sample(text: str) -> str:
    """Give the beginning of a text, whole lines only."""
    if len(text) <= _SAMPLE:
        return text
    end = max(text.rfind("\n", 0, _SAMPLE), text.rfind("\r", 0, _SAMPLE))
    return text[: end + 1] if end > 0 else text[:_SAMPLE]


def _measure(sample: str, delimiter: str) -> Cut | None:
    """Measure how a sign cuts a text; None where it hardly occurs."""
    if delimiter not in sample:
        return None
    records = [record for record in _list_records(sample, delimiter) if any(map(str.strip, record))]
    widths = Counter(len(record) for record in records if len(record) > 1)
    if not widths:
        return None
    width = max(widths, key=lambda width: (widths[width], width))
    # A row that lacks some fields, or has some more, still counts for half: the others are cut by the same sign.
    near = (widths[width] + sum(count for other, count in widths.items() if other > width // 2)) / 2
    cut = sum(widths.values())
    return Cut(delimiter, width, near / cut, cut / len(records), _count_prose(records))


def _list_records(sample: str, delimiter: str) -> Iterator[Sequence[str]]:
    """Cut a text into records; an end within a sample's last record is no error."""
    try:
        yield from csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    except csv.Error:
        return


def _count_prose(records: Sequence[Sequence[str]]) -> float:
    """Give the share of fields, but for each record's first, that begin with a blank and a word."""
    later = [field for record in records for field in record[1:] if field.strip()]
    return sum(field.startswith(" ") for field in later) / len(later) if later else 0.0
