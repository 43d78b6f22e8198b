"""Text travels compressed where the browser takes it; nothing else is touched."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from tanggap.core.compression import CompressedPages

LONG = "Air galon berbau plastik. " * 100


def answered(response: HttpResponse, accepts: str = "gzip") -> HttpResponse:
    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    return CompressedPages(lambda _request: response)(request)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "application/problem+json"])
def test_a_page_is_a_tenth_on_its_way_and_whole_when_it_arrives(kind: str) -> None:
    answer = answered(HttpResponse(LONG, content_type=kind))
    assert answer["Content-Encoding"] == "gzip" and "Accept-Encoding" in answer["Vary"]
    assert len(answer.content) < len(LONG) / 10 and gzip.decompress(answer.content).decode() == LONG


def test_two_answers_with_one_content_differ_in_length() -> None:
    assert len({len(answered(HttpResponse(LONG)).content) for _time in range(40)}) > 1


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "text/csv"])
def test_what_is_no_page_stays_as_it_is(kind: str) -> None:
    assert answered(HttpResponse(LONG, content_type=kind)).content == LONG.encode()
    assert not answered(StreamingHttpResponse([LONG], content_type=kind)).has_header("Content-Encoding")


def test_who_takes_no_gzip_gets_it_plain() -> None:
    assert answered(HttpResponse(LONG), accepts="identity").content == LONG.encode()
