"""DCAT-AP.de: datasets as RDF and back, what the standard asks for, shapes (SHACL), and the quality score (MQA)."""
