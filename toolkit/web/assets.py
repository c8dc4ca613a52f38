"""Style sheets, scripts and pictures: read once, named by their content, so that browsers may keep them for a year."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from toolkit.bundle import bundled_folder, bundled_names
from toolkit.web.address import link
from toolkit.web.refusal import build_refusal

KINDS: Mapping[str, str] = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".png": "image/png",
        ".ico": "image/x-icon",
        ".woff2": "font/woff2",
    }
)
"""The kinds of files that are given out, by their ending; templates are none."""

_OWN, _REPORTS = "templates/web", "templates/report"
_SHARED = ("preview.css",)
"""What the pages take from the reports: a dataset looks the same in both."""

_KEEP = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is given out; ``mark`` changes with its content."""

    name: str
    mark: str
    kind: str
    content: bytes


def read_assets() -> Mapping[str, Asset]:
    """Read all files that are given out."""
    own = ((_OWN, name) for ending in KINDS for name in bundled_names(_OWN, ending))
    read = (_read_asset(folder, name) for folder, name in (*own, *((_REPORTS, name) for name in _SHARED)))
    return MappingProxyType({asset.name: asset for asset in read})


def _read_asset(folder: str, name: str) -> Asset:
    """Read one file."""
    content = (bundled_folder(folder) / name).read_bytes()
    return Asset(name, hashlib.sha256(content).hexdigest()[:16], KINDS[Path(name).suffix], content)


def asset_link(request: Request, name: str) -> str:
    """Give the address of a file by its name. Raises KeyError where there is none."""
    asset: Asset = request.app.state.assets[name]
    return link(request, f"/static/{asset.mark}/{asset.name}")


async def show_asset(request: Request) -> Response:
    """Give out a file; an old mark is answered with 404, since what it stood for is gone."""
    asset: Asset | None = request.app.state.assets.get(request.path_params["name"])
    if asset is None or asset.mark != request.path_params["mark"]:
        raise build_refusal(404)
    return Response(asset.content, headers={"Content-Type": asset.kind, "Cache-Control": _KEEP})
