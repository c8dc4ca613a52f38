from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.mapping.addresses import is_personal_address, is_same_address, mask_secret, parse_email, parse_url


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "https://example.org/",
        "http://example.org/a/b.csv?x=1&y=2#z",
        "https://example.org:8443/a",
        "https://bürgerportal.example.org/straße/größe?ä=ö",
        "https://example.org/a%20b",
        "https://192.0.2.1/a",
        "http://localhost:5000/dataset",
        "https://[2001:db8::1]/a",
        "https://[2001:db8::1]:8080/a",
        "https://tiles.example.org/{z}/{x}/{y}.png",
        "https://archiv.example.org/2020/https://example.org/",
        "https://example.org/?url=https://example.org/a",
        "https://example.org/a;b,c",
        "https://geo.example.org/wfs?service=WFS&request=GetCapabilities",
    ],
)
def test_a_whole_web_address_stays_as_it_is(text: str) -> None:
    assert parse_url(text).value == text


def test_edges_and_invisible_marks_of_an_address_do_not_count() -> None:
    assert parse_url("\N{NO-BREAK SPACE}https://example.org/a\N{ZERO WIDTH SPACE} \n").value == "https://example.org/a"


def test_the_scheme_is_written_small() -> None:
    assert parse_url("HTTPS://Example.org/A").value == "https://Example.org/A"


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("www.example.org/a", ("https://www.example.org/a",)),
        ("https://example.org/a b.csv", ("https://example.org/a%20b.csv",)),
        ("https://example.org/a b.csv (neu)", ("https://example.org/a%20b.csv",)),
        ("https://example.org/mein ordner/b", ("https://example.org/mein%20ordner/b",)),
        ("daten.example.org", ("https://daten.example.org",)),
        ("Example.org/a.csv", ("https://Example.org/a.csv",)),
        ("liste.csv", ()),
        ("liste.de.csv", ()),
        ("www.example.org/a b", ("https://www.example.org/a%20b",)),
        ("siehe Geoportal", ()),
        ("example.org/a", ("https://example.org/a",)),
        ("mailto:amt@example.org", ()),
        ("amt@example.org", ()),
        ("ftp://example.org/a", ()),
        ("javascript:alert(1)", ()),
        ("https://intranet/a", ()),
        ("https://", ()),
        ("https://.org", ()),
        ("https://example..org", ()),
        ("https:/example.org", ("https://example.org",)),
        ("https//example.org/a", ("https://example.org/a",)),
        ("http://https://example.org/a", ("https://example.org/a",)),
        ("http:\\\\example.org", ("http://example.org",)),
        ("HTTP:/Example.org", ("http://Example.org",)),
        ("http:/intranet", ()),
        ("https://example.org:99999/", ()),
        ("https://example.org:port/", ()),
        ("https://[2001:db8::1/", ()),
        ("https://[zz]/", ()),
        ('https://example.org/"onclick', ()),
        ("https://example.org/<b>", ()),
        ("https://example.org\\a", ()),
        ("https://exa\x07mple.org", ()),
        ("", ()),
        ("-", ()),
    ],
)
def test_what_is_no_whole_address_is_told_with_what_would_be_one(text: str, nearest: tuple[str, ...]) -> None:
    parsed = parse_url(text)
    assert parsed.value is None
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.nearest) == ("url-invalid", nearest)


@pytest.mark.parametrize(
    "text",
    [
        "https://amt:geheim@example.org/a",
        "http://amt@example.org/",
        "ftp://amt:geheim@example.org/",
        "siehe https://amt:geheim@example.org/a",
        "https://example.org/a https://amt:geheim@example.org/b",
        "HTTPS://amt:ge@heim@example.org/",
    ],
)
def test_an_address_with_a_password_is_neither_taken_nor_spread(text: str) -> None:
    parsed = parse_url(text)
    assert parsed.value is None
    assert parsed.trouble is not None
    assert parsed.trouble.code == "url-credentials"
    assert "geheim" not in repr(parsed)
    assert "heim" not in mask_secret(text)


def test_an_at_sign_in_the_path_is_no_password() -> None:
    assert parse_url("https://example.org/@amt").value == "https://example.org/@amt"


