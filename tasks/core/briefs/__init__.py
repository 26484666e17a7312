"""A brief in words: which stories come first, what is said of each, and how it looks as Markdown, HTML and JSON."""
