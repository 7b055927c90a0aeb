"""Reading of zoning files: rows of text in, parts by profession and region and located problems out."""
