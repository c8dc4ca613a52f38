"""A field that changed on both sides, as people read it: its name, its cell and the three values."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.model.entry import Value
from toolkit.model.message import Message, quote, say
from toolkit.model.plan import Clash, Conflict, Plan
from toolkit.reports.language import Translator
from toolkit.reports.planwords import PlanWords

_LONGEST = 400


class ClashWriter:
    """Writes the conflicts of one plan for one reader."""

    def __init__(self, plan: Plan, translator: Translator) -> None:
        self._words = PlanWords(plan, translator)
        self._translator = translator

    def name_dataset(self, conflict: Conflict) -> Message:
        """Name a dataset by its key and its title."""
        return say("{key} “{title}”", key=conflict.identifier, title=conflict.title)

    def write(self, clash: Clash) -> Iterator[str]:
        """Give the lines: the field with its cell, then what was last pushed, what the sheet and the catalogue say."""
        cell = f"   [{clash.cell}]" if clash.cell else ""
        yield f"{self._name(clash.field)}:{cell}"
        for name, value in (
            (say("last pushed"), clash.base),
            (say("sheet"), clash.sheet),
            (say("catalogue"), clash.catalogue),
        ):
            yield f"  {self._say(name)}: {self._value(clash.field, value)}"

    def _say(self, message: Message) -> str:
        return self._translator.render(message)

    def _name(self, field: str) -> str:
        """Name a field for people, its resource before it and the catalogue's own name behind it."""
        label = self._words.label(field)
        named = self._say(label.text)
        if label.resource:
            named = f"{self._say(say('resource “{title}”', title=label.resource))} › {named}"
        is_said = not label.technical or label.technical.casefold() == named.casefold()
        return named if is_said else f"{named} ({label.technical})"

    def _value(self, field: str, value: Value) -> str:
        """Write a value in one line that is not endless."""
        text = ", ".join(" ".join(item.split()) for item in self._words.list_items(field, value))
        if not text:
            return self._say(say("(empty)"))
        return self._say(quote(text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"))
