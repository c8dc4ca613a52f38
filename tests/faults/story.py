"""One story for every test under fault: a first push, work on both sides, a second push; told in any weather."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import CkanBox
from tests.faults.editor import Editor
from tests.faults.office import Office, build_office
from tests.faults.proxy import Fault, Moment, Proxy, Seen
from tests.faults.run import Aim, list_requests, push_until_done
from toolkit.model.receipt import Receipt

_PAGES = {
    Fault.BUSY_BEFORE: "429",
    Fault.BUSY_UNTIL_BEFORE: "429",
    Fault.BAD_GATEWAY_BEFORE: "502",
    Fault.BAD_GATEWAY_AFTER: "502",
    Fault.UNAVAILABLE_BEFORE: "503",
    Fault.GATEWAY_TIMEOUT_BEFORE: "504",
    Fault.GATEWAY_TIMEOUT_AFTER: "504",
}
NO_ANSWER = "no answer"


@dataclass(slots=True)
class Story:
    """One inventory on its way through a proxy, with an editor beside who has a way of his own to CKAN."""

    box: CkanBox
    proxy: Proxy
    office: Office
    size: int
    edited: list[tuple[str, str]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def editor(self) -> Editor:
        """Somebody who works in CKAN itself."""
        return Editor(self.box.url, self.box.token)

    @property
    def aim(self) -> Aim:
        """Where the pushes go."""
        return Aim(self.proxy.url, self.box.token, self.office.folder / "ledger.sqlite")

    def begin(self) -> None:
        """Push the first datasets in fair weather, then work on both sides."""
        push_until_done(self.aim, self.office)
        self.ids = {name: package["id"] for name, package in self.editor.show(self.office.name).items()}
        self._edit()
        self._change_sheet()

    def id_of(self, number: int) -> str:
        """Give the id in CKAN of one of the first datasets."""
        return self.ids[f"{self.office.name}:D-{number:04d}"]

    def edit_meanwhile(self, seen: Seen, moment: Moment) -> None:
        """Edit one of the first datasets before every ninth request, as an editor whom nobody tells of a push."""
        if moment == "before" and seen.number % 9 == 0:
            number = seen.number // 9
            identifier = f"{self.office.name}:D-{number % len(self.ids):04d}"
            self.edited.append((identifier, f"redaktion-{number}"))
            self.editor.add_extra(self.ids[identifier], f"redaktion-{number}", "während der Übertragung")

    def repeat_edits(self, other: Story) -> None:
        """Edit what somebody edited in another telling of the story."""
        for identifier, key in other.edited:
            own = identifier.replace(other.office.name, self.office.name)
            self.editor.add_extra(self.ids[own], key, "während der Übertragung")

    def _edit(self) -> None:
        """Work in CKAN: on a managed field, and on what nobody manages."""
        editor = self.editor
        editor.revise(self.id_of(1), notes="Von Hand besser beschrieben.")
        editor.add_extra(self.id_of(2), "pruefvermerk", "geprüft")
        editor.ask("package_revise", match={"id": self.id_of(3)}, update__tags__extend=[{"name": "Redaktion"}])
        editor.ask("resource_create", package_id=self.id_of(4), name="Von Hand", url="https://example.org/hand.pdf")

    def _change_sheet(self) -> None:
        """Work in the workbook: fields, resources, rows that come, go and lose their release."""
        rows, parts = self.office.rows, self.office.resources
        for number in (2, 3, 4, 5, 6):
            rows[f"D-{number:04d}"]["Titel"] += " (neu)"
            rows[f"D-{number:04d}"]["Schlagworte"] += "; Neues"
        parts["D-0004-1"]["Titel"] = "Neuer Titel"
        parts["D-0005-1"]["Beschreibung"] = "Neu beschrieben."
        del parts["D-0002-3"]
        self.office.remove("D-0007")
        rows["D-0008"]["Open Data"] = "nein"
        first = len(self.ids)
        for number in range(first, self.size):
            self.office.add(f"D-{number:04d}", resources=1 + number % 3)
        self.office.save()


def build_story(box: CkanBox, proxy: Proxy, folder: Path, name: str, size: int) -> Story:
    """Prepare a story of so many datasets; a third of them is there at its beginning."""
    return Story(box, proxy, build_office(folder / name, name, max(12, size // 3), files=2), size)


def count_log(log: list[Seen]) -> Counter[tuple[str, str]]:
    """Count a proxy's log: what was asked for, and what the client can know of the answer."""
    return Counter((seen.action, _tell_answer(seen)) for seen in log)


def count_receipt(receipt: Receipt) -> Counter[tuple[str, str]]:
    """Count a receipt's requests in the same words."""
    return Counter(
        (each.action, each.answer if each.answer.isdigit() else NO_ANSWER) for each in list_requests(receipt)
    )


def _tell_answer(seen: Seen) -> str:
    """Say how the client must have met the end of a request."""
    if seen.fault in _PAGES:
        return _PAGES[seen.fault]
    return str(seen.status) if seen.delivered or seen.fault is Fault.SHORT_JSON_AFTER else NO_ANSWER
