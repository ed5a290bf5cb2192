"""The rules of clients, contacts, what was done and what is to be done."""
