"""Whether words of ours care for how somebody feels: courtesy, an apology, an explanation. A hint, never a verdict."""

import re

# What to look for, in both languages; a sentence that says "no apology" does not apologise.
_SIGNS = {
    "apology": re.compile(r"\b(?:maaf(?:kan|nya)?|sorry|apolog(?:y|ies|i[sz]e)|forgive us)\b", re.IGNORECASE),
    "explanation": re.compile(
        r"\b(?:(?:di)?sebabkan|penyebab(?:nya)?|sebabnya|akibat|karena|ternyata|setelah kami (?:periksa|selidiki)|"
        r"because|caused by|the cause|the reason|due to|turned out|we found)\b",
        re.IGNORECASE,
    ),
    "courtesy": re.compile(
        r"\b(?:terima kasih|kami (?:mengerti|memahami|paham)|dapat kami bayangkan|thank you|thanks for|"
        r"(?:we|i) understand|we appreciate|grateful)\b",
        re.IGNORECASE,
    ),
}
_NOT = re.compile(r"\b(?:tidak|tak|tanpa|bukan|belum|no|not|never|without)\W+(?:\w+\W+){0,2}$", re.IGNORECASE)
LONGEST_LOOK = 4_000


def cares_by(text: str) -> frozenset[str]:
    """Which of them the words seem to hold."""
    looked = text[:LONGEST_LOOK]
    return frozenset(kind for kind, sign in _SIGNS.items() if any(_meant(looked, it) for it in sign.finditer(looked)))


def _meant(text: str, found: re.Match[str]) -> bool:
    return not _NOT.search(text[max(0, found.start() - 40) : found.start()])
