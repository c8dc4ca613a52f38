"""What a workbook's copy is to have besides: coloured cells with comments, and a sheet that lists what was found."""

from __future__ import annotations

from toolkit.checks.baseline import Checked
from toolkit.patch.patch import FurtherSheet, Patch
from toolkit.reports.feedbackmarks import build_marks, count_silent
from toolkit.reports.feedbackshare import Share
from toolkit.reports.feedbacksheet import Manner, build_feedback_sheet
from toolkit.reports.language import Translator


def build_patch(checked: Checked, workbook_name: str, translator: Translator, *, mark: str = "") -> Patch:
    """Build the patch of one workbook, which has only cells of that workbook.

    ``workbook_name`` is the name that the cells of the check have; ``mark`` is a word by which the copy is recognised
    later. Accepted findings are neither marked nor listed, only counted.
    """
    share = Share(checked, workbook_name)
    groups = [group for group in share.groups if group.cells]
    marks = build_marks(groups, translator)
    sheet = build_feedback_sheet(share, translator, Manner(silent=count_silent(marks), mark=mark))
    return Patch(marks=marks, feedback=sheet)


def build_apart(checked: Checked, workbook_name: str, translator: Translator, *, mark: str = "") -> FurtherSheet:
    """Build the sheet for a workbook that cannot be marked (.xls, .xlsb, .ods, .csv): for a file of its own."""
    return build_feedback_sheet(Share(checked, workbook_name), translator, Manner(inside=False, mark=mark))
