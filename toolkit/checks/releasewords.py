"""The sentences of release decisions: what each answer says, in words that a department understands."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.model.dataset import Answer
from toolkit.model.message import Message, say

TOPICS: Mapping[str, Message] = {
    "publish": say("release"),
    "structured": say("structured data"),
    "own_data": say("own data"),
    "personal_data": say("personal data"),
    "anonymised": say("made anonymous"),
    "lawful": say("allowed by law or consent"),
    "special_categories": say("specially protected data"),
    "small_counts": say("small counts"),
    "trade_secrets": say("business secrets"),
    "third_party_rights": say("rights of others"),
    "security": say("public safety and IT security"),
    "draft": say("draft or pending procedure"),
    "other_law": say("other laws"),
    "approved": say("approval by the department’s head"),
    "privacy_approved": say("approval by the data-protection officer"),
    "open_licence": say("open licence"),
    "high_value": say("high-value dataset"),
}
"""What each question is about, in two or three words."""

_PLAIN: Mapping[tuple[str, str], Message] = {
    ("structured", "no"): say("the data are not structured: machines cannot read them"),
    ("structured", "yes"): say("the data are structured"),
    ("own_data", "no"): say("the data are not the department’s own: their owner decides on the release"),
    ("own_data", "yes"): say("the data are the department’s own"),
    ("personal_data", "yes"): say("the dataset holds personal data"),
    ("personal_data", "no"): say("the dataset holds no personal data"),
    ("anonymised", "no"): say("the personal data have not been made anonymous"),
    ("anonymised", "yes"): say("the personal data have been made anonymous"),
    ("lawful", "no"): say("no law and no consent allows the personal data to be published"),
    ("lawful", "yes"): say("a law or consent allows the personal data to be published"),
    ("special_categories", "yes"): say("the dataset holds specially protected data, such as on health or religion"),
    ("special_categories", "no"): say("the dataset holds no specially protected data"),
    ("small_counts", "yes"): say("the dataset holds small counts that may point to single persons"),
    ("small_counts", "no"): say("the dataset holds no small counts"),
    ("trade_secrets", "yes"): say("the dataset holds business secrets of others"),
    ("trade_secrets", "no"): say("the dataset holds no business secrets"),
    ("third_party_rights", "yes"): say("others have rights in the data"),
    ("third_party_rights", "no"): say("nobody else has rights in the data"),
    ("security", "yes"): say("publication could endanger public safety or IT security"),
    ("security", "no"): say("publication does not endanger public safety or IT security"),
    ("draft", "yes"): say("it is a draft, or a procedure is still pending"),
    ("draft", "no"): say("it is no draft, and no procedure is pending"),
    ("other_law", "yes"): say("another law forbids publication"),
    ("other_law", "no"): say("no other law forbids publication"),
    ("approved", "no"): say("released, but the approval is missing"),
    ("approved", "yes"): say("the approval is there"),
    ("privacy_approved", "no"): say("the data-protection officer has not agreed"),
    ("privacy_approved", "yes"): say("the data-protection officer has agreed"),
    ("high_value", "yes"): say("it is a high-value dataset"),
    ("high_value", "no"): say("it is no high-value dataset"),
}
"""What a plain yes or no says."""

_MISSING: Mapping[str, Message] = {
    "personal_data": say("nobody has said that it holds no personal data"),
    "approved": say("released, but the approval is missing"),
    "privacy_approved": say("the data-protection officer has not agreed"),
}
"""What silence says where there is a plainer sentence than that a question is not answered."""


def explain_publish(answer: Answer) -> Message:
    """Say what the release column decides.

    >>> str(explain_publish(Answer("staff", text="intern"))), str(explain_publish(Answer("no")))
    ('“intern”: for staff only', 'not released')
    """
    text = answer.text
    match answer.meaning:
        case "public" | "yes":
            return say("“{text}”: released to the public", text=text) if text else say("released to the public")
        case "staff":
            return say("“{text}”: for staff only", text=text) if text else say("for staff only")
        case "nobody" | "no":
            return say("“{text}”: not released", text=text) if text else say("not released")
        case "restricted":
            if text:
                return say("“{text}”: released with conditions, which somebody has to weigh", text=text)
            return say("released with conditions, which somebody has to weigh")
    if text:
        return say("“{text}”: the release is not decided", text=text)
    if answer.cell is None:
        return say("nobody has decided on the release: the sheet has no answer")
    return say("nobody has decided on the release: the cell is empty")


def explain_answer(name: str, answer: Answer | None) -> Message:
    """Say what an answer to any other question means; None is a question that the inventory does not ask.

    >>> str(explain_answer("draft", Answer("yes"))), str(explain_answer("draft", None))
    ('it is a draft, or a procedure is still pending', 'nobody has answered the question “draft or pending procedure”')
    """
    meaning = answer.meaning if answer else "unknown"
    plain = _PLAIN.get((name, meaning))
    if plain:
        return plain
    topic = TOPICS[name]
    if answer and meaning == "restricted":
        return say("with conditions, which somebody has to weigh: {topic}", topic=topic)
    if answer and answer.text:
        if name in _MISSING:
            return say("{missing}: “{text}” is no clear answer", missing=_MISSING[name], text=answer.text)
        return say("“{text}” is no clear answer to the question “{topic}”", text=answer.text, topic=topic)
    if name in _MISSING:
        return _MISSING[name]
    if answer and answer.cell:
        return say("the question “{topic}” is not answered: the cell is empty", topic=topic)
    return say("nobody has answered the question “{topic}”", topic=topic)


def explain_exception(name: str, answer: Answer, other: str, lifting: Answer) -> Message:
    """Say that an answer does not hold a dataset back because of the answer to another question.

    >>> str(explain_exception("personal_data", Answer("yes"), "lawful", Answer("yes")))
    'the dataset holds personal data, but a law or consent allows the personal data to be published'
    """
    exception = explain_publish(lifting) if other == "publish" else explain_answer(other, lifting)
    return say("{what}, but {exception}", what=explain_answer(name, answer), exception=exception)
