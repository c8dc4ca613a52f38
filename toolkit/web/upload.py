"""Workbooks that are sent: streamed to the visit's own folder, bounded in every way, and gone when they are cut off."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from anyio import to_thread
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from toolkit.model.message import say, say_many
from toolkit.model.problem import Problem
from toolkit.reading.container import tell_kind
from toolkit.web.filename import build_safe_name
from toolkit.web.rate import Limiter
from toolkit.web.refusal import Refusal, build_refusal
from toolkit.web.settings import MEGABYTE, WebSettings
from toolkit.web.visit import Visit

FOLDER = "uploads"
"""The folder of a visit in which each upload has a folder of its own."""

MOST_PARTS = 100
"""Fields and files that one form may have."""
_MOST_TEXT = 64 * 1024
"""Bytes that the texts of a form may have beside its files."""
_OVERHEAD = 256 * 1024
"""Bytes that a form may need beside its files' contents."""
_PAUSE = 60
"""Seconds without a single byte after which an upload counts as cut off."""


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One workbook: where it lies, the name it was sent with (made harmless), and what it is by its content."""

    path: Path
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Upload:
    """What one form brought: its workbooks in a folder of their own, and its other fields."""

    id: str
    folder: Path
    files: tuple[UploadedFile, ...]
    fields: dict[str, list[str]]


class Space:
    """How many bytes all uploads together and those of each visit may take, and do take."""

    def __init__(self, settings: WebSettings) -> None:
        self._most, self._most_per_visit = settings.max_space, settings.max_visit_space
        self._turn = threading.Lock()
        self._used: dict[str, int] = {}

    def take(self, visit: str, size: int) -> None:
        """Count bytes. Raises Refusal (413 or 507) where there is no room for them."""
        with self._turn:
            own = self._used.get(visit, 0) + size
            if own > self._most_per_visit:
                raise _visit_full()
            if sum(self._used.values()) + size > self._most:
                raise _server_full()
            self._used[visit] = own

    def give_back(self, visit: str, size: int | None = None) -> None:
        """Count bytes no more; all of a visit's without a size."""
        with self._turn:
            left = 0 if size is None else self._used.get(visit, 0) - size
            if left > 0:
                self._used[visit] = left
            else:
                self._used.pop(visit, None)


@dataclass(slots=True)
class _Part:
    """One part of a form while it comes in."""

    head: dict[bytes, bytes] = field(default_factory=dict)
    word: bytes = b""
    name: str = ""
    sent_as: str | None = None
    text: bytes = b""
    size: int = 0
    file: BinaryIO | None = None
    path: Path | None = None


class Uploads:
    """Receives uploads of one server."""

    def __init__(self, settings: WebSettings) -> None:
        self.settings = settings
        self.space = Space(settings)
        self.rate = Limiter(settings.rates.uploads)

    async def receive(self, request: Request) -> Upload:
        """Receive the workbooks of a form. Raises Refusal, ClientDisconnect; then nothing of it is left."""
        visit: Visit = request.state.visit
        try:
            self.rate.take(visit.id)
            boundary = self._look_at(request)
            receiver = _Receiver(visit, self)
        except Refusal:
            request.state.must_close = True
            raise
        try:
            await receiver.read(request, boundary)
            files = await to_thread.run_sync(receiver.look_at_files)
        except BaseException as error:
            receiver.throw_away()
            # The rest of the body is not wanted: without this the connection would have to take it all.
            request.state.must_close = isinstance(error, Refusal)
            raise
        return Upload(receiver.folder.name, receiver.folder, files, receiver.fields)

    def _look_at(self, request: Request) -> bytes:
        """Look at what is announced, and give the boundary of the form's parts. Raises Refusal."""
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not 0 < len(boundary) <= 70:  # RFC 2046, 5.1.1
            raise build_refusal(400)
        announced = request.headers.get("content-length", "0")
        if not announced.isascii() or not announced.isdigit():
            raise build_refusal(400)
        if int(announced) > self.settings.max_upload + _OVERHEAD:
            raise too_large(self.settings)
        return boundary


async def receive_upload(request: Request) -> Upload:
    """Receive the workbooks of a form into the visit's folder. Raises Refusal, ClientDisconnect."""
    uploads: Uploads = request.app.state.uploads
    return await uploads.receive(request)


