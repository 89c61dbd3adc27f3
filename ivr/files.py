"""Files that clerks name: read whole, written whole or not at all. What goes wrong is told in
Chinese, in one line."""

import errno
import os
from collections.abc import Mapping
from pathlib import Path

from knowledge.errors import FileUnreadable, NotWritable

_FULL = "磁盘满了，或者超过了允许的大小：腾出地方再试"
_ADVICE: Mapping[int | None, str] = {
    errno.ENOENT: "没有这个文件或文件夹：路径写对了吗",
    errno.ENOTDIR: "路径中间有一段不是文件夹：路径写对了吗",
    errno.EISDIR: "这是文件夹，不是文件：写上文件名",
    errno.EACCES: "没有权限：换一个文件夹，或请管理员开通",
    errno.EPERM: "没有权限：换一个文件夹，或请管理员开通",
    errno.EROFS: "这里只能读，不能写：换一个文件夹",
    errno.ENAMETOOLONG: "文件名太长：换一个短的",
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
}


def read(path: Path) -> bytes:
    """Raises FileUnreadable."""
    try:
        return path.read_bytes()
    except OSError as e:
        raise FileUnreadable(f"读不了 {path}：{_advice(e)}") from None


def write(path: Path, data: bytes) -> None:
    """What stood there stays whole where this fails. Raises NotWritable."""
    try:
        if path.exists() and not path.is_file():  # a device or a pipe cannot be replaced
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except OSError as e:
        raise NotWritable(f"写不了 {path}：{_advice(e)}") from None


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _advice(error: OSError) -> str:
    return _ADVICE.get(error.errno) or f"{error.strerror or error}：检查路径和权限"
