"""bestand.toml: what it means, and what is said of its mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.bundle import read_bundled
from toolkit.model.problem import Problem
from toolkit.steps.configuration import Configuration, Unusable, parse_configuration, read_configuration
from toolkit.sync.restriction import Limit

GOOD = """\
[targets.portal]
to = "https://ckan.example.org"
token_env = "CKAN_TOKEN"
[inventories.amt]
files = "amt.xlsx"
"""


def read(text: str, **environ: str) -> Configuration:
    return parse_configuration(text, Path("/srv/bestand/bestand.toml"), environ)


def complaints(text: str, **environ: str) -> list[str]:
    with pytest.raises(Unusable) as unusable:
        read(text, **environ)
    return [str(one.what).removeprefix("bestand.toml, ") for one in unusable.value.complaints]


def remedies(text: str) -> list[str]:
    with pytest.raises(Unusable) as unusable:
        read(text)
    return [str(one.remedy) for one in unusable.value.complaints]


def test_the_least_configuration_sends_every_inventory_to_every_target() -> None:
    configuration = read(GOOD)
    (inventory,) = configuration.inventories
    assert inventory.patterns == ("/srv/bestand/amt.xlsx",)
    assert inventory.targets == ("portal",)
    assert (inventory.limit, inventory.mapping, inventory.organization, inventory.optional) == (None, None, None, False)
    (target,) = configuration.targets
    assert (target.to, target.token_env, target.token_file, target.ledger) == (
        "https://ckan.example.org",
        "CKAN_TOKEN",
        None,
        None,
    )
    assert target.is_site


def test_paths_count_from_the_folder_of_the_file() -> None:
    configuration = read(
        """
        [targets.a]
        to = "katalog"
        ledger = "l.sqlite"
        token_file = "token"
        [inventories.amt]
        files = ["Amt61/**/*.xlsx", "/mnt/share/*.xlsx"]
        mapping = "amt.yaml"
        [report]
        html = "b/sync.html"
        """
    )
    (target,), (inventory,) = configuration.targets, configuration.inventories
    assert target.to == "/srv/bestand/katalog"
    assert target.ledger == "/srv/bestand/l.sqlite"
    assert target.token_file == Path("/srv/bestand/token")
    assert inventory.patterns == ("/srv/bestand/Amt61/**/*.xlsx", "/mnt/share/*.xlsx")
    assert inventory.mapping == "/srv/bestand/amt.yaml"
    assert configuration.report.html == Path("/srv/bestand/b/sync.html")


def test_the_name_of_a_bundled_mapping_stays_a_name() -> None:
    assert read(GOOD + 'mapping = "gruenes-amt"').inventories[0].mapping == "gruenes-amt"


def test_defaults_fill_what_a_table_leaves_open_and_only_that() -> None:
    configuration = read(
        """
        [defaults]
        jobs = 4
        token_file = "token"
        max_withdraw = "10 %"
        prefer = "sheet"
        [targets.a]
        to = "https://a.example.org"
        [targets.b]
        to = "https://b.example.org"
        jobs = 2
        token_env = "B"
        [inventories.x]
        files = "x.xlsx"
        [inventories.y]
        files = "y.xlsx"
        max_withdraw = 3
        prefer = "catalogue"
        """
    )
    a, b = configuration.targets
    assert (a.jobs, a.token_file, a.token_env) == (4, Path("/srv/bestand/token"), None)
    assert (b.jobs, b.token_file, b.token_env) == (2, None, "B")
    x, y = configuration.inventories
    assert (x.limit, x.options.prefer) == (Limit(10, percent=True), "sheet")
    assert (y.limit, y.options.prefer) == (Limit(3), "catalogue")


def test_variables_stand_in_braces_and_must_be_set() -> None:
    text = GOOD.replace('"amt.xlsx"', '"${SHARE}/amt.xlsx"')
    assert read(text, SHARE="/mnt/amt").inventories[0].patterns == ("/mnt/amt/amt.xlsx",)
    assert complaints(text) == ["line 5: the environment variable SHARE is not set"]


def test_a_share_with_a_dollar_is_no_variable() -> None:
    text = GOOD.replace('"amt.xlsx"', r"'\\server\daten$\amt.xlsx'")
    assert read(text).inventories[0].patterns[0].endswith(r"\\server\daten$\amt.xlsx")


def test_all_mistakes_come_at_once_in_the_order_of_the_file() -> None:
    found = complaints(
        """\
