"""One module for each thing that must be done to values; each says which clause it carries out."""
