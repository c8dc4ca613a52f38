"""Style sheets, scripts and pictures: read once, named by their content, so that browsers may keep them for a year."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
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
    found: dict[str, Asset] = {}
    for ending, kind in KINDS.items():
        for name in bundled_names("templates/web", ending):
            content = (bundled_folder("templates/web") / name).read_bytes()
            found[name] = Asset(name, hashlib.sha256(content).hexdigest()[:16], kind, content)
    return MappingProxyType(found)


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
