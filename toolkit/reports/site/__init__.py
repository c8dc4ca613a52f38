"""The catalogue as a static site."""

from toolkit.reports.site.build import Beside, MachineForm, build_site
from toolkit.reports.site.masthead import Masthead

__all__ = ["Beside", "MachineForm", "Masthead", "build_site"]