@given(st.text())
def test_no_text_makes_reading_addresses_raise_and_what_is_read_begins_with_http(text: str) -> None:
    parsed = parse_url(text)
    assert parsed.value is not None or parsed.trouble is not None
    assert parsed.value is None or parsed.value.startswith(("http://", "https://"))
    assert parse_url(f" {text} ") == parsed


@given(st.text(alphabet=st.sampled_from("htps:/[]@.a%1:?#\\ ;,ü\t"), max_size=30))
def test_texts_like_addresses_are_read_or_refused(tail: str) -> None:
    parsed = parse_url("http://" + tail)
    assert parsed.value is None or (parsed.value.startswith(("http://", "https://")) and " " not in parsed.value)
    for nearest in parsed.trouble.nearest if parsed.trouble else ():
        assert parse_url(nearest).value == nearest


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("amt@example.org", "amt@example.org"),
        (" amt@example.org\N{NO-BREAK SPACE}", "amt@example.org"),
        ("mailto:amt@example.org", "amt@example.org"),
        ("MAILTO:amt@example.org?subject=Daten", "amt@example.org"),
        ("Grünes Amt <amt@example.org>", "amt@example.org"),
        ("<amt@example.org>", "amt@example.org"),
        ("amt@example.org;", "amt@example.org"),
        ("amt@example.org; amt@example.org", "amt@example.org"),
        ("a.b-c+d@sub.example.org", "a.b-c+d@sub.example.org"),
    ],
)
def test_one_mail_address_is_read(text: str, address: str) -> None:
    parsed = parse_email(text)
    assert (parsed.value, parsed.trouble) == (address, None)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("file:///Z:/Daten/a.csv", "file:///Z:/Daten/a.csv"),
        ("Z:\\Daten\\a.csv", "Z:\\Daten\\a.csv"),
        ("k:/Daten", "k:/Daten"),
        ("\\\\fs01\\daten\\a.csv", "\\\\fs01\\daten\\a.csv"),
        ("//fs01/daten", "//fs01/daten"),
        ("smb://fs01/daten", "smb://fs01/daten"),
        ("Ablage: L:\\Amt 67\\Bäume", "L:\\Amt 67\\Bäume"),
    ],
)
def test_a_path_of_the_offices_network_is_told_and_stays_out(text: str, local: str) -> None:
    parsed = parse_url(text)
    assert parsed.value is None
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.text) == ("url-local", local)


def test_beside_a_path_of_the_network_an_address_is_taken() -> None:
    parsed = parse_url("https://example.org/a oder L:\\Amt\\a.csv")
    assert parsed.value == "https://example.org/a"
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.text) == ("url-local", "L:\\Amt\\a.csv")


@pytest.mark.parametrize("text", ["ftp://example.org/a", "Ordner C", "a:b", "https:", "12:30/13"])
def test_what_only_looks_like_a_path_is_none(text: str) -> None:
    trouble = parse_url(text).trouble
    assert trouble is not None
    assert trouble.code == "url-invalid"


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a.",
        "https://example.org/a,",
        "(https://example.org/a)",
        "<https://example.org/a>",
        "„https://example.org/a“",
        "Link: https://example.org/a",
        "siehe https://example.org/a.",
        "URL https://example.org/a;",
        "s. unter https://example.org/a",
        "https://example.org/a https://example.org/a",
    ],
)
def test_marks_and_words_around_an_address_say_nothing(text: str) -> None:
    parsed = parse_url(text)
    assert (parsed.value, parsed.trouble) == ("https://example.org/a", None)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a (Stand 2020)",
        "https://example.org/a (Stand 01/2020)",
        "https://example.org/a nur intern",
        "Geoportal: https://example.org/a",
        "Siehe https://example.org/a, dort unter Daten",
    ],
)
def test_an_address_within_other_text_is_taken_and_the_text_told(text: str) -> None:
    parsed = parse_url(text)
    assert parsed.value == "https://example.org/a"
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.detail) == ("url-text", "https://example.org/a")


