"""A CKAN site (2.10, 2.11, 2.12) as a catalogue, spoken to by its action API."""

from toolkit.catalogues.ckan.catalogue import CkanCatalogue, connect_ckan
from toolkit.catalogues.ckan.patience import Patience

__all__ = ["CkanCatalogue", "Patience", "connect_ckan"]
