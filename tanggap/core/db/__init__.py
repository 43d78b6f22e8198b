"""PostgreSQL: the embedded server that Tanggap starts itself, or any other by TANGGAP_DATABASE_URL."""
