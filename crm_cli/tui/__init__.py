"""The screens: a second door to the same rooms. It reads through them; what it writes it writes as a line of ``crm``."""

import os

if os.environ.get("TERM_PROGRAM") == "vscode":  # before anything of Textual is imported
    # Its terminal loses single characters of an input method otherwise.
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
