"""The screens: a second door to the same rooms. It reads through them; what it writes it writes as a line of ``crm``."""
