"""The jinja2 environment of the pages that Bestand writes: everything is escaped, every text is translated."""

from __future__ import annotations

from typing import Any, cast

from jinja2 import Environment, FunctionLoader, StrictUndefined

from toolkit.bundle import read_bundled
from toolkit.reports.language import Translator


def build_environment(folder: str, translator: Translator) -> Environment:
    """Set jinja2 up for the templates of a folder; an unknown name in one of them is an error."""
    environment = Environment(
        loader=FunctionLoader(lambda name: read_bundled(folder, name)),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    cast("Any", environment).install_gettext_translations(translator, newstyle=True)
    environment.policies["ext.i18n.trimmed"] = True
    return environment
