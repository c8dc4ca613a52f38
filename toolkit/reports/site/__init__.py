"""The catalogue as a static site."""

from toolkit.reports.site.build import Beside, Masthead, build_site

__all__ = ["Beside", "Masthead", "build_site"]
