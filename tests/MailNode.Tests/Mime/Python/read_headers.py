"""Reads header fields with Python's email package: one JSON object with a field and what to make of it in, one JSON value out, per line."""
import email
import email.policy
import email.utils
import json
import sys


def plain(text):
    """Python keeps bytes that are no ASCII as half surrogate pairs: here they are UTF-8, or U+FFFD."""
    return None if text is None else str(text).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def field(name, value):
    raw = (name + ": " + value + "\n\n").encode("utf-8")
    return email.message_from_bytes(raw, policy=email.policy.default)


def read(kind, value):
    if kind == "date":
        found = email.utils.parsedate_tz(value)
        return None if found is None else email.utils.format_datetime(email.utils.parsedate_to_datetime(value))
    if kind == "addresses":
        return [plain("|".join((one.display_name, one.addr_spec))) for one in field("To", value)["To"].addresses]
    if kind == "text":
        return plain(field("Subject", value)["Subject"])
    return plain(field("Content-Disposition", "attachment; " + value).get_filename())


for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = read(asked["kind"], asked["value"])
    except Exception as error:
        answer = f"{type(error).__name__}: {error}"
    print(json.dumps(answer), flush=True)
