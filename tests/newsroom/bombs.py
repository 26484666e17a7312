"""Bodies that unpack to 2 GiB of zeros: made by hand from repeated blocks, since packing 2 GiB takes seconds."""

import gzip
import struct
import zlib
from functools import cache

UNPACKED_BYTES = 2 << 30
STEP_BYTES = 1 << 20
ZSTD_BLOCK_BYTES = 128 << 10  # the most a block may hold (RFC 8878, 3.1.1.2.4)
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_RLE = 1


@cache
def gzip_bomb(unpacked_bytes: int = UNPACKED_BYTES) -> bytes:
    """Return one whole gzip member, a thousandth of *unpacked_bytes* (whole MiB) long."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(bytes(STEP_BYTES))
    packer.flush(zlib.Z_FULL_FLUSH)  # from here on every step packs to the same bytes, which point to nothing before
    step = packer.compress(bytes(STEP_BYTES)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(unpacked_bytes // STEP_BYTES):
        checksum = zlib.crc32(bytes(STEP_BYTES), checksum)
    body = step * (unpacked_bytes // STEP_BYTES) + packer.flush(zlib.Z_FINISH)
    return _GZIP_HEAD + body + struct.pack("<II", checksum, unpacked_bytes & 0xFFFFFFFF)


@cache
def gzip_twice_bomb() -> bytes:
    """Return the same packed again: a few KB."""
    return gzip.compress(gzip_bomb(), mtime=0)


@cache
def zstd_bomb() -> bytes:
    """Return 64 KB in Zstandard: blocks that say 'one zero, 131,072 times'."""
    n_blocks = UNPACKED_BYTES // ZSTD_BLOCK_BYTES
    window = (17 - 10) << 3  # 2 to the power of 17
    blocks = [_rle_block(is_last=number == n_blocks - 1) for number in range(n_blocks)]
    return b"\x28\xb5\x2f\xfd\x00" + bytes([window]) + b"".join(blocks)


def _rle_block(*, is_last: bool) -> bytes:
    return struct.pack("<I", is_last | _RLE << 1 | ZSTD_BLOCK_BYTES << 3)[:3] + b"\0"


BOMBS = {
    "gzip": ("gzip", gzip_bomb),
    "gzip2": ("gzip, gzip", gzip_twice_bomb),
    "zstd": ("zstd", zstd_bomb),
}
