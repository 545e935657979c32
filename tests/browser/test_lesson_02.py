"""Lesson 02 and its exercises as a student meets them: run all, move sliders by keyboard, look."""

LESSON = "notebooks/02-delta-neutrality.ipynb"
EXERCISES = "exercises/02-delta-neutrality.ipynb"


def test_run_all_then_move_a_slider_of_each_lab_from_the_keyboard(lab_page):
    lab_page.open(LESSON)
    lab_page.run_all()
    assert lab_page.errors() == []
    labs = lab_page.labs()
    assert len(labs) == 4
    for lab in labs:
        picture, caption = lab.locator("img"), lab.locator("figcaption")
        before = picture.get_attribute("src"), caption.inner_text()
        handle = lab.get_by_role("slider").first
        handle.focus()
        lab_page.page.keyboard.press("Home")  # to the lowest value: no lab opens there
        lab_page.settle()
        after = picture.get_attribute("src"), caption.inner_text()
        assert after[0].startswith("blob:") and after[0] != before[0]
        assert after[1] != before[1]
        assert after[1] in picture.get_attribute("alt")
        assert handle.get_attribute("aria-label")
    assert lab_page.errors() == []


def test_walking_through_the_month_with_a_held_key_ends_on_the_last_day(lab_page):
    lab_page.open(LESSON)
    lab_page.run_all()
    lab = lab_page.labs()[0]
    lab.get_by_role("slider").first.focus()
    lab_page.page.keyboard.press("Home")
    for _ in range(40):
        lab_page.page.keyboard.down("ArrowRight")
        lab_page.page.wait_for_timeout(30)
    lab_page.page.keyboard.up("ArrowRight")
    lab_page.settle()
    assert lab.locator("figcaption").inner_text().startswith("Day 30:")
    assert len(lab.locator("img").all()) == 1
    assert lab_page.errors() == []


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
