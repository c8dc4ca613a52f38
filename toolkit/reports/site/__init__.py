"""The catalogue as a static site."""

from toolkit.reports.site.build import Beside, build_site
from toolkit.reports.site.masthead import Masthead

__all__ = ["Beside", "Masthead", "build_site"]
