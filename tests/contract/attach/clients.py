"""Lists customer profiles by many clients of Python; none of them is told of a sandbox."""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import os
import socket
import ssl
import sys
import urllib.request
from typing import Any

import aiohttp
import requests
import urllib3

HOST, PATH = "trusthub.twilio.com", "/v1/CustomerProfiles"
ADDRESS = f"https://{HOST}{PATH}"
PAIR = f"{os.environ['TWILIO_ACCOUNT_SID']}:{os.environ['TWILIO_AUTH_TOKEN']}"
HEADERS = {"Authorization": f"Basic {base64.b64encode(PAIR.encode()).decode()}"}
RAW = (
    f"GET {PATH} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: {HEADERS['Authorization']}\r\n"
    "Connection: close\r\n\r\n"
).encode()


def by_requests() -> bytes:
    return requests.get(ADDRESS, headers=HEADERS).content


def by_a_prepared_request() -> bytes:
    prepared = requests.Request("GET", ADDRESS, headers=HEADERS).prepare()
    return requests.Session().send(prepared).content


def by_requests_without_the_environment() -> bytes:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(ADDRESS, headers=HEADERS).content


def by_urllib() -> bytes:
    return bytes(urllib.request.urlopen(urllib.request.Request(ADDRESS, headers=HEADERS)).read())


def by_urllib_without_a_proxy() -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return bytes(opener.open(urllib.request.Request(ADDRESS, headers=HEADERS)).read())


def by_urllib3() -> bytes:
    return urllib3.PoolManager().request("GET", ADDRESS, headers=HEADERS).data


def by_http_client() -> bytes:
    connection = http.client.HTTPSConnection(HOST)
    connection.request("GET", PATH, headers=HEADERS)
    return connection.getresponse().read()


def by_a_socket() -> bytes:
    context = ssl.create_default_context()
    with context.wrap_socket(socket.socket(), server_hostname=HOST) as connection:
        connection.connect((HOST, 443))
        connection.sendall(RAW)
        return _body(b"".join(iter(lambda: connection.recv(65536), b"")))


async def by_aiohttp(**options: Any) -> bytes:
    async with aiohttp.ClientSession(**options) as session:
        return await (await session.get(ADDRESS, headers=HEADERS)).read()


async def by_asyncio() -> bytes:
    reader, writer = await asyncio.open_connection(HOST, 443, ssl=True)
    writer.write(RAW)
    answer = await reader.read()
    writer.close()
    return _body(answer)


def _body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


CLIENTS = {
    "requests": by_requests,
    "requests, prepared": by_a_prepared_request,
    "requests, trust_env=False": by_requests_without_the_environment,
    "urllib": by_urllib,
    "urllib, no proxy": by_urllib_without_a_proxy,
    "urllib3": by_urllib3,
    "http.client": by_http_client,
    "socket": by_a_socket,
    "aiohttp": lambda: asyncio.run(by_aiohttp()),
    "aiohttp, trust_env=False": lambda: asyncio.run(by_aiohttp(trust_env=False)),
    "asyncio": lambda: asyncio.run(by_asyncio()),
}


def told_by(client: Any) -> str:
    try:
        return str(json.loads(client())["results"][0]["account_sid"])
    except Exception as error:  # noqa: BLE001  # what went wrong is the test's to show
        return repr(error)


if __name__ == "__main__":
    json.dump({name: told_by(client) for name, client in CLIENTS.items()}, sys.stdout)
