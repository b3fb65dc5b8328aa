"""What a reviewer can see of a campaign's links: shorteners, plain http, hosts that are none, and
the placeholders of a template that nobody has filled in.

Hosts are compared as a whole, so that a domain which merely ends in the letters of a shortener is
none. Nothing is visited.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from tendlc.sandbox.behaviour.expressions import Expression
from tendlc.sandbox.behaviour.sentences import affirms, plain

PUBLIC_SHORTENERS: Final = frozenset(
    {"bit.ly", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "buff.ly", "rb.gy", "cutt.ly"}
    | {"tiny.cc", "rebrand.ly", "shorturl.at", "bitly.com", "t.ly", "shorturl.com", "soo.gd"}
)
_LINK_TO: Final = Expression(
    r"(?<![\w.@-])(?:https?://)?(?:www\.)?(?P<host>"
    + "|".join(re.escape(each) for each in sorted(PUBLIC_SHORTENERS))
    + r")(?![\w-]|\.\w)(?!@)"
)
_SOCIAL: Final = frozenset(
    {"facebook.com", "m.facebook.com", "instagram.com", "linkedin.com", "twitter.com", "x.com"}
    | {"tiktok.com", "youtube.com", "yelp.com", "linktr.ee", "pinterest.com"}
)
_PLAIN_HTTP: Final = Expression(r"\bhttp://")
_TEMPLATE_HOST: Final = Expression(
    r"\b(?:www\.)?(?:your-?(?:domain|website|company|business|site|brand|url)|my-?(?:domain"
    r"|website)"
    r"|company-?name|websitename|domainname)\.(?:com|net|org|co|io|example)\b"
)
_LEFT_OVER: Final = Expression(
    r"[\[{<]\s*(?:please )?(?:insert|enter|add|replace|put|paste|link to|todo|tbd"
    r"|xxx+)\b[^\]}>]*[\]}>]"
    r"|[\[{<(]\s*(?:insert|your (?:business|company|brand|organi[sz]ation|website|url|link|domain"
    r"|phone"
    r"|e-?mail))\b[^\]})>]*[\]})>]|\{\{[^{}]*\}\}|\$\{[^{}]*\}|[\[<](?:url|link|website|domain)"
    r"(?: here)?[\]>]|\b(?:link|url|website|address|page|policy|screenshot)s? (?:is "
    r"|are )?\(?(?:TBD|TBA"
    r"|to be (?:added|provided))\b|\blorem ipsum dolor\b|\byour (?:company|business"
    r"|brand) name here\b"
)
_NAME_LEFT_OVER: Final = Expression(
    r"[\[{<](?:(?:company|business|brand|organi[sz]ation)(?: name)?|phone(?: number)?"
    r"|e-?mail)[\]}>]"
)


def uses_a_shortener(text: str) -> bool:
    """Say whether a text links to a public shortener; one that it refuses to use does not count."""
    return affirms(text, _LINK_TO)


def is_unencrypted(text: str) -> bool:
    """Say whether a text holds a link without encryption."""
    return bool(_PLAIN_HTTP.search(plain(text)))


def is_no_policy(url: str) -> bool:
    """Say whether a URL cannot be that of a policy.

    It has no domain or that of a template, is not encrypted, or leads to a home page or a profile
    on a social network.
    """
    parts = _parts(url)
    host = (parts.hostname or "").removeprefix("www.") if parts else ""
    nowhere = "." not in host.strip(".") or bool(_TEMPLATE_HOST.search(host))
    bare = parts is not None and not (parts.path.strip("/") + parts.query + parts.fragment)
    return nowhere or bare or host in _SOCIAL or is_unencrypted(url)


def is_left_over(text: str) -> bool:
    """Say whether a template has left a place that was to be filled in."""
    read = plain(text)
    return bool(_LEFT_OVER.search(read) or _TEMPLATE_HOST.search(read))


def is_left_over_in_a_reply(text: str) -> bool:
    """Say whether a reply, which is sent as it stands, has such a place or a variable"
    " for a name."""
    return is_left_over(text) or bool(_NAME_LEFT_OVER.search(plain(text)))


def _parts(url: str) -> SplitResult | None:
    try:
        return urlsplit(url if "//" in url else f"//{url}")
    except ValueError:  # brackets that do not close
        return None
