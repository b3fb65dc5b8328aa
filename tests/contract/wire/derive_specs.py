"""Turn Twilio's published OpenAPI files into the strict answers that our checks compare with.

The published response schemas accept an empty object, so they prove nothing. This script reads
them, run by hand, and writes a small file of our own: for every operation of the sandbox the path,
the form and query parameters, the documented success codes and a response schema in which every
property is required and no other is allowed. What the files leave open or get wrong is named in
`spec_details.py`, never patched in silence. Run it after a new release of the specs:

    python tests/contract/wire/derive_specs.py FOLDER_WITH_THE_SPECS
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

HERE = Path(__file__).parent
if __name__ == "__main__":  # run by hand, outside of pytest
    sys.path.insert(0, str(HERE.parents[2]))

from tests.contract.wire.spec_details import (  # noqa: E402
    CORRECTIONS,
    NEVER_NULL,
    OPTIONAL,
    PUBLISHED,
    SUPPLEMENTS,
    UNLISTED,
    VERSIONED,
    in_scope,
)

Json: TypeAlias = dict[str, Any]
KEPT = ("type", "format", "pattern", "enum", "minimum", "maximum")
JSON_BODY = "application/json"
FORM_BODY = "application/x-www-form-urlencoded"


class Product:
    """One OpenAPI file, with its references resolved on the way."""

    def __init__(self, path: Path) -> None:
        self.document: Json = json.loads(path.read_text(encoding="utf-8"))
        self.schemas: dict[str, Json] = {}

    def resolve(self, node: Json) -> Json:
        while "$ref" in node:
            target: Any = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = target
        return node

    def operations(self) -> Iterator[tuple[str, str, str, Json]]:
        """Every documented operation: host, method, path template, description."""
        for path, item in self.document["paths"].items():
            host = item["servers"][0]["url"].removeprefix("https://")
            for method in ("get", "post", "delete"):
                if method in item and in_scope(path):
                    yield host, method.upper(), path, item[method]

    def strict(self, node: Json, name: str = "") -> Json:
        """A schema that wants every property and no other."""
        plain = self.resolve(node)
        kept: Json = {key: plain[key] for key in KEPT if key in plain}
        if "properties" in plain:
            properties = {
                key: self._property(key, value, name) for key, value in plain["properties"].items()
            }
            kept |= {
                "required": sorted(properties),
                "properties": properties | UNLISTED.get(name, {}),
                "additionalProperties": False,
            }
        if plain.get("items"):
            kept["items"] = self.strict(plain["items"])
        return nullable(kept) if plain.get("nullable") else kept

    def _property(self, key: str, node: Json, schema_name: str) -> Json:
        strict = self.strict(node)
        if key in NEVER_NULL:
            strict = never_null(strict)
        for missing in OPTIONAL.get(schema_name, {}).get(key, ()):
            strict["required"].remove(missing)
        return CORRECTIONS.get(schema_name, {}).get(key, strict)

    def named(self, node: Json) -> str:
        """The short name of a referenced schema, which is added to the file's own list."""
        reference: str = node["$ref"].rsplit("/", 1)[1]
        if reference.endswith("us_app_to_person_response"):
            return self.named({"$ref": node["$ref"].removesuffix("_response")})
        name = reference.removeprefix("api.v2010.").split(".v1.")[-1]
        self.schemas.setdefault(name, self.strict(node, name))
        for later in VERSIONED.get(name, {}).values():
            self.schemas.setdefault(later, self.strict({"$ref": node["$ref"] + "_v2"}, later))
        return name


def nullable(schema: Json) -> Json:
    if "enum" in schema:
        schema = schema | {"enum": [*schema["enum"], None]}
    if "type" in schema:
        schema = schema | {"type": [schema["type"], "null"]}
    return schema


def never_null(schema: Json) -> Json:
    if isinstance(schema.get("type"), list):
        schema = schema | {"type": schema["type"][0]}
    return schema


def parameters(product: Product, operation: Json, place: str) -> Json:
    found = (product.resolve(entry) for entry in operation.get("parameters", ()))
    return {entry["name"]: _kind(product, entry) for entry in found if entry["in"] == place}


def form(product: Product, operation: Json) -> Json:
    body = operation.get("requestBody", {}).get("content", {}).get(FORM_BODY)
    if body is None:
        return {}
    schema = product.resolve(body["schema"])
    required = schema.get("required", ())
    return {
        name: _kind(product, {"schema": node, "required": name in required})
        for name, node in schema.get("properties", {}).items()
    }


def _kind(product: Product, entry: Json) -> Json:
    schema = product.strict(entry["schema"])
    return schema | ({"required": True} if entry.get("required") else {})


def answer(product: Product, content: Json) -> Json | None:
    """What one success code answers with: a resource, a page of resources, or nothing."""
    if JSON_BODY not in content:
        return None
    schema = content[JSON_BODY]["schema"]
    if "$ref" in schema:
        return {"schema": product.named(schema)}
    key, items = next(
        (key, node["items"])
        for key, node in schema["properties"].items()
        if node.get("type") == "array"
    )
    paging = "meta" if "meta" in schema["properties"] else "flat"
    return {"list": key, "paging": paging, "schema": product.named(items)}


def describe(product: Product, host: str, method: str, path: str, operation: Json) -> Json:
    described = {
        "id": operation["operationId"],
        "host": host,
        "method": method,
        "path": path,
        "answers": {
            code: answer(product, response.get("content", {}))
            for code, response in operation["responses"].items()
        },
        "form": form(product, operation),
        "in_path": sorted(parameters(product, operation, "path")),
        "query": sorted(parameters(product, operation, "query")),
    }
    return {key: value for key, value in described.items() if value != {} and value != []}


def examples(operation: Json) -> Iterator[tuple[str, str, Json]]:
    for code, response in operation["responses"].items():
        published = response.get("content", {}).get(JSON_BODY, {}).get("examples", {})
        for name, example in published.items():
            yield code, name, example["value"]


def derive(folder: Path) -> tuple[Json, list[Json]]:
    """The strict description of all operations in scope, and the examples published for them."""
    operations: list[Json] = []
    schemas: dict[str, Json] = {}
    shown: list[Json] = []
    for file in sorted(folder.glob("twilio_*.json")):
        product = Product(file)
        for host, method, path, operation in product.operations():
            operations.append(describe(product, host, method, path, operation))
            for code, name, body in examples(operation):
                key = {"host": host, "method": method, "path": path, "status": int(code)}
                if all(body != other["body"] for other in shown):  # updates mostly repeat the fetch
                    shown.append(key | {"name": name, "body": body})
        schemas |= product.schemas
    operations += SUPPLEMENTS
    operations.sort(key=lambda entry: (entry["host"], entry["path"], entry["method"]))
    source = {"published": PUBLISHED, "schemas": schemas, "operations": operations}
    return source, shown


def write(path: Path, document: Any) -> None:
    rows = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    path.write_text(rows + "\n", encoding="utf-8")


def main(folder: Path) -> None:
    specs, shown = derive(folder)
    lines = [
        json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        for entry in shown
    ]
    (HERE / "spec_examples.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write(HERE / "specs.json", specs)
    sys.stdout.write(f"{len(specs['operations'])} operations, {len(shown)} examples\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
