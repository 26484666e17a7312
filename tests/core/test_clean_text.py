from hypothesis import given
from hypothesis import strategies as st

from tasks.core.clean_text import plain_line, strip_harmful


@given(st.text(alphabet=st.characters(), max_size=200))
def test_a_line_can_be_stored_and_shown_whatever_was_written(markup):
    line = plain_line(markup, max_chars=50)
    assert len(line) <= 50
    assert line.encode().decode() == line == strip_harmful(line)
    assert "\n" not in line
    assert "\x1b" not in line


def test_only_tags_that_end_a_line_part_words():
    assert plain_line("<p>H<sub>2</sub>O</p><p>et l'<i>eau</i>.</p>", max_chars=80) == "H2O et l'eau."


def test_what_is_no_tag_stays():
    assert plain_line("Budget: 3 < 5 &lt; 7 &amp; 9", max_chars=80) == "Budget: 3 < 5 < 7 & 9"


def test_a_comment_without_an_end_hides_the_rest():
    assert plain_line("Bread<!-- and so on", max_chars=80) == "Bread"


def test_accents_are_composed():
    assert plain_line("Cafe\u0301", max_chars=80) == "Café"


def test_entities_for_control_characters_do_not_come_back_as_such():
    assert plain_line("a&#27;[31mb&#0;c&#xD800;d", max_chars=80).isprintable()
