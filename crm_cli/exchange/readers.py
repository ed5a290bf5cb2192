"""The former name of the room's reading."""

from crm_cli.exchange.reading import Opened, Row, Sheet

__all__ = ["Opened", "Row", "Sheet"]
