"""Rupiah: whole numbers, written as each language writes them."""


def rupiah(amount: int, language: str = "id") -> str:
    """1250000 → `Rp1.250.000` in Indonesian, `Rp1,250,000` in English; a minus stands before the sign."""
    sign, digits = ("−" if amount < 0 else ""), f"{abs(amount):,}"
    return f"{sign}Rp{digits}" if language.startswith("en") else f"{sign}Rp{digits.replace(',', '.')}"
