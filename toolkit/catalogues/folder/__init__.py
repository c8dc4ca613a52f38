"""A catalogue without a server: one JSON file per entry in a folder, and a static site for the public ones.

    ROOT/entries/<name>.json   every entry, those for staff included
    ROOT/organizations.json    the organisations, URL name -> title
    ROOT/site/                 the static site: public entries only
    ROOT/site.json             what the site was made of, so that a push without changes leaves it alone
    ROOT/site/packages/<name>/ data packages of public entries

Only ``site/`` is for the public; ROOT/README.txt says so to whoever opens the folder.
"""

from toolkit.catalogues.folder.catalogue import FolderCatalogue
from toolkit.catalogues.folder.publication import write_site

__all__ = ["FolderCatalogue", "write_site"]
