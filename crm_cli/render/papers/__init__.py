"""Quotes, orders and delivery notes on paper: facts become a sheet in the reader's language, and that PDF, HTML, a workbook or Markdown."""
