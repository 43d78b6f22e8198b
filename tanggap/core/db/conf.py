"""The configuration of the embedded PostgreSQL: safe first, small second, fast third. Written anew at every start."""

from tanggap.core.db.places import Places

DATABASE = "tanggap"
USER = "tanggap"
SUPERUSER = "postgres"

# Without these an acknowledged complaint can be lost; `gate.py` refuses to start when one is off.
SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}

# For a machine with 2 cores and little memory: web, worker and database stay under 350 MB together when idle.
SMALL = {
    "max_connections": "40",
    "shared_buffers": "64MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_worker_processes": "4",
    "max_parallel_workers_per_gather": "1",
    "autovacuum_max_workers": "2",
    "autovacuum_naptime": "15s",
    "io_method": "sync",
    "jit": "off",
    "random_page_cost": "1.1",
    "wal_compression": "on",
    "min_wal_size": "48MB",
    "max_wal_size": "512MB",
    "max_logical_replication_workers": "0",
    "checkpoint_timeout": "10min",
}

# No statement, value or row detail in the log: they hold people's words and addresses.
QUIET = {
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "log_timezone": "'UTC'",
    "timezone": "'UTC'",
}


def postgresql_conf(places: Places, changes: dict[str, str]) -> str:
    """The main file; `changes` are for tests, `local.conf` in the data folder for an administrator."""
    own = {
        "listen_addresses": "''",
        "unix_socket_directories": f"'{places.sockets}'",
        "unix_socket_permissions": "0700",
        "idle_in_transaction_session_timeout": "10min",
    }
    values = {**own, **SAFE, **SMALL, **QUIET, **changes}
    lines = [f"{name} = {value}" for name, value in values.items()]
    return "\n".join(["# Written by Tanggap at every start; put your own values into local.conf.", *lines]) + (
        "\ninclude_if_exists = 'local.conf'\n"
    )


def access_files(places: Places, me: str) -> dict[str, str]:
    """Who may connect: over the socket only, and only the system users that own this installation."""
    names = sorted({places.owner.pw_name, me})
    pairs = [f'owner "{system}" {role}' for system in names for role in (USER, SUPERUSER)]
    return {"pg_hba.conf": "local all all peer map=owner\n", "pg_ident.conf": "\n".join(pairs) + "\n"}
