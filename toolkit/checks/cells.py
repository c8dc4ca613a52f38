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

    Published addresses begin with http:// or https://. One that lacks nothing else is offered, never completed by
    itself. The value stays out, and with it a distribution in a row of the dataset's own that has no other address.
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


@on_fault("url-local", Severity.WARNING)
def url_local(fault: Fault) -> Words:
    """An address leads into the office's own network.

    Drive letters (K:), paths of servers, and addresses that begin with file: open for nobody outside. They are not
    published, for they also tell strangers how the network is laid out.

    Enter a web address, or put the file beside the workbook and name it in a column for files.
    """
    return about(
        fault,
        say("“{text}” leads into the office's own network; it is not published", text=fault.text),
        say("Enter a web address, or put the file beside the workbook and name it in a column for files."),
    )


@on_fault("url-several", Severity.WARNING)
def url_several(fault: Fault) -> Words:
    """A cell holds several web addresses where one is expected.

    The first one is taken. The others are not published, but they do not vanish unnoticed.

    Keep one address; where the others lead to data as well, give each a row or a column of its own, or split the cell
    in the mapping.
    """
    return about(
        fault,
        say("“{text}” holds several addresses; “{first}” is used", text=fault.text, first=fault.detail),
        say("Keep one address here, and give each of the others a row or a column of its own."),
    )


@on_fault("url-text", Severity.WARNING)
def url_text(fault: Fault) -> Words:
    """A cell holds other text beside its web address.

    Only the address is published. Words such as “Link:” or “siehe” do no harm; everything else may mean something, so
    that it is told.

    Keep the address alone; what people should know belongs into the description.
    """
    return about(
        fault,
        say("“{text}” holds other text, too; only “{address}” is used", text=fault.text, address=fault.detail),
        say("Keep the address alone in this cell; what people should know belongs into the description."),
    )


@on_fault("phone-invalid", Severity.WARNING)
def phone_invalid(fault: Fault) -> Words:
    """A telephone number cannot be read.

    Understood are numbers with the area code, such as 06131 12-0 or +49 6131 120. The value stays out.
    """
    return about(fault, say("“{text}” is no telephone number", text=fault.text), expect(fault))


@on_fault("phone-several", Severity.WARNING)
def phone_several(fault: Fault) -> Words:
    """A cell holds several telephone numbers where one is expected.

    The first one is taken. The others are not published, but they do not vanish unnoticed.

    Keep the number of the office's switchboard or hotline in this cell.
    """
    return about(
        fault,
        say("“{text}” holds several telephone numbers; “{first}” is used", text=fault.text, first=fault.detail),
        say("Keep one number of the office in this cell."),
    )


@on_fault("duration-invalid", Severity.WARNING)
def duration_invalid(fault: Fault) -> Words:
    """A duration cannot be read.

    Understood are durations in words (15 Minuten, monatlich) and as ISO 8601 writes them (PT15M, P1M). The value stays
    out.
    """
    return about(fault, say("“{text}” is no duration", text=fault.text), expect(fault))


@on_fault("distance-invalid", Severity.WARNING)
def distance_invalid(fault: Fault) -> Words:
    """A distance cannot be read.

    Understood are lengths in mm, cm, m and km (100 m, 0,5 km, 20 x 20 m); a bare number is in metres. A scale such as
    1:5000 is no distance. The value stays out.
    """
    return about(fault, say("“{text}” is no distance", text=fault.text), expect(fault))


@on_fault("place-invalid", Severity.WARNING)
def place_invalid(fault: Fault) -> Words:
    """A place cannot be read.

    Understood are names, the official keys of municipalities (8 digits) and regions (12 digits), bounding boxes and
    GeoJSON. Longitudes lie between -180 and 180 degrees, latitudes between -90 and 90. The value stays out.
    """
    return about(fault, say("“{text}” is no place", text=fault.text), expect(fault))


@on_fault("text-unwritable", Severity.WARNING)
def text_unwritable(fault: Fault) -> Words:
    """A cell holds control characters, which no file of a catalogue can hold.

    They come from other programs, through a CSV file or a database. XML knows no sign for them (XML 1.0, 2.2), so that
    a catalogue with one of them could not be harvested. They are left out; the rest of the text is taken.

    Write the text anew.
    """
    return about(
        fault,
        say("the cell holds control characters, which are left out: “{text}”", text=fault.text),
        say("Write the text anew."),
    )


@on_fault("text-converted", Severity.NOTE)
def text_converted(fault: Fault) -> Words:
    """A text came with the marks of a web page or of Word and was turned into plain text.

    Catalogues show descriptions as Markdown. Tags of HTML and leftovers of Word would stand in the text as signs that
    nobody can read.

    Look through the preview; if something is lost, write the text without formatting.
    """
    return about(
        fault,
        say("the text held marks of a web page or of Word, which were turned into plain text"),
        say("Look through the preview; if something is lost, write the text without formatting."),
    )


@on_fault("licence-retired", Severity.NOTE)
def licence_retired(fault: Fault) -> Words:
    """A licence has been replaced by another entry of the list.

    The licence list of DCAT-AP.de keeps retired entries and names the successor of each. The successor is published.

    Write the successor in the sheet.
    """
    return about(
        fault,
        say("“{text}” is a retired entry of the licence list; its successor is published", text=fault.text),
        say("Write the successor in the sheet."),
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
