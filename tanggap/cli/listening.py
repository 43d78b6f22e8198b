"""The mail door as a process: listens until it is told to stop; what it has not answered is handed over again."""

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from tanggap.core.errors import TanggapError
from tanggap.core.face import using_face

THREADS = 4


def listen() -> None:
    """Until SIGTERM or Ctrl-C. Raises TanggapError when the place cannot be listened on, or none is named."""
    if settings.SMTP_LISTEN is None:
        raise TanggapError("TANGGAP_SMTP_LISTEN names no place to listen on, such as 127.0.0.1:2525.")
    with ThreadPoolExecutor(THREADS, thread_name_prefix="mail door") as executor, using_face("worker"):
        asyncio.run(_listen(executor))


async def _listen(executor: ThreadPoolExecutor) -> None:
    from tanggap.casework.mail_addresses import mailbox_of
    from tanggap.channels.email.door import Keeper, open_door

    where, over = settings.SMTP_LISTEN, asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    try:
        server = await open_door(where.host, where.port, Keeper(mailbox_of, local=where.local, executor=executor))
    except OSError as problem:
        raise TanggapError(f"{where.host}:{where.port} cannot be listened on: {problem.strerror}.") from None
    print(f"Mail is taken at {where.host}:{where.port} ({'LMTP' if where.local else 'SMTP'}).", flush=True)
    await over.wait()
    server.close()
