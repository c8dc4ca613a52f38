"""A real CKAN on this machine, made of packages alone: PostgreSQL, Valkey, CKAN under gunicorn, a stand-in for Solr.

``box`` is the way in. The folders ``inside`` and ``solr`` run in the sandbox's own virtual environments; they import
nothing of the rest.
"""
