"""What a text names, before it is resolved."""

import pytest

from cultotranscript.analysis.passage_items import Item, Part


def test_an_item_is_a_value_that_leans_on_the_one_before_where_it_has_no_book() -> None:
    item = Item("relative", 0, 2, None, (Part(None, 7),), "lone-verse")

    assert item == Item("relative", 0, 2, None, (Part(None, 7, None),), "lone-verse")
    with pytest.raises(AttributeError):
        item.end = 3  # type: ignore[misc]