class _Receiver:
    """Takes one form apart while it comes in."""

    def __init__(self, visit: Visit, uploads: Uploads) -> None:
        self._visit = visit
        self._uploads = uploads
        self._settings = uploads.settings
        self._part = _Part()
        self._files: list[_Part] = []
        self._parts = self._texts = self._size = 0
        self._is_whole = False
        self.fields: dict[str, list[str]] = {}
        self.folder = visit.folder / FOLDER / secrets.token_hex(16)
        self.folder.mkdir(mode=0o700, parents=True)

    async def read(self, request: Request, boundary: bytes) -> None:
        """Read the whole form. Raises Refusal, ClientDisconnect."""
        calls: dict[str, Callable[..., None]] = {
            "on_part_begin": self._begin,
            "on_header_begin": self._begin_header,
            "on_header_field": self._take_word,
            "on_header_value": self._take_value,
            "on_headers_finished": self._open,
            "on_part_data": self._take,
            "on_part_end": self._close,
            "on_end": self._finish,
        }
        parser = MultipartParser(boundary, calls)  # type: ignore[arg-type]
        pieces = request.stream()
        try:
            while True:
                piece = await asyncio.wait_for(anext(pieces, None), _PAUSE)
                if piece is None:
                    break
                parser.write(piece)
        except (MultipartParseError, TimeoutError) as error:
            raise _cut_off() from error
        if not self._is_whole:
            raise _cut_off()
        if not self._files:
            raise _no_file()

    def look_at_files(self) -> tuple[UploadedFile, ...]:
        """Tell of each file what it is. Raises Refusal for what is no workbook."""
        found = []
        for part in self._files:
            if part.path is None:
                continue
            try:
                found.append(UploadedFile(part.path, part.path.name, tell_kind(part.path)))
            except Problem as problem:
                raise Refusal(415, problem.what, problem.remedy) from problem
        return tuple(found)

    def throw_away(self) -> None:
        """Remove all that came in."""
        for part in (*self._files, self._part):
            if part.file is not None:
                part.file.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._uploads.space.give_back(self._visit.id, self._size)
        self._size = 0

    def _begin(self) -> None:
        self._part = _Part()
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise _too_many_parts()

    def _begin_header(self) -> None:
        self._part.word = b""

    def _take_word(self, data: bytes, start: int, end: int) -> None:
        self._part.word += data[start:end]

    def _take_value(self, data: bytes, start: int, end: int) -> None:
        key = self._part.word.lower()
        self._part.head[key] = self._part.head.get(key, b"") + data[start:end]

    def _open(self) -> None:
        """Look at a part's head, and open a file where it is one; a file field that was left empty has no name."""
        options = parse_options_header(self._part.head.get(b"content-disposition", b""))[1]
        self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" not in options:
            return
        self._part.sent_as = options[b"filename"].decode("utf-8", "replace")
        if self._part.sent_as:
            self._open_file(self._part.sent_as)

    def _open_file(self, sent_as: str) -> None:
        """Open the file for a part. Raises Refusal for one too many."""
        if len(self._files) >= self._settings.max_files:
            raise _too_many_files(self._settings.max_files)
        taken = [part.path.name for part in self._files if part.path is not None]
        self._part.path = self.folder / build_safe_name(sent_as, taken)
        self._part.file = self._part.path.open("xb")
        self._files.append(self._part)

    def _take(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a part's content. Raises Refusal."""
        size = end - start
        if self._part.file is not None:
            if self._size + size > self._settings.max_upload:
                raise too_large(self._settings)
            self._uploads.space.take(self._visit.id, size)
            self._size += size
            self._part.size += size
            self._part.file.write(memoryview(data)[start:end])
            return
        self._texts += size
        if self._texts > _MOST_TEXT:
            raise build_refusal(413)
        self._part.text += data[start:end]

    def _close(self) -> None:
        """End a part."""
        if self._part.file is not None:
            self._part.file.close()
        elif self._part.sent_as is None:
            self.fields.setdefault(self._part.name, []).append(self._part.text.decode("utf-8", "replace"))

    def _finish(self) -> None:
        self._is_whole = True


def too_large(settings: WebSettings) -> Refusal:
    """Say how large an upload may be."""
    return Refusal(
        413,
        say(
            "The workbook is too large: at most {megabytes} MB may be sent at once.",
            megabytes=max(1, settings.max_upload // MEGABYTE),
        ),
        say("Delete sheets and pictures that do not belong to the inventory, save it as .xlsx, and send it again."),
    )


def _visit_full() -> Refusal:
    return Refusal(
        413,
        say("Your visit has no more room for workbooks."),
        say("End the visit, which removes your files, and begin anew."),
    )


def _server_full() -> Refusal:
    return Refusal(
        507,
        say("There is no more room for workbooks here at the moment."),
        say("Try it again in an hour; files of visits that are over are removed by themselves."),
        {"Retry-After": "1800"},
    )


def _cut_off() -> Refusal:
    return Refusal(400, say("The file did not arrive whole."), say("Send it once more; nothing was kept of it."))


def _no_file() -> Refusal:
    return Refusal(
        400, say("No workbook was chosen."), say("Choose a file (.xlsx, .xlsm, .xls, .ods or .csv) and send it again.")
    )


def _too_many_parts() -> Refusal:
    return Refusal(
        413,
        say("The form has far more parts than ours."),
        say("Send the workbook from the first page of this site."),
    )


def _too_many_files(most: int) -> Refusal:
    return Refusal(
        413,
        say_many("At most {n} file may be sent at once.", "At most {n} files may be sent at once.", most),
        say("Send only the workbooks that belong to one inventory."),
    )
