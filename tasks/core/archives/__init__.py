"""Archives of sites as documents: what a window is, what an answer lists of it, and where to go on."""
