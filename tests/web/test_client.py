"""Who is asking, behind proxies that may be trusted and behind such that may not."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.web.client import find_address, is_within
from toolkit.web.settings import WebSettings, is_loopback

TRUSTED = (ip_network("10.0.0.0/24"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "hops", "found"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("10.0.0.1", ["192.0.2.7"], "192.0.2.7"),
        ("10.0.0.1", ["1.1.1.1, 192.0.2.7, 10.0.0.9"], "192.0.2.7"),
        ("10.0.0.1", ["1.1.1.1", "192.0.2.7", "10.0.0.9"], "192.0.2.7"),
        ("10.0.0.1", ["192.0.2.7:4711"], "192.0.2.7"),
        ("10.0.0.1", ["[2001:db8::7]:4711"], "2001:db8::7"),
        ("10.0.0.1", ["2001:db8::7"], "2001:db8::7"),
        ("10.0.0.1", ["192.0.2.7, unknown"], "10.0.0.1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", [""], "10.0.0.1"),
    ],
)
def test_the_right_most_address_that_no_trusted_proxy_has(peer: str, hops: list[str], found: str) -> None:
    assert find_address(peer, hops, TRUSTED) == found


@given(st.lists(st.text(max_size=20), max_size=4))
def test_what_a_visitor_writes_never_counts(written: list[str]) -> None:
    hops = [*written, "192.0.2.7"]
    assert find_address("10.0.0.1", hops, TRUSTED) == "192.0.2.7"


@pytest.mark.parametrize(
    ("address", "is_inside"),
    [
        ("10.0.0.255", True),
        ("10.0.1.0", False),
        ("::ffff:10.0.0.1", True),
        ("fd12::1", True),
        ("fe80::1", False),
        ("", False),
    ],
)
def test_networks(address: str, is_inside: bool) -> None:
    assert is_within(address, TRUSTED) is is_inside


@pytest.mark.parametrize(
    ("host", "is_local"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("[::1]", True),
        ("LOCALHOST", True),
        ("10.0.0.1", False),
        ("city", False),
    ],
)
def test_what_only_this_machine_reaches(host: str, is_local: bool) -> None:
    assert is_loopback(host) is is_local


def test_the_names_of_a_server_are_unknown_where_it_listens_everywhere() -> None:
    def names(**more: object) -> frozenset[str]:
        return WebSettings(data=Path("d"), ledger="l", **more).accepted_hosts  # type: ignore[arg-type]

    assert names() == {"localhost", "127.0.0.1", "::1"}
    assert names(host="0.0.0.0") == frozenset()  # noqa: S104 (nobody listens)
    assert "b.example.org" in names(host="0.0.0.0", public_address="https://B.example.org:8443/x")  # noqa: S104
    assert "intern" in names(hosts=("Intern",))
