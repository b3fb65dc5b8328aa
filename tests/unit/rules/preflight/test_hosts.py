"""Which hosts belong to one domain, and which are nobody's own."""

from __future__ import annotations

import pytest

from tendlc.rules.preflight.hosts import borrowed, host_of, of_one_domain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("acme.com", "acme.com", True),
        ("shop.acme.com", "mail.acme.com", True),
        ("shop.acme.com", "acme.com", True),
        ("acme.com", "other.com", False),
        ("acme.com", "acme.net", False),
        ("acme.co.uk", "acme.co.uk", True),
        ("shop.acme.co.uk", "mail.acme.co.uk", True),
        ("acme.co.uk", "other.co.uk", False),
        ("shop.acme.co.uk", "shop.other.co.uk", False),
        ("acme.com.au", "other.com.au", False),
        ("co.acme.com", "shop.acme.com", True),
        ("ac.com", "shop.ac.com", True),
        ("acme.co", "shop.acme.co", True),
        ("acme.co", "other.co", False),
        ("acme.co.uk", "shop.acme.co.uk", True),
        ("localhost", "localhost", True),
    ],
)
def test_two_hosts_of_one_domain(one: str, other: str, same: bool) -> None:
    assert [of_one_domain(one, other), of_one_domain(other, one)] == [same, same]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Acme.com/page", "acme.com"),
        ("https://shop.acme.com:8443", "shop.acme.com"),
        ("acme.com", ""),
    ],
)
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("bit.ly", "an address of a link shortener"),
        ("maps.google.com", "a link to a map"),
        ("facebook.com", "a page of a social network"),
        ("acme.wixsite.com", "on the domain of a page builder"),
        ("203.0.113.7", "a bare IP address"),
        ("acme.com", ""),
    ],
)
def test_hosts_that_are_nobodys_own(host: str, said: str) -> None:
    assert borrowed(host) == said
