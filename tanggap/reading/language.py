"""Whether somebody writes Indonesian or English, by the small words that every text is full of."""

import re

INDONESIAN = frozenset(
    "yang dan di ke dari untuk dengan tidak ini itu saya kami anda sudah belum ada adalah pada akan bisa karena juga "
    "atau tapi tetapi mohon tolong sangat lagi sampai hari oleh kalau gak nggak ga tdk yg dgn sy utk krn aja udah "
    "kenapa mengapa bagaimana terima kasih bapak ibu pak bu harus masih lebih saat agar jadi".split()
)
ENGLISH = frozenset(
    "the and to of is was are were for with not this that my we you it have has had but from on at be been they your "
    "please will would could should there when what why how do does did am i a an in our no just very".split()
)
LONGEST_LOOK = 4_000
_WORD = re.compile(r"[a-z]+")
# An address is no language: “sign-in” in it is no English.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def language_of(text: str, otherwise: str = "id") -> str:
    """`id` or `en`; `otherwise` when its words tell nothing (too few of them, or another language)."""
    words = _WORD.findall(_ADDRESS.sub(" ", text[:LONGEST_LOOK].lower()))
    indonesian = sum(word in INDONESIAN for word in words)
    english = sum(word in ENGLISH for word in words)
    if indonesian == english:
        return otherwise
    return "id" if indonesian > english else "en"
