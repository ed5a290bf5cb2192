"""A line as a shell has it, taken apart as far as it is typed: quotes and backslashes go, nothing is expanded."""

ESCAPED_IN_QUOTES = '"\\$`\n'


def taken_apart(line: str, breaks: str = "") -> tuple[list[str], int]:
    """The words of a line, the last one being typed, and from which character of that on the shell will replace it.

    ``breaks`` are the characters at which the shell begins anew within a word (``COMP_WORDBREAKS`` of bash).
    """
    words, word, quote, began, start = [], "", "", False, 0
    at = 0
    while at < len(line):
        char = line[at]
        at += 1
        if quote:
            if char == quote:
                quote = ""
            elif char == "\\" and quote == '"' and at < len(line) and line[at] in ESCAPED_IN_QUOTES:
                word += line[at]
                at += 1
            else:
                word += char
        elif char.isspace():
            if began:
                words.append(word)
            word, began, start = "", False, 0
        elif char in "\"'":
            quote, began, start = char, True, len(word)
        elif char == "\\" and at < len(line):
            word, began = word + line[at], True
            at += 1
        else:
            word, began = word + char, True
            start = len(word) if char in breaks else start
    return [*words, word], start


def after_program(words: list[str]) -> list[str]:
    """The words after the program's own name, before which variables may be set."""
    at = 0
    while at < len(words) - 1 and "=" in words[at]:
        at += 1
    return words[at + 1 :]
