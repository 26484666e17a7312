"""Reading a page: bytes in, a `Reading` or a `Rejection` out. Pure; no rule names a site.

`read.read_page` is the way in. The other modules hold one idea each: decoding, the blocks of the body, structured
data, titles, people, dates, credits, boilerplate, repairs, and the walls that stand where an article should be.
"""
