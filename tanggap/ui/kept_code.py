"""Templates as an earlier process compiled them, kept in the data folder: a start need not compile them anew."""

import hashlib
from functools import cache
from pathlib import Path

import django
import jinja2
from django.conf import settings
from jinja2.bccache import Bucket, FileSystemBytecodeCache

PACKAGE = Path(__file__).resolve().parent.parent
# What is put into the code when a template is compiled (ui/compiled.py): words, addresses, icons, and how that is done.
PUT_IN = ("*/locale/*/LC_MESSAGES/django.mo", "*/*urls.py", "ui/*.py", "ui/static/ui/icons.svg", "config/*.py")


class KeptCode(FileSystemBytecodeCache):
    """The code of one language. `state` stands for all that was put in: with another one it is compiled anew."""

    def __init__(self, folder: Path, language: str, state: str) -> None:
        super().__init__(str(folder), f"{language}-%s")
        self.state = state

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(f"{self.state} {source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except OSError:
            return  # as if nothing had been kept

    def dump_bytecode(self, bucket: Bucket) -> None:
        try:
            Path(self.directory).mkdir(mode=0o700, exist_ok=True)
            super().dump_bytecode(bucket)
        except OSError:
            return  # a page is not refused because a disk is full, or belongs to somebody else


@cache
def state() -> str:
    """Changes with everything that is put in; looked at when a process starts (config/wsgi.py).

    A process puts in what it has loaded, whatever is changed on the disk meanwhile.
    """
    versions = f"{django.__version__} {jinja2.__version__}"
    digest = hashlib.sha256(f"{versions} {settings.STORAGES} {settings.STATIC_URL}".encode())
    files = [path for pattern in PUT_IN for path in sorted(PACKAGE.glob(pattern))]
    for path in [*files, Path(settings.STATIC_ROOT) / "staticfiles.json"]:
        if path.exists():
            found = path.stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}".encode())
    return digest.hexdigest()
