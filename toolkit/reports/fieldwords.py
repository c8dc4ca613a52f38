"""What fields, kinds of values and parts of a workbook are called in front of people who never met them."""

from __future__ import annotations

from toolkit.mapping.fields import PREFIX
from toolkit.model.message import Message, say
from toolkit.model.survey import AsideKind
from toolkit.model.table import LeftOutKind
from toolkit.proposals.proposal import ValueKind

_TARGETS: dict[str, Message] = {
    "key": say("number that identifies the row"),
    "dataset": say("number of the dataset that it belongs to"),
    "title": say("title"),
    "description": say("description"),
    "publisher.name": say("publisher"),
    "publisher.uri": say("publisher’s identifier"),
    "publisher.email": say("publisher’s mail address"),
    "publisher.url": say("publisher’s website"),
    "publisher.kind": say("kind of publisher"),
    "publisher.identifier": say("publisher’s number in a register"),
    "creator.name": say("office that made the data"),
    "creator.uri": say("identifier of the office that made the data"),
    "creator.email": say("mail address of the office that made the data"),
    "creator.url": say("website of the office that made the data"),
    "creator.kind": say("kind of the office that made the data"),
    "creator.identifier": say("number of the office that made the data in a register"),
    "contributor.name": say("office that helped with the data"),
    "contributor.uri": say("identifier of the office that helped with the data"),
    "contributor.email": say("mail address of the office that helped with the data"),
    "contributor.url": say("website of the office that helped with the data"),
    "contributor.kind": say("kind of the office that helped with the data"),
    "contributor.identifier": say("number of the office that helped with the data in a register"),
    "custodian.name": say("office that answers for the data"),
    "custodian.uri": say("identifier of the office that answers for the data"),
    "custodian.email": say("mail address of the office that answers for the data"),
    "custodian.url": say("website of the office that answers for the data"),
    "custodian.kind": say("kind of the office that answers for the data"),
    "custodian.identifier": say("number of the office that answers for the data in a register"),
    "originator.name": say("office that first made the data"),
    "originator.uri": say("identifier of the office that first made the data"),
    "originator.email": say("mail address of the office that first made the data"),
    "originator.url": say("website of the office that first made the data"),
    "originator.kind": say("kind of the office that first made the data"),
    "originator.identifier": say("number of the office that first made the data in a register"),
    "contact.name": say("contact"),
    "contact.email": say("contact’s mail address"),
    "contact.phone": say("contact’s telephone number"),
    "contact.url": say("contact’s website"),
    "contact.uri": say("contact’s identifier"),
    "contact.street": say("contact’s street and number"),
    "contact.postal_code": say("contact’s postal code"),
    "contact.city": say("contact’s town"),
    "contact.country": say("contact’s country"),
    "organization.name": say("organisation in CKAN, short name"),
    "organization.title": say("organisation in CKAN"),
    "keywords": say("keywords"),
    "themes": say("themes"),
    "license": say("licence"),
    "attribution": say("attribution text"),
    "modified": say("date of the last change of the data"),
    "issued": say("date of first publication"),
    "frequency": say("how often it is updated"),
    "access_rights": say("access rights"),
    "availability": say("planned availability"),
    "languages": say("languages"),
    "temporal": say("period that the data cover"),
    "temporal.start": say("begin of the period that the data cover"),
    "temporal.end": say("end of the period that the data cover"),
    "temporal_resolution": say("time between two measurements"),
    "spatial": say("area that the data cover, as a name, a key or coordinates"),
    "spatial.text": say("area that the data cover"),
    "spatial.geometry": say("area that the data cover, in coordinates"),
    "spatial.uri": say("address of the area in a list"),
    "geocoding_level": say("level of the area"),
    "landing_page": say("web page about the dataset"),
    "legal_basis": say("legal basis"),
    "provenance": say("where the data come from"),
    "version": say("version"),
    "contributor_ids": say("identifiers of contributors"),
    "hvd_categories": say("category of high-value data (EU)"),
    "groups": say("groups in the catalogue"),
    "references": say("kind of dataset in the Musterdatenkatalog"),
    "alternate_identifiers": say("further identifiers"),
    "conforms_to": say("standards that the data follow"),
    "documentation": say("pages that explain the data"),
    "related": say("related data or pages"),
    "sources": say("data that it was made from"),
    "referenced_by": say("pages that refer to it"),
    "versions": say("other versions of it"),
    "version_of": say("what it is a version of"),
    "version_notes": say("what is new in this version"),
    "dataset_type": say("type of dataset"),
    "spatial_resolution": say("distance between two measurements, in metres"),
    "granularity": say("granularity (DCAT-AP.de 2.0)"),
    "quality_process": say("how quality is assured (DCAT-AP.de 2.0)"),
    "series.key": say("short name of the series that it belongs to"),
    "series.title": say("series that it belongs to"),
    "series.description": say("description of the series"),
    "release.publish": say("question: may it be published?"),
    "release.structured": say("question: is it structured data, not a mere document?"),
    "release.own_data": say("question: is it the body’s own data?"),
    "release.personal_data": say("question: does it hold personal data?"),
    "release.anonymised": say("question: has it been anonymised?"),
    "release.lawful": say("question: does a law allow its publication?"),
    "release.special_categories": say("question: does it hold specially protected personal data?"),
    "release.small_counts": say("question: does it hold small counts that point to persons?"),
    "release.trade_secrets": say("question: does it hold trade secrets?"),
    "release.third_party_rights": say("question: do others have rights in it?"),
    "release.security": say("question: would publication endanger security?"),
    "release.draft": say("question: is it only a draft?"),
    "release.other_law": say("question: does another law forbid its publication?"),
    "release.approved": say("question: is it approved?"),
    "release.privacy_approved": say("question: has the data protection officer approved it?"),
    "release.high_value": say("question: is it high-value data (EU)?"),
    "ignore.remarks": say("stays in the office: remarks"),
    "ignore.storage": say("stays in the office: place of storage"),
    "ignore.source_system": say("stays in the office: source system"),
    "ignore.owner": say("stays in the office: responsible person"),
    "ignore.steward": say("stays in the office: person who maintains it"),
    "ignore.phone": say("stays in the office: telephone number"),
    "ignore.granularity": say("stays in the office: granularity"),
    "ignore.quality": say("stays in the office: quality"),
    "ignore.classification": say("stays in the office: need of protection"),
    "ignore.release_reason": say("stays in the office: reason for or against publication"),
    "ignore.row_changed": say("stays in the office: when the row was edited"),
    "ignore.update_process": say("stays in the office: how it is updated"),
    "ignore.type": say("stays in the office: kind of data"),
    "ignore.reference_dataset": say("stays in the office: reference dataset"),
    "ignore.planned_release": say("stays in the office: planned date of publication"),
    "ignore.version": say("stays in the office: version"),
    "ignore.counter": say("stays in the office: running number"),
    "ignore.status": say("stays in the office: state of work"),
    "ignore.effort": say("stays in the office: effort and priority"),
    "ignore.example": say("stays in the office: example"),
    "ignore.other": say("stays in the office"),
}
_OF_DISTRIBUTIONS: dict[str, Message] = {
    "key": say("number or name of the link or file"),
    "title": say("title of the link or file"),
    "description": say("description of the link or file"),
    "access_url": say("web address of the data"),
    "download_url": say("web address of the file to download"),
    "path": say("file beside the workbook"),
    "format": say("file format"),
    "media_type": say("media type"),
    "license": say("licence of the link or file"),
    "attribution": say("attribution text of the link or file"),
    "modified": say("date of the last change of the link or file"),
    "issued": say("date of first publication of the link or file"),
    "availability": say("planned availability of the link or file"),
    "status": say("state of the link or file"),
    "byte_size": say("size of the file"),
    "languages": say("languages of the link or file"),
    "rights": say("notes on rights of the link or file"),
    "documentation": say("pages that explain the link or file"),
    "conforms_to": say("standards that the link or file follows"),
    "compress_format": say("media type of the compression"),
    "package_format": say("media type of the package that holds the files"),
    "legal_basis": say("law that asks for the link or file"),
    "service.endpoint_url": say("address of the service"),
    "service.endpoint_description": say("address that describes the service"),
    "service.title": say("title of the service"),
    "service.description": say("description of the service"),
    "service.conforms_to": say("standards that the service follows"),
    "service.documentation": say("pages that explain the service"),
    "service.license": say("licence of the service"),
    "service.access_rights": say("access rights of the service"),
    "service.availability": say("planned availability of the service"),
}
_KINDS: dict[ValueKind, Message] = {
    "text": say("long text"),
    "line": say("short text"),
    "number": say("numbers"),
    "date": say("dates"),
    "period": say("periods"),
    "url": say("web addresses"),
    "email": say("mail addresses"),
    "phone": say("telephone numbers"),
    "path": say("places of files"),
    "answer": say("yes or no"),
    "size": say("file sizes"),
    "identifier": say("identifiers"),
    "error": say("errors of the spreadsheet program"),
}
_ASIDES: dict[AsideKind, Message] = {
    "empty": say("empty"),
    "values": say("list of values"),
    "legend": say("legend"),
    "dictionary": say("description of columns"),
    "example": say("example"),
    "notes": say("notes"),
    "figures": say("figures"),
    "unclear": say("unclear"),
}
_LEFT_OUT: dict[LeftOutKind, Message] = {
    "banner": say("title above the table"),
    "note": say("remark"),
    "guidance": say("help for filling in"),
    "example": say("example"),
    "counting": say("numbers of the columns"),
    "obligation": say("what must be filled in"),
    "total": say("total"),
    "spill": say("list of values of the table"),
    "header": say("headings"),
    "section": say("name of a group"),
}


def name_target(target: str, role: str = "datasets") -> Message:
    """Say what a column is proposed to mean; ``role`` is that of its table.

    >>> str(name_target("license")), str(name_target("distribution.access_url"))
    ('licence', 'web address of the data')
    """
    if target.startswith(PREFIX) or (role == "distributions" and target != "dataset"):
        bare = target.removeprefix(PREFIX)
        return _OF_DISTRIBUTIONS.get(bare) or _TARGETS.get(bare) or say("{name}", name=target)
    return _TARGETS.get(target) or say("{name}", name=target)


def name_kind(kind: ValueKind) -> Message:
    """Say what kind of values a column holds."""
    return _KINDS[kind]


def name_aside(kind: AsideKind) -> Message:
    """Say what a sheet is that is no data."""
    return _ASIDES[kind]


def name_left_out(kind: LeftOutKind) -> Message:
    """Say what rows around a table are."""
    return _LEFT_OUT[kind]
