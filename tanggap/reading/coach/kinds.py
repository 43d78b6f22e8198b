"""What the coach knows: elements that a good answer has, and warnings of what it should not have."""

# Apologise, Sympathise, Accept responsibility, Prepare to help (R45); the last one is a next step and its date.
REPLY = ("apology", "sympathy", "responsibility", "help", "date")
# A call note says besides whether what was heard was said back and confirmed, what is wished, and until when (R47, B8).
CALL = ("apology", "restatement", "wish", "date")
ELEMENTS = ("apology", "sympathy", "responsibility", "help", "date", "restatement", "wish")
WARNINGS = ("blame", "defensive", "denial", "formula", "promise", "others", "internal")
# Warnings that facts give and no words: about this reply of this case.
FROM_FACTS = ("amount", "late", "past", "language")
