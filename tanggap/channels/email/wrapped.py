"""Files that hold words or files in a form which nobody here can open; they are kept, and the complaint says so."""

from email.message import Message

TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
SMIME = {"application/pkcs7-mime", "application/x-pkcs7-mime"}


def wrapping(part: Message, kind: str, name: str) -> str:
    """`tnef` (Outlook's winmail.dat), `encrypted`, `signed` (both S/MIME), else empty. `kind` is its media type."""
    name = name.casefold()
    if kind in TNEF or name in {"winmail.dat", "win.dat"}:
        return "tnef"
    if kind in SMIME or name == "smime.p7m":
        said = part.get_param("smime-type", "")
        return "signed" if isinstance(said, str) and said.casefold().startswith("signed") else "encrypted"
    return "encrypted" if kind == "application/pgp-encrypted" else ""
