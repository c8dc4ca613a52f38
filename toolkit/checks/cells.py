"""Rules for cells that could not be read as meant."""

from __future__ import annotations

from toolkit.checks.rule import Words, about, expect, on_fault
from toolkit.checks.snippet import build_lookup
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.record import Fault


@on_fault("date-invalid", Severity.WARNING)
def date_invalid(fault: Fault) -> Words:
    """A date does not exist or cannot be read.

    Understood are days (01.03.2025, 2025-03-01), months (03/2025, März 2025), years, and for periods ranges of these.
    The value stays out.
    """
    return about(fault, say("“{text}” is no date", text=fault.text), expect(fault))


@on_fault("url-invalid", Severity.WARNING)
def url_invalid(fault: Fault) -> Words:
    """A web address is not whole.

    Published addresses begin with http:// or https://. Drive letters and paths within the office's network are of no
    use to the public and stay out, and with them a distribution in a row of the dataset's own that has no other
    address.
    """
    return about(fault, say("“{text}” is no web address", text=fault.text), expect(fault))


@on_fault("access-invalid", Severity.ERROR)
def access_invalid(fault: Fault) -> Words:
    """A distribution's only address cannot be used.

    A row of the table of distributions needs an access address (DCAT-AP.de 3.0, dcat:accessURL). Paths within the
    office's network are of no use to the public, so that a distribution with nothing else cannot be published, and its
    dataset neither.

    Enter an address that begins with https:// or http://, or remove the row.
    """
    unusable = say("“{text}” is no web address, and “{title}” has no other", text=fault.text, title=fault.detail)
    unknown = say("the address of “{title}” is unknown", title=fault.detail)
    return about(
        fault,
        unusable if fault.text else unknown,
        say("Expected: {expected}. Otherwise remove the row.", expected=fault.expected or ""),
    )


@on_fault("url-credentials", Severity.ERROR)
def url_credentials(fault: Fault) -> Words:
    """A web address holds a user name or a password.

    Such an address would give the password to everyone, so it is never published. Reports hide what stands before the
    @ sign.

    Remove it from the sheet. If the password is a real one, have it changed: workbooks are copied.
    """
    return about(
        fault,
        say("the address “{text}” holds a user name or a password", text=fault.text),
        say("Remove it from the address, and have the password changed."),
    )


@on_fault("link-differs", Severity.WARNING)
def link_differs(fault: Fault) -> Words:
    """A link leads elsewhere than its text says.

    Spreadsheet programs keep a link's old target when somebody types over its text, and carry it along when cells are
    copied. The target is used if it is an address that can be published, else the text.

    Make both the same: remove the link and type the address anew.
    """
    return about(
        fault,
        say("the cell shows “{text}” but leads to “{link}”", text=fault.text, link=fault.detail),
        say("Remove the link and type the address anew."),
    )


@on_fault("email-invalid", Severity.WARNING)
def email_invalid(fault: Fault) -> Words:
    """A mail address cannot be used.

    CKAN refuses a dataset whose address it cannot read (package schema, all versions), so the value stays out.
    """
    return about(fault, say("“{text}” is no mail address", text=fault.text), expect(fault))


@on_fault("email-several", Severity.WARNING)
def email_several(fault: Fault) -> Words:
    """A cell holds several mail addresses where one is expected.

    The first one is taken; CKAN accepts exactly one (package schema, all versions).
    """
    return about(
        fault,
        say("“{text}” holds several addresses; “{first}” is used", text=fault.text, first=fault.detail),
        say("Keep one functional mailbox in this cell."),
    )


@on_fault("size-invalid", Severity.WARNING)
def size_invalid(fault: Fault) -> Words:
    """A file's size cannot be read.

    Understood are numbers with a unit such as 1,2 MB. The value stays out.
    """
    return about(fault, say("“{text}” is no size", text=fault.text), expect(fault))


@on_fault("licence-unknown", Severity.ERROR)
def licence_unknown(fault: Fault) -> Words:
    """A licence is not in the licence list of DCAT-AP.de.

    Without a licence from the list nobody may rely on being allowed to use the data (DCAT-AP.de 3.0: dct:license is
    mandatory for every distribution). The nearest licences are named but never taken by themselves.
    """
    return about(
        fault,
        say("“{text}” is not in the licence list", text=fault.text),
        say("Write the licence's full name in the sheet, or teach the mapping once:"),
        build_lookup(fault),
    )


@on_fault("theme-unknown", Severity.WARNING)
def theme_unknown(fault: Fault) -> Words:
    """A theme is none of the thirteen EU data themes.

    DCAT-AP.de recommends a theme from the EU list; portals sort by it. The value stays out until the mapping knows it.
    """
    return about(
        fault,
        say("“{text}” is none of the 13 EU data themes", text=fault.text),
        say("Write one of the themes in the sheet, or teach the mapping once:"),
        build_lookup(fault),
    )


@on_fault("frequency-unknown", Severity.WARNING)
def frequency_unknown(fault: Fault) -> Words:
    """An update frequency is not in the EU list.

    The value stays out until the sheet or the mapping says which entry of the list is meant.
    """
    return about(
        fault,
        say("“{text}” is no known frequency", text=fault.text),
        say("Write a frequency such as jährlich or monatlich, or teach the mapping once:"),
        build_lookup(fault),
    )


@on_fault("format-unknown", Severity.WARNING)
def format_unknown(fault: Fault) -> Words:
    """A format is not in the EU list of file types.

    The value stays out until the sheet or the mapping says which entry of the list is meant.
    """
    return about(
        fault,
        say("“{text}” is no known format", text=fault.text),
        say("Write a format such as CSV or WMS, or teach the mapping once:"),
        build_lookup(fault),
    )


@on_fault("code-unknown", Severity.WARNING)
def code_unknown(fault: Fault) -> Words:
    """A value is not in the list that its field takes its values from.

    The value stays out until the sheet or the mapping says which entry of the list is meant.
    """
    return about(
        fault,
        say("“{text}” is not in the list for this column", text=fault.text),
        expect(fault),
        build_lookup(fault),
    )
