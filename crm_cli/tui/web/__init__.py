"""The screens in a browser of this machine: the server, who may come in, and one process of ``crm tui`` for every tab."""
