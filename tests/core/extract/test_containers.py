"""A body in several boxes is read whole, and a page with another article in like boxes is not."""

from tasks.core.extract.read import read_page
from tests.core.extract.pages import page

URL = "https://www.halden-courier.example/work/7"


def paragraphs(name, count=4):
    words = (
        "The pumps of the Halden plant failed again and the racks had to be carried up the stairs by hand that night"
    )
    return "".join(f"<p>{words}, {name} {number}, as the foreman told this newspaper.</p>" for number in range(count))


def test_every_box_of_an_article_is_read_in_order():
    body = f'<div class="entry-content">{paragraphs("first")}</div>' * 1 + "<div>ad</div>"
    split = "".join(
        f'<div class="entry-content">{paragraphs(name)}</div><div class="ad">ad</div>' for name in ("second", "third")
    )
    text = read_page(page(body=body + split), url=URL).body
    places = [text.find(f"{name} 0") for name in ("first", "second", "third")]
    assert -1 not in places
    assert places == sorted(places)


def test_a_list_inside_a_box_is_read_with_it():
    items = "".join(
        f"<li>Rack {n} of the basement leaves the plant in week {n} of the plan the city signed</li>" for n in range(9)
    )
    body = f'<div class="entry-content">{paragraphs("first")}</div><div class="entry-content"><ul>{items}</ul>'
    text = read_page(page(body=body + paragraphs("second") + "</div>"), url=URL).body
    assert "Rack 7 of the basement" in text


def test_the_boxes_of_another_article_stay_out():
    body = f'<div class="entry-content">{paragraphs("own", 8)}</div>'
    other = f'<article><h2>A bakery closes</h2><div class="entry-content">{paragraphs("other", 8)}</div></article>'
    read = read_page(page(body=body).replace(b"<aside>", other.encode() + b"<aside>", 1), url=URL).body
    assert "own 7" in read
    assert "other 7" not in read


def test_a_menu_in_like_boxes_is_no_part_of_the_article():
    menu = f'<nav><div class="entry-content">{paragraphs("menu", 8)}</div></nav>'
    body = f'<div class="entry-content">{paragraphs("own", 8)}</div>'
    assert "menu 7" not in read_page(page(body=body + menu), url=URL).body
