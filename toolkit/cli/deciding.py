"""Asks a person at a terminal, field by field, what both the sheet and the catalogue changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.model.message import say, say_many

if TYPE_CHECKING:
    from toolkit.cli.console import Console
    from toolkit.reports.clash import ClashWriter
    from toolkit.reports.language import Translator
    from toolkit.steps.decision import Answer, Question, Reach
    from toolkit.steps.plan import Planned

_REACHES: tuple[Reach, ...] = ("field", "dataset", "all")


def ask_about_conflicts(console: Console, planned: Planned) -> Planned:
    """Ask about every conflict and make the plan again with the answers."""
    from toolkit.reports.clash import ClashWriter  # noqa: PLC0415 (start-up)
    from toolkit.steps.decision import ask_decisions, decide, list_conflicts  # noqa: PLC0415

    n = sum(len(conflict.clashes) for conflict in list_conflicts(planned.plan))
    console.tell(
        say_many(
            "{n} field changed in the sheet and in the catalogue since the last push. Which of them counts?",
            "{n} fields changed in the sheet and in the catalogue since the last push. Which of them counts?",
            n,
        )
    )
    writer = ClashWriter(planned.plan, console.translator)
    return decide(planned, ask_decisions(planned.plan, lambda question: _ask(console, writer, question)))


def _ask(console: Console, writer: ClashWriter, question: Question) -> Answer:
    """Show one field with its three values and ask until the answer is understood."""
    from toolkit.steps.decision import Answer  # noqa: PLC0415 (start-up)

    name = writer.name_dataset(question.conflict)
    console.tell(say("{name}", name=""))
    console.tell(say("{number} of {total}  {name}", number=question.number, total=question.total, name=name))
    for line in writer.write(question.clash):
        console.tell(say("{name}", name=f"    {line}"))
    while True:
        text = console.ask(
            say("[s]heet, [c]atalogue, [l]eave it? (+ after it: for this whole dataset, ++: for all that is left)")
        )
        if not text.strip():
            return Answer(None, "field" if text else "all")  # nothing at all comes from who has gone
        if answer := parse_answer(text, console.translator):
            return answer
        console.tell(
            say("“{answer}” is no answer: write s, c or l, and + or ++ behind it if you like.", answer=text.strip())
        )


def parse_answer(text: str, translator: Translator) -> Answer | None:
    """Understand an answer in the reader's language; None for what is none.

    >>> from toolkit.reports.language import Translator
    >>> parse_answer("s+", Translator("en")), parse_answer("what", Translator("en"))
    (Answer(side='sheet', reach='dataset'), None)
    """
    from toolkit.steps.decision import Answer  # noqa: PLC0415 (start-up)

    written = text.strip().casefold()
    word = written.rstrip("+").strip()
    plus = written.count("+")
    if plus >= len(_REACHES):
        return None
    for words, side in (
        (translator.gettext("s, sheet"), "sheet"),
        (translator.gettext("c, catalogue"), "catalogue"),
        (translator.gettext("l, leave"), None),
    ):
        if word in {one.strip().casefold() for one in words.split(",")}:
            return Answer("sheet" if side == "sheet" else "catalogue" if side else None, _REACHES[plus])
    return None
