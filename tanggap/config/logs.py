"""Logs as one JSON object per line on standard error, without anything that opens a complaint."""

import logging.config
import re
from typing import Any

import structlog

# A tracking link, an invitation, a task for somebody outside and one's own complaints open by a secret in the path;
# whoever reads a log must not be able to follow it.
SECRET_PATH = re.compile(r"(/t/|/invitation/|/errand/|/mine/|/objection/)[^/?\s\"']+")


def hide_secrets(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Mask links that open something, wherever they stand in the line."""
    return {name: masked(value) if isinstance(value, str) else value for name, value in event.items()}


def masked(text: str) -> str:
    """`/t/Abc123` → `/t/***`."""
    return SECRET_PATH.sub(r"\1***", text)


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    hide_secrets,
]


def logging_for(level: str) -> dict[str, Any]:
    """The LOGGING setting: everything through structlog, Django's own records included."""
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            # Every request is logged once, by config/request_log.py; Django would log refusals a second time.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            # The mail door would write down who writes to us, and from where.
            "mail.log": {"level": "ERROR"},
            "httpx": {"level": "WARNING"},
            "PIL": {"level": "WARNING"},
        },
    }


def configure(settings: dict[str, Any]) -> None:
    """Called by Django (LOGGING_CONFIG): the standard library's loggers and structlog write the same lines."""
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
