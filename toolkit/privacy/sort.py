"""The sorts of personal data that are looked for, and their names."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from toolkit.model.message import Message, enumerate_all, say


class Sort(StrEnum):
    """What somebody could be recognised by, or what nobody else should know of them (GDPR Art. 4 and 9)."""

    NAME = "name"
    BIRTH = "birth"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    IBAN = "iban"
    TAX_NUMBER = "tax number"
    INSURANCE_NUMBER = "insurance number"
    PERSONNEL_NUMBER = "personnel number"
    PLATE = "plate"
    SENSITIVE = "sensitive"


_NAMES = {
    Sort.NAME: say("names of persons"),
    Sort.BIRTH: say("dates of birth"),
    Sort.ADDRESS: say("private addresses"),
    Sort.PHONE: say("telephone numbers"),
    Sort.EMAIL: say("mail addresses of persons"),
    Sort.IBAN: say("bank accounts"),
    Sort.TAX_NUMBER: say("tax numbers"),
    Sort.INSURANCE_NUMBER: say("insurance numbers"),
    Sort.PERSONNEL_NUMBER: say("numbers of persons"),
    Sort.PLATE: say("number plates"),
    Sort.SENSITIVE: say("health, religion or other special categories"),
}


def name_sorts(sorts: Iterable[Sort]) -> Message:
    """Name sorts of personal data in the order of their list, each once.

    >>> str(name_sorts([Sort.IBAN, Sort.NAME, Sort.IBAN]))
    'names of persons, bank accounts'
    """
    wanted = set(sorts)
    return enumerate_all([_NAMES[sort] for sort in Sort if sort in wanted])
