"""The documentation: OpenAPI 3.1 made from the types, and a plain page of our own that needs no script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase
from ninja.openapi.schema import OpenAPISchema

from tanggap.api.problems import MEDIA_TYPE, Problem

REFERENCE = "#/components/schemas/"


def document_problems(schema: OpenAPISchema) -> OpenAPISchema:
    """Say in the document that every operation may answer with a problem, and how that looks."""
    model = Problem.model_json_schema(ref_template=REFERENCE + "{model}")
    schema["components"]["schemas"] |= {**model.pop("$defs", {}), "Problem": model}
    answer = {"description": "A problem", "content": {MEDIA_TYPE: {"schema": {"$ref": f"{REFERENCE}Problem"}}}}
    for operations in schema["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = answer
    return schema


class OwnPage(DocsBase):
    """A list of the operations; Swagger and ReDoc would need scripts from elsewhere, or a policy that allows them."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        schema = api.get_openapi_schema(path_params=kwargs)
        chapters: dict[str, list[dict[str, Any]]] = {}
        for path, operations in schema["paths"].items():
            for method, operation in operations.items():
                chapters.setdefault(operation["tags"][0], []).append(_described(schema, method, path, operation))
        content = {"chapters": chapters, "schema": self.get_openapi_url(api, {})}
        return render(request, "api/docs.html", content)


def _described(schema: OpenAPISchema, method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    body = next((_resolved(schema, one["schema"]) for one in content.values()), {})
    needed = set(body.get("required", []))
    return {
        "method": method.upper(), "path": path, "id": operation["operationId"],
        "words": operation.get("description", ""), "public": {} in operation.get("security", [{}]),
        "parameters": [
            _field(one["name"], one["schema"], needed=one["required"])
            for one in operation["parameters"]
        ],
        "fields": [
            _field(name, field, needed=name in needed)
            for name, field in body.get("properties", {}).items()
        ],
    }  # fmt: skip


def _field(name: str, schema: dict[str, Any], *, needed: bool) -> dict[str, Any]:
    return {"name": name, "needed": needed, "type": _type(schema), "words": schema.get("description", "")}


def _resolved(schema: OpenAPISchema, part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in part:
        found: dict[str, Any] = schema["components"]["schemas"][part["$ref"].removeprefix(REFERENCE)]
        return found
    return part


def _type(field: dict[str, Any]) -> str:
    """A field's type in a few letters, like `string (date) | null`."""
    if "anyOf" in field:
        return " | ".join(_type(one) for one in field["anyOf"])
    if "$ref" in field:
        return str(field["$ref"].removeprefix(REFERENCE))
    if "enum" in field:
        return " | ".join(f"“{one}”" for one in field["enum"])
    kind = str(field.get("type", ""))
    if kind == "array":
        return f"[{_type(field.get('items', {}))}]"
    return f"{kind} ({field['format']})" if "format" in field else kind
