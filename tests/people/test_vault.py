"""Who a person is lies in the vault, and nowhere else."""

import pytest
from django.db import connection

from tanggap.core import keys
from tanggap.core.errors import Invalid
from tanggap.people import vault
from tanggap.people.contacts import normalise_email, normalise_phone
from tanggap.people.models import ContactPoint, Identity, Person

ALICE = {"name": "Alice Wijaya", "email": "Alice@Contoh.ID", "phone": "0813-1234-5678", "member_no": "A-17"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("081312345678", "+6281312345678"),
        ("0813 1234 5678", "+6281312345678"),
        ("+62 813-1234-5678", "+6281312345678"),
        ("62 813 1234 5678", "+6281312345678"),
        ("(021) 555 1234", "+62215551234"),
        ("+1 650 253 0000", "+16502530000"),
        ("０８１３１２３４５６７８", "+6281312345678"),
    ],
)
def test_a_phone_number_has_one_form(typed, kept):
    assert normalise_phone(typed) == kept


@pytest.mark.parametrize("typed", ["12", "abc", "+", "0", "+62", "9" * 50, "0813\x001234", "🙂"])
def test_what_is_no_phone_number_is_refused_with_a_sentence(typed):
    with pytest.raises(Invalid) as refused:
        normalise_phone(typed)
    assert "0812" in str(refused.value.fields["phone"])


def test_an_address_is_written_small_and_its_domain_in_latin():
    assert normalise_email(" Ani.B@Contoh.ID ") == "ani.b@contoh.id"
    assert normalise_email("ani@bücher.example") == "ani@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "typed",
    ["ani", "ani@", "@b.id", "a b@c.id", "ani@b.id\r\nBcc: x@y.id", "a" * 300 + "@b.id", "ani@.id", "\x00@b.id"],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(Invalid):
        normalise_email(typed)


@pytest.mark.django_db
def test_what_is_kept_is_read_again_and_found():
    alice = vault.keep(Person(kind="customer"), **ALICE)
    assert vault.read(alice) == vault.Contact(
        name="Alice Wijaya", email="alice@contoh.id", phone="+6281312345678", member_no="A-17"
    )
    assert vault.find_person(email="ALICE@contoh.id") == alice
    assert vault.find_person(phone="+62 813 1234 5678") == alice
    assert vault.find_person(member_no="A-17") == alice
    assert vault.find_person(email="mallory@contoh.id") is None
    assert vault.find_person() is None


@pytest.mark.django_db
def test_a_whatsapp_number_is_found_as_a_phone_number():
    alice = vault.keep(Person(), whatsapp="081312345678")
    assert vault.find_person(phone="081312345678") == alice


@pytest.mark.django_db
def test_what_is_not_named_stays_and_a_changed_point_must_be_verified_anew():
    alice = vault.keep(Person(), **ALICE)
    ContactPoint.objects.update(verified_at=alice.created_at)
    vault.keep(alice, email="new@contoh.id", member_no="")
    assert vault.read(alice) == vault.Contact(name="Alice Wijaya", email="new@contoh.id", phone="+6281312345678")
    verified = dict(ContactPoint.objects.values_list("kind", "verified_at"))
    assert verified == {"email": None, "phone": alice.created_at}


@pytest.mark.django_db
def test_a_sealed_person_can_be_read_and_is_never_found():
    key = keys.DataKey.make()
    alice = vault.keep(Person(), key=key, **ALICE)
    assert vault.read(alice).name == "Alice Wijaya"
    assert vault.find_person(email="alice@contoh.id") is None
    assert vault.find_person(phone="081312345678") is None
    assert vault.find_person(member_no="A-17") is None


@pytest.mark.django_db
def test_no_word_of_a_sealed_person_lies_in_the_database_even_when_it_was_plain_before():
    alice = vault.keep(Person(), **ALICE)
    vault.keep(alice, key=keys.DataKey.make())
    vault.keep(alice, organization="Kanaria Jaya")
    with connection.cursor() as cursor:
        cursor.execute("SELECT i::text FROM people_identity i UNION ALL SELECT c::text FROM people_contactpoint c")
        rows = " ".join(row[0] for row in cursor.fetchall()).lower()
    for word in ("alice", "wijaya", "contoh", "81312345678", "a-17", "kanaria"):
        assert word not in rows
    assert ContactPoint.objects.filter(digest__isnull=False).count() == 0
    assert vault.read(alice).organization == "Kanaria Jaya"


@pytest.mark.django_db
def test_without_its_key_a_sealed_person_is_nobody():
    key = keys.DataKey.make()
    alice = vault.keep(Person(), key=key, **ALICE)
    keys.destroy(key)
    assert vault.read(alice) == vault.NOBODY


@pytest.mark.django_db
def test_who_was_forgotten_is_nobody_and_is_not_found():
    alice = vault.keep(Person(), **ALICE)
    vault.forget(alice)
    assert vault.read(alice) == vault.NOBODY
    assert vault.find_person(email="alice@contoh.id") is None
    assert not Identity.objects.exists()


@pytest.mark.django_db
def test_a_double_is_found_as_the_other_and_read_as_they_gave_themselves():
    alice = vault.keep(Person(), **ALICE)
    again = vault.keep(Person(), name="A. Wijaya", email="aw@contoh.id")
    again.merged_into = alice
    again.save()
    assert vault.read(again).name == "A. Wijaya", "letters about their complaint go where they said"
    assert vault.find_person(email="aw@contoh.id") == alice


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_many_persons_are_kept_in_three_inserts_and_read_in_two_queries(count, django_assert_num_queries):
    entries = [(Person(), vault.contact(name=f"Ani {n}", email=f"ani{n}@contoh.id"), None) for n in range(count)]
    with django_assert_num_queries(5):  # a savepoint around, three inserts
        vault.keep_many(entries)
    with django_assert_num_queries(2):
        read = vault.read_many([person for person, _, _ in entries])
    assert sorted(who.name for who in read.values()) == [f"Ani {n}" for n in range(count)]


@pytest.mark.django_db
def test_names_that_cannot_be_kept_are_refused_naming_the_field():
    for field, text in {"name": "x" * 201, "organization": "a\x00b", "member_no": "a\nb", "email": "no"}.items():
        with pytest.raises(Invalid) as refused:
            vault.contact(**{field: text})
        assert list(refused.value.fields) == [field]


def test_a_contact_does_not_tell_itself_in_a_traceback():
    assert "Alice" not in repr(vault.Contact(name="Alice"))
