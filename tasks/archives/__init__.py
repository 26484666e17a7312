"""Archives of sites, a request at a time: each kind knows how to go on from a cursor, and of no warehouse."""
