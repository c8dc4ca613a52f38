"""Sending a file: read while it is sent, never held in memory as a whole, and told of as it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from ckanapi.common import reverse_apicontroller_action
from requests_toolbelt.multipart.encoder import MultipartEncoder, MultipartEncoderMonitor

from toolkit.catalogues.base import Sent
from toolkit.catalogues.ckan.session import CkanSession

_STEP = 256 * 1024
"""Bytes between two words about an upload's progress; of a smaller one nothing is told."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send with an action: its name, the open file, and whom to tell how far it is."""

    name: str
    stream: BinaryIO
    tell: Callable[[Sent], None]


def send_upload(
    session: CkanSession, url: str, params: Mapping[str, str], upload: Upload, timeout: tuple[float, float]
) -> Any:
    """Post one file from its beginning as multipart/form-data and give CKAN's result.

    Multipart carries texts only. Raises what ckanapi raises for CKAN's errors, and requests' own exceptions.
    """
    upload.stream.seek(0)
    body = MultipartEncoder({**params, "upload": (upload.name, upload.stream)})
    monitor = MultipartEncoderMonitor(body, _build_teller(upload, body.len))
    headers = {"Content-Type": monitor.content_type}
    response = session.post(url, data=monitor, headers=headers, timeout=timeout, allow_redirects=False)
    return reverse_apicontroller_action(url, response.status_code, response.text)


def _build_teller(upload: Upload, total: int) -> Callable[[Any], None]:
    """Tell of a large upload in steps that a person can follow, its last byte included."""
    told = 0

    def tell(monitor: Any) -> None:
        nonlocal told
        sent = int(monitor.bytes_read)
        if sent - told >= _STEP or (told < sent == total >= _STEP):
            told = sent
            upload.tell(Sent(upload.name, sent, total))

    return tell
