"""The controlled vocabularies of DCAT-AP.de, and how the words of an inventory are looked up in them."""
