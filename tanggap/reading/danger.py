"""Whether somebody may be ill or hurt, by the words of the story. A hint to ask, never a finding. Pure."""

import re

# Beginnings of words, in both languages; "sakit hati" is a feeling and no illness.
_BODY = (
    r"sakit(?! hati)|muntah|diare|mencret|keracun|racun|pingsan|sesak|berdarah|pendarahan|terluka|luka bakar|melepuh|"
    r"kejang|demam|rumah sakit|ugd|igd|tersetrum|kebakaran|meledak|"
    r"sick|ill\b|vomit|diarrh|poison|unconscious|faint|bleed|injur|burn(?:s|ed|t)?\b|hospital|seizure|fever|"
    r"electrocut|on fire|explod"
)
_DANGER = re.compile(rf"\b(?:{_BODY})", re.IGNORECASE)


def may_be_hurt(text: str) -> bool:
    """Whether the words speak of illness, injury or fire."""
    return bool(_DANGER.search(text))
