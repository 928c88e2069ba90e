"""A PgBouncer in front of the tests' PostgreSQL, with what Azure sets where a server has it switched on.

Source: learn.microsoft.com, server parameters of Azure Database for PostgreSQL, "PgBouncer": pool_mode
transaction, ignore_startup_parameters empty, max_prepared_statements 0. PgBouncer before 1.21 knows no named
statements at all, which is what 0 means. The pool is smaller than Azure's 50, so that clients change servers
all the time.
"""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.postgresql import PASSWORD, USER, free_port, server_folder, unprivileged

_SETTINGS = """\
[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
ignore_startup_parameters =
default_pool_size = 5
max_client_conn = 5000
"""


@contextmanager
def running_pgbouncer(program: str, *, server: int) -> Iterator[int]:
    """Start `program` in front of the server on that port; yield its port and stop it afterwards."""
    with server_folder("todo-pgbouncer-") as folder:
        port = free_port()
        users, settings = folder / "users", folder / "pgbouncer.ini"
        users.write_text(f'"{USER}" "{PASSWORD}"\n')
        settings.write_text(_SETTINGS.format(server=server, port=port, folder=folder))
        with subprocess.Popen(
            [program, "-q", str(settings)], stderr=subprocess.DEVNULL, cwd=folder, **unprivileged()
        ) as process:
            try:
                _wait(port)
                yield port
            finally:
                process.terminate()
                process.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("PgBouncer did not start")
