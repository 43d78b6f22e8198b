"""A real IMAP server for tests: Dovecot as an ordinary process, in a folder and on a port of its own."""

import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tanggap.channels.mailboxes import Account
from tests.second_pg import free_port

PROGRAM = shutil.which("dovecot") or ("/usr/sbin/dovecot" if Path("/usr/sbin/dovecot").exists() else "")
MISSING = "Dovecot is not installed; run: apt-get install dovecot-imapd"
PASSWORD = "rahasia"
START_SECONDS = 20

# One process for each conversation, nobody else's rights, everything below one folder.
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_uid = {uid}
mail_gid = {gid}
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
mail_max_userip_connections = 50
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
"""


@dataclass
class Dovecot:
    """The running server; a mailbox is there as soon as somebody signs in or puts a mail into it."""

    folder: Path
    port: int

    def account(self, name: str = "keluhan", *, port: int = 0) -> Account:
        address = f"{name}@sagara.test"
        return Account(address, "127.0.0.1", port or self.port, address, PASSWORD, "none")

    @contextlib.contextmanager
    def signed_in(self, name: str = "keluhan") -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=20) as server:
            server.login(f"{name}@sagara.test", PASSWORD)
            server.select("INBOX")
            yield server

    def put(self, *mails: bytes, name: str = "keluhan") -> None:
        """As a mail server delivers them: into the maildir."""
        new = self.folder / "mail" / f"{name}@sagara.test" / "new"
        if not new.exists():
            with self.signed_in(name):
                pass
        for raw in mails:
            put = new.parent / "tmp" / f"{time.time_ns()}.{os.urandom(4).hex()}.test"
            put.write_bytes(raw)
            put.chmod(0o644)
            put.rename(new / put.name)

    def flags(self, name: str = "keluhan") -> dict[int, bool]:
        """By the number of each mail whether it is marked as seen."""
        with self.signed_in(name) as server:
            _answer, data = server.uid("FETCH", "1:*", "(FLAGS)")
        lines = [line for line in data if line]
        return {int(line.split(b"UID ")[1].split(b" ")[0].rstrip(b")")): b"\\Seen" in line for line in lines}

    def number_anew(self, name: str = "keluhan") -> None:
        """As after a restore: the same mails under other numbers, and the server says so."""
        home = self.folder / "mail" / f"{name}@sagara.test"
        for path in home.glob("dovecot*"):
            path.unlink(missing_ok=True) if not path.is_dir() else shutil.rmtree(path)
        # The validity is a moment in seconds unless it is said; nobody wants to wait for the next second.
        validity = int(time.time()) + 1000 + os.getpid() % 100
        fresh, owner = self.folder / "uidlist", home.stat()
        fresh.write_text(f"3 V{validity} N1 G{os.urandom(16).hex()}\n")
        os.chown(fresh, owner.st_uid, owner.st_gid)
        # Put there whole: who reads the mailbox at this moment may be writing a list of its own.
        fresh.replace(home / "dovecot-uidlist")


@contextlib.contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    """A server on a free port; gone with everything it kept when the test is over."""
    with tempfile.TemporaryDirectory(prefix="imap-") as name:
        folder, port = Path(name), free_port()
        # Nobody's mail is root's: Dovecot refuses that, whatever its configuration says.
        me = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        for part in ("run", "state", "mail", "home"):
            (folder / part).mkdir()
            if part in ("mail", "home"):
                os.chown(folder / part, me.pw_uid, me.pw_gid)
        user = "dovecot" if os.getuid() == 0 else me.pw_name
        config = folder / "dovecot.conf"
        config.write_text(CONFIG.format(
            folder=folder, port=port, password=PASSWORD, user=user, group=_group(user), uid=me.pw_uid, gid=me.pw_gid,
        ))  # fmt: skip
        folder.chmod(0o755)
        process = subprocess.Popen([PROGRAM, "-F", "-c", str(config)], stderr=subprocess.PIPE)
        try:
            _wait(process, port, folder / "log")
            yield Dovecot(folder, port)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _group(user: str) -> str:
    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"Dovecot ended: {process.stderr.read() if process.stderr else ''!r}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as link:
            if link.recv(10).startswith(b"* OK"):
                return
        time.sleep(0.05)
    raise RuntimeError(f"Dovecot does not answer: {log.read_text() if log.exists() else ''}")
