"""The letter that goes to a department with its feedback, from a template that an office may write itself."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from email.policy import SMTP

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from toolkit.bundle import read_bundled
from toolkit.checks.baseline import Checked
from toolkit.model.finding import Severity
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.reading.text import clean
from toolkit.reports.feedbackshare import Share
from toolkit.reports.feedbacksheet import say_step
from toolkit.reports.feedbackwords import FOR_OFFICE, cut_text, write_sentence
from toolkit.reports.grouping import Figures
from toolkit.reports.language import Translator

_FOLDER = "templates/feedback"
_MOST_STEPS = 3
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Letter:
    """The fields of a letter's template; texts are in the reader's language, numbers count datasets and findings.

    ``status`` is ``findings``, ``fine`` (nothing to correct) or ``unreadable`` (``reason`` and ``remedy`` say why).
    ``files`` are the workbooks that were looked at, ``enclosed`` all files of the folder; among these are ``copies``
    (marked workbooks) and ``lists`` (feedback on files that cannot be marked). ``until`` is empty without a day.
    """

    inventory: str
    title: str
    status: str
    day: str
    until: str = ""
    sender: str = ""
    files: tuple[str, ...] = ()
    enclosed: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    datasets: int = 0
    public: int = 0
    staff: int = 0
    held: int = 0
    closed: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    steps: tuple[str, ...] = ()
    reason: str = ""
    remedy: str = ""


def read_letter_template(language: str) -> str:
    """Read the template that ships with Bestand."""
    return read_bundled(_FOLDER, f"letter.{'de' if language == 'de' else 'en'}.j2")


def build_letter(letter: Letter, template: str, name: str) -> str:
    """Fill a template. Raises Problem where it cannot be used; ``name`` is its file.

    >>> build_letter(Letter("amt", "Amt", "fine", "1.3.2026", datasets=2), "{{ title }}: {{ datasets }}", "t")
    'Amt: 2'
    """
    environment = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    try:
        text = environment.from_string(template).render(asdict(letter))
    except TemplateSyntaxError as error:
        raise _unusable(name, say("line {n}: {cause}", n=error.lineno, cause=str(error.message))) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise _unusable(name, say("{cause}", cause=str(error))) from error
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _unusable(name: str, cause: Message) -> Problem:
    return Problem(
        say("the letter's template {file} cannot be used: {cause}", file=name, cause=cause),
        say("docs/feedback.md lists the fields that a template may use."),
    )


def count_datasets(checks: Iterable[Checked]) -> Figures:
    """Count the datasets of a department by how they stand."""
    every = [Share(one, "").figures for one in checks]
    return Figures(
        public=sum(one.public for one in every),
        staff=sum(one.staff for one in every),
        held=sum(one.held for one in every),
        closed=sum(one.closed for one in every),
    )


def count_findings(checks: Iterable[Checked]) -> Mapping[Severity, int]:
    """Count what a department can correct, by weight."""
    findings = [one for checked in checks for one in checked.counted() if one.code not in FOR_OFFICE]
    return {severity: sum(one.severity is severity for one in findings) for severity in Severity}


def list_steps(checks: Sequence[Checked], translator: Translator) -> tuple[str, ...]:
    """Write what helps most, for all workbooks of a department together."""
    shares = [Share(one, "") for one in checks]
    steps = [step for share in shares for step in share.steps]
    ordered = sorted(steps, key=lambda step: (-step.frees, -step.holds))[:_MOST_STEPS]
    in_full = len({cell.workbook for step in ordered for cell in step.cells}) > 1
    return tuple(write_sentence(say_step(step, in_full=in_full), translator) for step in ordered)


def build_subject(title: str, translator: Translator) -> str:
    """Write the subject of a mail."""
    return clean(translator.render(say("Feedback on the data inventory “{title}”", title=title)))


def build_title(checks: Sequence[Checked], name: str) -> str:
    """Name a department's inventory; of several, by the name that the configuration gives it."""
    return cut_text(checks[0].inventory.title, _LONGEST_TITLE) if len(checks) == 1 else name


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a mail."""

    name: str
    content: bytes


def build_mail(subject: str, to: str, text: str, enclosures: Iterable[Enclosure]) -> bytes:
    """Build the draft of a mail (.eml), which Outlook and Thunderbird open ready to be sent.

    ``X-Unsent`` is what tells them that it is a draft; the sender is left to the program.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail["To"] = to
    mail["X-Unsent"] = "1"
    mail.set_content(f"{text}\n")
    for one in enclosures:
        kind = mimetypes.guess_type(one.name)[0] or "application/octet-stream"
        main, _, sub = kind.partition("/")
        mail.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    return mail.as_bytes()
