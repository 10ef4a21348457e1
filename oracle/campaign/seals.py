"""A file with the digest of itself inside, so that no bit of it changes unseen."""

from __future__ import annotations

import hashlib

OPEN = "0" * 2 * hashlib.sha256().digest_size
"""In place of the digest, while it is computed."""
KEY = "seal"
_MARK = f'"{KEY}": "'.encode()


def sealed(content: bytes) -> bytes:
    """A content in whose JSON the seal is open, with its digest there."""
    begin, end = _place(content)
    return content[:begin] + _digest(content).encode() + content[end:]


def is_sealed(content: bytes) -> bool:
    """Whether a content is what was sealed, to the last bit."""
    begin, end = _place(content)
    return begin < end <= len(content) and content[begin:end] == _digest(content).encode()


def _place(content: bytes) -> tuple[int, int]:
    """Where the seal is: in JSON no text can have its mark in it, for want of a backslash."""
    found = content.rfind(_MARK)
    begin = found + len(_MARK) if found >= 0 else len(content)
    return begin, begin + len(OPEN)


def _digest(content: bytes) -> str:
    begin, end = _place(content)
    return hashlib.sha256(content[:begin] + OPEN.encode() + content[end:]).hexdigest()
