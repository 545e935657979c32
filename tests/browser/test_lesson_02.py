"""Lesson 02 and its exercises as a student meets them: run all, move sliders by keyboard, look."""

import pytest

LESSON = "notebooks/02-delta-neutrality.ipynb"
EXERCISES = "exercises/02-delta-neutrality-exercises.ipynb"


@pytest.fixture(scope="module")
def lesson(shared_page):
    """The lesson, opened and run."""
    shared_page.open(LESSON)
    shared_page.run_all()
    assert shared_page.errors() == []
    return shared_page


def test_run_all_then_move_a_slider_of_each_lab_from_the_keyboard(lesson):
    labs = lesson.labs()
    assert len(labs) == 4
    for lab in labs:
        picture, caption = lab.locator("img"), lab.locator("figcaption")
        before = picture.get_attribute("src"), caption.inner_text()
        handle = lab.get_by_role("slider").first
        handle.focus()
        lesson.page.keyboard.press("Home")  # to the lowest value: no lab opens there
        lesson.settle()
        after = picture.get_attribute("src"), caption.inner_text()
        assert after[0].startswith("blob:") and after[0] != before[0]
        assert after[1] != before[1]
        assert after[1] in picture.get_attribute("alt")
        assert handle.get_attribute("aria-label")
    assert lesson.errors() == []


def test_walking_through_the_month_with_a_held_key_ends_on_the_last_day(lesson):
    lab = lesson.labs()[0]
    lab.get_by_role("slider").first.focus()
    lesson.page.keyboard.press("Home")
    for _ in range(40):
        lesson.page.keyboard.down("ArrowRight")
        lesson.page.wait_for_timeout(30)
    lesson.page.keyboard.up("ArrowRight")
    lesson.settle()
    assert lab.locator("figcaption").inner_text().startswith("Day 30:")
    assert len(lab.locator("img").all()) == 1
    assert lesson.errors() == []


def test_saved_pictures_show_before_anything_has_run(lab_page):
    lab_page.open(LESSON)
    images = lab_page.page.locator(".jp-OutputArea img")
    assert images.count() == 4
    assert all(image.evaluate("image => image.naturalWidth") > 800 for image in images.all())
    assert lab_page.errors() == []


def test_exercises_run_untouched_and_say_so(lab_page):
    lab_page.open(EXERCISES)
    lab_page.run_all()
    assert lab_page.errors() == []
    said = lab_page.page.locator(".jp-OutputArea [role=status]").all_inner_texts()
    assert len(said) == 7
    assert all("not attempted" in text for text in said)
