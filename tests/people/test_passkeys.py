"""What no device sends is refused at the door of the passkeys, and nobody gets at the keys of somebody else."""


import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tanggap.people.models import Staff
from tests.sagara import PASSWORD, Sagara, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def sagara() -> Sagara:
    return build()


def signed_in(staff: Staff) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.post("/desk/sign-in/", {"login": staff.email, "password": PASSWORD})
    client.post("/desk/account/confirm/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "null", "7", '"x"', "\0", "x" * 30_000, '{"response": {"userHandle": "MQ"}}', '{"response": []}',
     '{"id": 1, "rawId": 2, "response": {"userHandle": 5}, "type": "public-key"}'],
)  # fmt: skip
def test_an_answer_that_is_none_lets_nobody_in(credential: str, sagara: Sagara) -> None:
    client = Client()
    options = client.get("/desk/sign-in/passkey/").json()["publicKey"]
    assert options["userVerification"] == "required" and not options.get("allowCredentials")
    answer = client.post("/desk/sign-in/passkey/", {"credential": credential, "next": "https://evil.example/"})
    assert answer.status_code == 303 and answer["Location"] == "/desk/sign-in/?next=%2Fdesk%2F&passkey=wrong"
    assert "_auth_user_id" not in client.session
    bob = signed_in(sagara.bob)
    assert bob.post("/desk/account/passkeys/", {"credential": credential, "name": "x"}).status_code == 400
    assert not Authenticator.objects.exists()


def test_keys_of_somebody_else_stay_and_the_page_wants_the_password_again(sagara: Sagara) -> None:
    data = {"name": "Bob", "credential": {}}
    held = Authenticator.objects.create(user=sagara.bob, type=Authenticator.Type.WEBAUTHN, data=data)
    mallory = signed_in(sagara.mallory)
    for number in (held.pk, "9" * 30, "x", ""):
        assert mallory.post("/desk/account/passkeys/", {"remove": str(number)}).status_code == 303
    assert Authenticator.objects.filter(pk=held.pk).exists()
    # Found open at a desk: without the password nobody adds a key of his own.
    forgotten = Client()
    forgotten.force_login(sagara.olga)
    answer = forgotten.get("/desk/account/passkeys/")
    assert answer.status_code == 302 and "/desk/account/confirm/" in answer["Location"]