[defaults]
jobs = 0
[targets.portal]
to = "https://ckan.example.org"
tokn_env = "X"
[inventories.amt]
files = "amt.xlsx"
targets = ["portl"]
expect = {min = 5, max = 4}
[inventories.bau]
max_withdraw = "101 %"
prefer = "shet"
targets = ["portal", "prtal"]
[reprt]
"""
    )
    assert found == [
        "line 2: “defaults.jobs” cannot be used: a whole number from 1 to 32 is expected",
        "line 5: unknown key “tokn_env” in [targets.portal]",
        "line 8: there is no target “portl”",
        "line 9: min is greater than max",
        "line 10: the key “files” is missing in [inventories.bau]",
        "line 11: “inventories.bau.max_withdraw” cannot be used: a number of datasets or a share is expected",
        "line 12: “shet” is not allowed for “inventories.bau.prefer”",
        "line 13: there is no target “prtal”",
        "line 14: unknown table or key “reprt”",
    ]


@pytest.mark.parametrize(
    ("line", "nearest"), [("optionl = true", "optional"), ("expect = {mn = 3}", "min"), ('prefr = "sheet"', "prefer")]
)
def test_the_nearest_key_is_named(line: str, nearest: str) -> None:
    assert remedies(GOOD + line) == [f"Did you mean “{nearest}”?"]


@pytest.mark.parametrize("key", ["token", "password", "api_key", "Token"])
def test_a_secret_in_the_file_is_refused_without_being_repeated(key: str) -> None:
    text = GOOD.replace("token_env", key).replace("CKAN_TOKEN", "s3cret")
    (found,) = complaints(text)
    assert found.startswith(f"line 3: “targets.portal.{key}”: a token or password has no place in this file")
    assert "s3cret" not in found + remedies(text)[0]
    assert "token_file" in remedies(text)[0]


@pytest.mark.parametrize(
    "line",
    [
        'ledger = "postgresql://bestand:s3cret@db/bestand"',
        'ledger = "postgresql://db/bestand?password=s3cret"',
        'to = "https://user:s3cret@ckan.example.org"',
    ],
)
def test_a_password_in_an_address_is_refused_without_being_repeated(line: str) -> None:
    text = f"[targets.portal]\n{line}\n{'' if line.startswith('to') else 'to = ' + repr('https://c.example.org')}\n"
    found = complaints(text + '[inventories.amt]\nfiles = "amt.xlsx"\n')
    assert any("has no place in this file" in one for one in found)
    assert "s3cret" not in "".join(found)


def test_a_ledger_url_without_a_password_is_fine() -> None:
    text = GOOD.replace("[inv", 'ledger = "postgresql://db/bestand"\n[inv')
    assert read(text).targets[0].ledger == "postgresql://db/bestand"


def test_two_places_for_one_secret_are_refused() -> None:
    text = GOOD.replace("[inv", 'token_file = "t"\n[inv')
    assert complaints(text) == ["line 4: “token_env” and “token_file” both stand in [targets.portal]"]


@pytest.mark.parametrize(
    ("value", "limit"),
    [("0", Limit(0)), ("5", Limit(5)), ('"10 %"', Limit(10, percent=True)), ('"100%"', Limit(100, percent=True))],
)
def test_a_limit_is_a_number_or_a_share(value: str, limit: Limit) -> None:
    assert read(f"{GOOD}max_withdraw = {value}").inventories[0].limit == limit


@pytest.mark.parametrize("value", ["-1", "true", "2.5", '"10"', '"10 % "', '"-1 %"', '"zehn"'])
def test_what_is_no_limit_is_refused(value: str) -> None:
    if value == '"10 % "':
        assert read(f"{GOOD}max_withdraw = {value}").inventories[0].limit == Limit(10, percent=True)
        return
    assert (
        "cannot be used: a number of datasets or a share is expected" in complaints(f"{GOOD}max_withdraw = {value}")[0]
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["line 1: there is no table “[targets.NAME]”", "line 1: there is no table “[inventories.NAME]”"]),
        ("targets = 3\n" + GOOD.partition("\n[inv")[2].join(["[inv", ""]), None),
        (GOOD.replace('to = "https', 'to = "ftp'), ["line 2: “ftp://ckan.example.org” is no target"]),
        (GOOD + "[report]\nhtml = 'amt.xlsx'", ["line 7: “amt.xlsx” is no name for such a report"]),
        (GOOD + "files = []", None),
        (GOOD.replace('"amt.xlsx"', "[]"), ["line 5: “inventories.amt.files” cannot be used: it is empty"]),
        (
            GOOD.replace('"amt.xlsx"', "3"),
            ["line 5: “inventories.amt.files” cannot be used: a text or a list of texts is expected"],
        ),
        (
            GOOD + "optional = 'yes'",
            ["line 6: “inventories.amt.optional” cannot be used: true or false is expected, without quotation marks"],
        ),
    ],
)
def test_each_mistake_has_its_sentence(text: str, found: list[str] | None) -> None:
    if found is None:
        assert complaints(text)
    else:
        assert complaints(text) == found


def test_toml_that_cannot_be_read_names_the_line_and_the_usual_slip() -> None:
    text = GOOD.replace('"amt.xlsx"', r'"\\server\share\amt.xlsx"')
    (found,), (remedy,) = complaints(text), remedies(text)
    assert found.startswith("line 5: the TOML cannot be read")
    assert "single quotation marks" in remedy


def test_a_file_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Problem) as problem:
        read_configuration(tmp_path / "bestand.toml")
    assert "there is no such file" in str(problem.value.what)
    assert "bestand sync --example > bestand.toml" in str(problem.value.remedy)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "bestand.toml"
    file.write_text(GOOD, encoding="utf-8-sig")
    assert read_configuration(file, {}).targets[0].name == "portal"


@pytest.mark.parametrize("commented", [False, True])
def test_the_examples_can_be_used_and_mean_the_same_in_both_languages(commented: bool) -> None:
    found = []
    for language in ("de", "en"):
        text = read_bundled("templates/sync", f"bestand.{language}.toml")
        if commented:
            lines = (line[2:] if line.startswith("# ") and " = " in line[:25] else line for line in text.splitlines())
            text = "\n".join(lines)
        found.append(read(text))
    assert found[0] == found[1]
    assert [target.name for target in found[0].targets] == ["portal", "vorschau"]
    assert (found[0].targets[0].jobs == 4) is commented


def test_a_profile_is_a_name_or_a_file_beside_the_configuration() -> None:
    assert read(GOOD).targets[0].profile == "auto"
    named = GOOD.replace("[inventories", 'profile = "ckan-dcat"\n[inventories')
    assert read(named).targets[0].profile == "ckan-dcat"
    assert read(named.replace("ckan-dcat", "eigenes.yaml")).targets[0].profile == "/srv/bestand/eigenes.yaml"


def test_a_profile_that_does_not_exist_is_a_mistake_with_its_line() -> None:
    wrong = GOOD.replace("[inventories", 'profile = "ckan-dcta"\n[inventories')
    assert complaints(wrong) == ["line 4: there is no profile “ckan-dcta”"]
    assert remedies(wrong) == ["Did you mean “ckan-dcat”?"]


def test_the_page_in_the_browser_needs_neither_targets_nor_inventories() -> None:
    text = '[web]\nlogin = "accounts"\ndata = "daten"\nledger = "l.sqlite"\n'
    web = parse_configuration(text, Path("/srv/bestand/bestand.toml"), {}, needs=()).web
    assert (web.login, web.data, web.ledger) == ("accounts", "/srv/bestand/daten", "/srv/bestand/l.sqlite")
    assert complaints(text) == [
        "line 1: there is no table “[targets.NAME]”",
        "line 1: there is no table “[inventories.NAME]”",
    ]


def test_without_a_table_the_page_is_for_this_machine() -> None:
    web = read(GOOD).web
    assert (web.host, web.port, web.login, web.keep_minutes, web.max_upload_mb) == ("127.0.0.1", 8420, "none", 60, 50)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("port = 65536", "“web.port” cannot be used: a whole number from 0 to 65535 is expected"),
        ('login = "oidc"', "“oidc” is not allowed for “web.login”"),
        ('trusted_proxies = ["10.0.0.300"]', "“web.trusted_proxies” cannot be used: addresses or networks of"),
        ('trusted_proxies = "10.0.0.0/33"', "“web.trusted_proxies” cannot be used: addresses or networks of"),
        ('public_address = "bestand.example.org"', "“web.public_address” cannot be used: the address that people type"),
        ('public_address = "https://a.example/?x=1"', "“web.public_address” cannot be used: the address that people"),
        ('public_address = "https://a:b@a.example"', "“web.public_address”: a token or password has no place"),
        ('login_header = "X User"', "“web.login_header” cannot be used: the name of an HTTP header is expected"),
        ("keep_minutes = 4", "“web.keep_minutes” cannot be used: a whole number from 5 to 720 is expected"),
        ("max_upload_mb = 0", "“web.max_upload_mb” cannot be used: a whole number from 1 to 1024 is expected"),
        ("job_memory_mb = 511", "“web.job_memory_mb” cannot be used: a whole number from 512 on is expected"),
        ('password = "x"', "“web.password”: a token or password has no place in this file"),
        ('ledger = "l"\nledger_env = "X"', "“ledger” and “ledger_env” both stand in [web]"),
        ("prt = 1", "unknown key “prt” in [web]"),
    ],
)
def test_each_mistake_of_the_page_has_its_sentence(line: str, found: str) -> None:
    (complaint,) = complaints(f"{GOOD}[web]\n{line}\n")
    assert complaint.partition(": ")[2].startswith(found)
