"""Fetches an inbox with imaplib. Arguments: port, user, password, how many mails there are. Prints the median of three, in milliseconds."""
import imaplib
import sys
import time

port, user, password, count = sys.argv[1:]
box = imaplib.IMAP4("127.0.0.1", int(port))
box.login(user, password)
box.select("INBOX", readonly=True)
times = []
for turn in range(4):
    began = time.perf_counter()
    _, data = box.uid("FETCH", "1:*", "(UID INTERNALDATE FLAGS BODY.PEEK[])")
    assert sum(isinstance(part, tuple) for part in data) == int(count)
    if turn:
        times.append((time.perf_counter() - began) * 1000)
box.logout()
print(sorted(times)[1])
