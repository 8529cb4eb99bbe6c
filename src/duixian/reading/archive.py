"""Zip archives read with limits: no member grows without bound, every failure is one clear error."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import BinaryIO

from duixian.errors import DamagedInput, EncryptedInput, ReadingError, TooLarge
from duixian.reading.limits import MAX_EXPANSION, MAX_MEMBERS, MIN_EXPANSION_BYTES

__all__ = ["BROKEN", "member_bytes", "member_name", "open_archive"]

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, IndexError, KeyError)
"""What the zipfile module raises over damaged archives."""

_CHUNK = 1 << 20


def open_archive(name: str, data: bytes | BinaryIO) -> zipfile.ZipFile:
    """Gives the opened archive.

    Raises:
        DamagedInput: the directory at its end is missing or broken.
        TooLarge: more members than :data:`~duixian.reading.limits.MAX_MEMBERS`.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)
    except BROKEN as cause:
        raise damaged(name) from cause
    if len(archive.filelist) > MAX_MEMBERS:
        archive.close()
        raise TooLarge(
            f"{name}：压缩包里有 {len(archive.filelist)} 个文件，超过 {MAX_MEMBERS} 个的上限；请分成几个压缩包",
            f"{name}: the archive has {len(archive.filelist)} members, over the limit of {MAX_MEMBERS}; split it",
        )
    return archive


def member_bytes(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """Gives the unpacked bytes of one member; ``name`` is what errors call it.

    Unpacks piece by piece and stops at ``limit`` bytes whatever the archive's directory says.

    Raises:
        EncryptedInput: the member needs a password.
        TooLarge: over ``limit``, or grown more than a text can.
        DamagedInput: cut off or its check sum is wrong.
    """
    if member.flag_bits & 0x1:
        raise EncryptedInput(f"{name}：压缩包有密码；请解压后再读", f"{name}: the archive has a password; unpack it first")
    allowed = max(member.compress_size * MAX_EXPANSION, MIN_EXPANSION_BYTES)
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(member) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if size > limit or size > allowed:
                    raise _too_large(name, limit, size > limit)
                pieces.append(piece)
    except ReadingError:
        raise
    except (*BROKEN, RuntimeError) as cause:
        raise damaged(name) from cause
    return b"".join(pieces)


def member_name(member: zipfile.ZipInfo) -> str:
    """Gives the name of a member as its author wrote it.

    Archives made on Chinese Windows hold names in GBK without saying so; the zipfile module reads them as code page
    437, which loses nothing.
    """
    if member.flag_bits & 0x800:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def damaged(name: str) -> DamagedInput:
    """Gives the error for a broken archive or member."""
    return DamagedInput(
        f"{name}：压缩结构已损坏，可能没有下载完整；请重新下载",
        f"{name}: the zip structure is broken, perhaps the download was cut off; download it again",
    )


def _too_large(name: str, limit: int, over: bool) -> TooLarge:
    size = limit // (1024 * 1024)
    if over:
        return TooLarge(f"{name}：解压后超过 {size} MB 的上限；请拆分后再读", f"{name}: over the limit of {size} MB once unpacked; split it")
    return TooLarge(
        f"{name}：解压后膨胀超过 {MAX_EXPANSION} 倍，疑似压缩炸弹，未读取；请核对来源",
        f"{name}: grows more than {MAX_EXPANSION} times when unpacked, as a zip bomb does; not read, check where it is from",
    )
