"""A stand-in for the Solr core behind CKAN's search, for the sandbox only.

It runs inside the sandbox's own virtual environment as the package ``solr`` and imports nothing of ``toolkit``. It
reads fields and text analysis from the ``schema.xml`` that CKAN ships, keeps documents in memory, and knows the part of
Solr's query language that is written down in ``lucene.py`` and ``dismax.py``. What it does not know it refuses with
status 400: a refusal can be seen, a wrong result cannot.
"""
