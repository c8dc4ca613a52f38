"""How marks of Bestand in a workbook are told from what its authors wrote, so that a copy is read without them."""

from __future__ import annotations

AUTHOR = "Bestand"
"""The author of our comments."""

FEEDBACK_SHEET = "Rückmeldung"
"""The name of the sheet that lists what was found; a number follows where the author has a sheet of that name."""

FEEDBACK_SHEETS = {"de": FEEDBACK_SHEET, "en": "Feedback"}
"""The name of that sheet in each language."""

FEEDBACK_TITLES = {"de": "Rückmeldung von Bestand", "en": "Feedback from Bestand"}
"""How the text of its cell A1 begins, by which the sheet is known whatever program saved the workbook since."""

COMMENT_MARK = "— Bestand —"
"""The line with which our part of a comment begins; what somebody else wrote at that cell stands before it."""

MAPPING_SHEET = "_bestand"
"""The hidden sheet of a template that holds its mapping, a line in each cell of column A."""

FEEDBACK_MARK = "_bestand_rueckmeldung"
"""The hidden defined name that points at our feedback sheet, whatever it is called."""
