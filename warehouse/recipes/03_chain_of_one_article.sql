-- Who was this article made from, and that one from whom?
-- For: journalists.
-- Edit: article: id or address of any article of the story.
SELECT relation, publisher, lang, parent_publisher, published_at, title
FROM story_of('http://dailybyte.example/brevane-abandons-perpetual-licenses-and-gives-eighteen-months');