@pytest.mark.parametrize("between", ["\n", ";", "; ", ", ", ",", " ", " | ", " und ", " / "])
def test_of_several_addresses_the_first_is_taken_and_that_is_told(between: str) -> None:
    parsed = parse_url(f"https://example.org/a{between}http://example.org/b")
    assert parsed.value == "https://example.org/a"
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.detail) == ("url-several", "https://example.org/a")


def test_brackets_within_an_address_stay() -> None:
    assert parse_url("https://example.org/a_(b)").value == "https://example.org/a_(b)"
    assert parse_url("(https://example.org/a_(b))").value == "https://example.org/a_(b)"


@pytest.mark.parametrize(
    "text", ["amt@example.org", "open-data@example.org", "amt61@example.org", "61@example.org", "info@example.org"]
)
def test_an_office_is_no_person(text: str) -> None:
    assert not is_personal_address(text)


@pytest.mark.parametrize(
    ("local", "personal"),
    [
        ("erika.mustermann", True), ("e.mustermann", True), ("Erika_Mustermann", True), ("mustermann-e", True),
        ("erika.mustermann2", True), ("hans-peter.meier", True), ("e.m", False), ("mustermann", False),
        ("abt.61", False), ("umwelt.musterhausen", False), ("buergerbuero-nord", False), ("e.bauer", True),
        ("stelle.datenschutz", False), ("wasserwerke.sued", False), ("no-reply", False), ("a.b.c.d-meier", False),
        ("georg.landmann", True), ("bad-musterstadt", True), ("geoportal.nord", False), ("m.amt", False),
    ],
)  # fmt: skip
def test_a_name_or_initial_with_a_family_name_is_a_person(local: str, personal: bool) -> None:
    assert is_personal_address(f"{local}@example.org") is personal


def test_what_the_domain_says_as_well_is_no_person() -> None:
    assert not is_personal_address("bad-musterstadt@bad-musterstadt.example")


def test_of_several_mailboxes_the_first_functional_one_is_taken() -> None:
    parsed = parse_email("erika.mustermann@example.org; amt67@example.org, info@example.org")
    assert parsed.value == "amt67@example.org"
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.detail) == ("email-several", "amt67@example.org")


def test_where_all_mailboxes_are_personal_the_first_is_taken() -> None:
    assert parse_email("e.muster@example.org, f.meier@example.org").value == "e.muster@example.org"


@pytest.mark.parametrize("between", [";", "; ", ",", ", ", " / ", "/", "\n", " ", " | ", " oder "])
def test_of_several_mail_addresses_the_first_is_taken_and_that_is_told(between: str) -> None:
    parsed = parse_email(f"a@example.org{between}b@example.org")
    assert parsed.value == "a@example.org"
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.detail) == ("email-several", "a@example.org")


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("amt", ()),
        ("amt@", ()),
        ("@example.org", ()),
        ("amt@example", ()),
        ("amt@-example.org", ()),
        ("amt@example.org-", ()),
        ("amt@bücher.example.org", ()),
        ("amt (at) example.org", ("amt@example.org",)),
        ("amt[at]example[dot]org", ("amt@example.org",)),
        ("amt(ät)example(punkt)org", ("amt@example.org",)),
        ("amt (at) example", ()),
        ("amt..61@example.org", ()),
        ("Tel. 0123, amt@example.org", ("amt@example.org",)),
        ("amt@@example.org", ()),
        ("a" * 80 + "@example.org", ()),
        ("", ()),
    ],
)
def test_what_is_no_mail_address_is_a_trouble(text: str, nearest: tuple[str, ...]) -> None:
    parsed = parse_email(text)
    assert parsed.value is None
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.nearest) == ("email-invalid", nearest)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("@.;<>"))))
def test_no_text_makes_reading_mail_addresses_raise(text: str) -> None:
    parsed = parse_email(text)
    assert parsed.value is None or (parsed.value.count("@") == 1 and " " not in parsed.value)
    assert (parsed.value is None) <= (parsed.trouble is not None)


def test_addresses_are_the_same_but_for_what_excel_adds() -> None:
    assert is_same_address("https://example.org/Größe", "HTTPS://example.org/Gr%C3%B6%C3%9Fe/")
    assert not is_same_address("https://example.org/a", "https://example.org/b")
