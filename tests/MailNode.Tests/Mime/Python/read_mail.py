"""Reads mails with Python's email package and prints one JSON line per file: what MailNode is compared with."""
import email
import email.policy
import hashlib
import json
import sys


def plain(text):
    """Python keeps bytes that are no ASCII as half surrogate pairs: here they are UTF-8, or U+FFFD."""
    return None if text is None else str(text).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def leaves(part):
    kind = part.get_content_type()
    inside = part.get_payload()
    if kind.startswith("message/") and kind not in ("message/rfc822", "message/global"):
        # Python looks for a mail in every message/*; RFC 2046 says so of message/rfc822 alone.
        yield part
    elif not isinstance(inside, list):
        yield part
    else:
        if part.get_content_maintype() != "multipart":
            yield part
        for child in inside:
            yield from leaves(child)


def decoded(part):
    """Bytes without the transfer encoding; None where Python has no bytes for it."""
    if isinstance(part.get_payload(), list):
        return None
    return part.get_payload(decode=True)


def text(part, data):
    if part.get_content_maintype() != "text" or data is None:
        return None
    charset = part.get_content_charset() or "us-ascii"
    try:
        return data.decode(charset).replace("\r\n", "\n").replace("\r", "\n")
    except (LookupError, UnicodeDecodeError):
        return None


def described(part):
    data = decoded(part)
    return {
        "type": part.get_content_type(),
        "name": plain(part.get_filename()),
        "sha256": None if data is None else hashlib.sha256(data).hexdigest(),
        "text": text(part, data),
    }


def defects(mail):
    """What Python finds remarkable, in the mail and in its header fields."""
    for part in mail.walk():
        yield from (type(defect).__name__ for defect in part.defects)
        for name, value in part.items():
            yield from (f"{name}: {type(defect).__name__}" for defect in value.defects)


def addresses(mail):
    return [plain(f"{one.display_name}|{one.addr_spec}") for one in (mail["to"].addresses if "to" in mail else [])]


def read(path, whole):
    with open(path, "rb") as file:
        mail = email.message_from_bytes(file.read(), policy=email.policy.default)
    try:
        found = {"file": path, "parts": [described(part) for part in leaves(mail)], "subject": plain(mail["subject"])}
        return found | {"to": addresses(mail), "defects": list(defects(mail))} if whole else found
    except Exception as error:
        return {"file": path, "error": f"{type(error).__name__}: {error}"}


for line in sys.stdin:
    print(json.dumps(read(line.rstrip("\n"), whole="--whole" in sys.argv)), flush=True)
