"""Dated code lists of the catalog: small lists that payers change, as data beside the edits that use them."""
