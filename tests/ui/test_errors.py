"""Pages for what cannot be done."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_wrong_method_leads_to_a_page_with_words_not_to_a_blank_one() -> None:
    answer = Client(headers={"accept-language": "id"}).get("/track/leave/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Alamat ini hanya menerima formulir" in answer.content.decode()
