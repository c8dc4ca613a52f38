"""``bestand score``: the quality score that data.europa.eu would give, and what gains points."""

from __future__ import annotations

from enum import StrEnum
from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.inventories import Files, Json, Mapping
from toolkit.cli.usage import Command
from toolkit.cli.validating import ShapesPlace
from toolkit.model.message import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.cli.console import Console
    from toolkit.steps.score import Answers


class By(StrEnum):
    """How far a score is broken down."""

    DEPARTMENT = "department"
    DATASET = "dataset"


Online = Annotated[
    bool, typer.Option("--online", help=_("Also ask whether the addresses answer, so that the score is exact."))
]
Every = Annotated[bool, typer.Option("--all", help=_("Count the datasets that are not released, too."))]
Wanted = Annotated[By, typer.Option("--by", help=_("Also list each dataset, with what it lacks."))]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "score",
        cls=kind,
        short_help=_("count the quality score of the European data portal"),
        help=_(
            "Count the points that data.europa.eu would give (MQA, 405 at most), for all datasets that are released, "
            "for each department and for each dataset, and say what gains the most. Writes nothing."
        ),
    )(score)


def score(
    context: typer.Context,
    files: Files,
    mapping: Mapping = None,
    online: Online = False,
    shapes: ShapesPlace = None,
    every: Every = False,
    by: Wanted = By.DEPARTMENT,
    json: Json = False,
) -> None:
    """Count the score."""
    from toolkit.reports.quality import build_score_data, build_score_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.links import fetch_answers  # noqa: PLC0415
    from toolkit.steps.score import ScoreRequest, score_files  # noqa: PLC0415

    console: Console = context.obj

    def ask(urls: Sequence[str]) -> Answers:
        with console.progress(say("Asking for addresses"), len(urls)) as step:
            return fetch_answers(urls, step=step)

    rating = score_files(files, ScoreRequest(mapping, every, ask if online else None, shapes))
    if json:
        console.show_data(build_score_data(rating, console.translator))
    else:
        console.show(build_score_text(rating, console.translator, console.ink, by_dataset=by is By.DATASET))
