"""What stands before the first request: keys, tables, static files, and the question whether it is safe to serve."""

import hashlib
import os
import secrets
from ipaddress import ip_address
from pathlib import Path

import psycopg
from django.conf import settings

from tanggap.core.db import gate
from tanggap.core.errors import TanggapError

PACKAGE = Path(__file__).resolve().parent.parent
SECRET_BYTES = 50


def make_keys() -> None:
    """The secret key and the key ring, if they are not there; never replaced."""
    from tanggap.core import ring

    where: Path = settings.SECRET_FILE
    if not settings.SECRET_KEY_GIVEN and not where.exists():
        where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES))
    if not settings.KEYS:
        ring.make()


def migrate() -> None:
    """Bring the tables up to this version. Raises TanggapError where the tables stopped half-way through older ones."""
    from django.core.management import call_command

    if apps := half_way():
        raise TanggapError(
            f"The tables of {', '.join(apps)} stopped half-way to the state that this version begins with. Run "
            "`tanggap init` of the version before it once (see docs/decisions/0015), then this one again."
        )
    call_command("migrate", verbosity=0, interactive=False)


def half_way() -> list[str]:
    """The apps of which some, but not all, of the migrations have run that have become one."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    ran, became_one = set(MigrationRecorder(connection).applied_migrations()), MigrationLoader(None).replacements
    begun = {key: ran & set(one.replaces) for key, one in became_one.items() if key not in ran}
    return sorted({key[0] for key, found in begun.items() if found and found != set(became_one[key].replaces)})


def collect_static() -> None:
    """Copy, name by content and compress the static files, when any has changed since the last time."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}".encode())  # type: ignore[attr-defined]
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    if not stamp.exists() or stamp.read_text() != digest.hexdigest():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(digest.hexdigest())


def begin_demo() -> None:
    """The organisation of the demo stands before the first page is served; its complaints come while it is."""
    from tanggap.cli.demo import loading

    if not loading.is_used():
        loading.begin("company")


def first_words(base: str) -> str:
    """What is said where nobody works yet: the code that lets one person in, and where to type it."""
    from tanggap.core.secrets import setup_code

    code = setup_code()
    return (
        f"Nobody works here yet. Begin here: {base}/desk/begin/?code={code}\n"
        f"The set-up code is {code}. It lets the first administrator in, once; show it to nobody else."
    )


def lacks_staff() -> bool:
    """Whether the database is empty: nobody works here, and no demo is loaded. Asked without Django."""
    with gate.connect(settings.DATABASES["default"]) as connection:
        return connection.execute("SELECT 1 FROM people_staff LIMIT 1").fetchone() is None


def database_mark() -> str:
    """Which migrations that database has seen; another or an emptied database has another mark."""
    with gate.connect(settings.DATABASES["default"]) as connection:
        try:
            row = connection.execute("SELECT count(*), max(applied)::text FROM django_migrations").fetchone()
        except psycopg.errors.UndefinedTable:
            return "empty"
    return str(row)


def is_set_up() -> bool:
    """Whether the last `init` was of this very state of things."""
    mark = settings.HOME / ".set-up"
    return mark.exists() and mark.read_text(encoding="utf-8") == fingerprint()


def remember_set_up() -> None:
    """At the end of `init`."""
    (settings.HOME / ".set-up").write_text(fingerprint(), encoding="utf-8")


def fingerprint() -> str:
    """Changes when anything changes that `init` would act on: migrations, static files, keys, the database itself.

    With it a second start needs no Django and no look at every file, and is within seconds.
    """
    digest = hashlib.sha256(database_mark().encode())
    for pattern in ("*/migrations/*.py", "*/static/**/*", "config/*.py"):
        for path in sorted(PACKAGE.glob(pattern)):
            found = path.stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}".encode())
    for path in (settings.SECRET_FILE, settings.HOME / "keys" / "ring.json", Path(settings.STATIC_ROOT) / ".stamp"):
        digest.update(f"{path} {path.exists()}".encode())
    return digest.hexdigest()


def unsafe(bind_host: str = "127.0.0.1") -> list[str]:
    """What forbids to serve: one sentence for each (HARDENING P4). The database must be reachable."""
    found = []
    if settings.SECRET_KEY == settings.UNSET_KEY and settings.SECRET_FILE.exists():
        settings.SECRET_KEY = settings.SECRET_FILE.read_text(encoding="utf-8")  # made since we read the settings
    if settings.DEBUG:
        found.append("DEBUG is on: every error would show the inside of Tanggap to the visitor.")
    if settings.SECRET_KEY == settings.UNSET_KEY:
        found.append("There is no secret key; run: tanggap init")
    elif len(settings.SECRET_KEY) < SECRET_BYTES // 2 or settings.SECRET_KEY.startswith("django-insecure-"):
        found.append("TANGGAP_SECRET_KEY is too easy to guess; use at least 25 random characters.")
    if not is_loopback(bind_host) and not settings.BASE_URL:
        found.append(
            "TANGGAP_BASE_URL is not set, and others than this machine could connect; set it or bind to 127.0.0.1."
        )
    with gate.connect(settings.DATABASES["default"]) as connection:
        return found + gate.troubles(connection) + demo_troubles(connection)


def demo_troubles(connection: psycopg.Connection) -> list[str]:
    """The demo's passwords are public: its staff may sign in only where that is wanted."""
    if settings.DEMO or (connection.execute("SELECT to_regclass('people_staff')").fetchone() or [None])[0] is None:
        return []
    demo = "SELECT 1 FROM people_staff WHERE is_active AND email LIKE '%@demo.tanggap.test' LIMIT 1"
    if connection.execute(demo).fetchone() is None:
        return []
    return ["The demo is loaded here, and its passwords are public; set TANGGAP_DEMO=1 or use another TANGGAP_HOME."]


def refuse_unsafe(bind_host: str = "127.0.0.1") -> None:
    """Raise TanggapError with every reason, when there is one."""
    if found := unsafe(bind_host):
        raise TanggapError("\n".join(["Tanggap does not start, because it would not be safe:", *found]))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
