"""What was typed goes back into the right form of a page, and nothing else changes."""

from accounts.form_filling import fill_form

PAGE = """<!doctype html>
<html><head><title>A &amp; B</title><script src="/x.js"></script></head><body>
<form method="post" action="/elsewhere/"><input name="words" value="other"></form>
<!-- note --><form method="get" action="/here/"><input name="words"></form>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="fresh">
<input type="text" name="words" class="govuk-input" required><textarea name="story" rows="5">
old &lt;text&gt;</textarea>
<select name="place"><option value="">Choose</option>
<option value="a" selected>A</option><option value="b">B</option></select>
<input type="checkbox" name="agree" value="yes" checked>
<input type="checkbox" name="need" value="1"><input type="checkbox" name="need" value="2">
<input type="radio" name="when" value="today" checked><input type="radio" name="when" value="later">
<input type="password" name="password" value=""><input name="line"><input name="line"><br/>
<button name="go" value="1">Send</button></form></body></html>"""


def fill(**fields):
    return fill_form(PAGE, page="/here/", action="/here/", fields=fields)


def test_text_choices_and_ticks_go_back():
    html, filled = fill(words=['Say "hi" & <b>'], story=["<new>\nline"], place=["b"], need=["2"], when=["later"])
    assert (
        '<input type="text" name="words" class="govuk-input" required value="Say &quot;hi&quot; &amp; &lt;b&gt;">'
        in html
    )
    assert '<textarea name="story" rows="5">\n&lt;new&gt;\nline</textarea>' in html
    assert '<option value="a">A</option><option value="b" selected>B</option>' in html
    assert '<input type="checkbox" name="agree" value="yes">' in html
    assert '<input type="checkbox" name="need" value="1"><input type="checkbox" name="need" value="2" checked>' in html
    assert (
        '<input type="radio" name="when" value="today"><input type="radio" name="when" value="later" checked>' in html
    )
    assert filled == {"words", "story", "place", "need", "when"}


def test_other_forms_tokens_and_passwords_stay_as_they_are():
    html, filled = fill(words=["x"], csrfmiddlewaretoken=["stale"], password=["p"], go=["2"])
    assert 'name="csrfmiddlewaretoken" value="fresh"' in html
    assert '<form method="post" action="/elsewhere/"><input name="words" value="other"></form>' in html
    assert '<form method="get" action="/here/"><input name="words"></form>' in html
    assert '<input type="password" name="password" value="">' in html
    assert filled == {"words"}


def test_fields_of_the_same_name_get_their_values_in_order():
    html, _ = fill(line=["first", "second"])
    assert '<input name="line" value="first"><input name="line" value="second">' in html


def test_the_rest_of_the_page_is_copied_as_it_was():
    html, _ = fill(words=["x"])
    assert html.startswith('<!doctype html>\n<html><head><title>A &amp; B</title><script src="/x.js"></script>')
    assert "<!-- note -->" in html
    assert "old &lt;text&gt;" in html


def test_a_page_without_such_a_form_is_left_alone():
    assert fill_form(PAGE, page="/here/", action="/nowhere/", fields={"words": ["x"]}) == (PAGE, set())
    assert fill(other=["x"]) == (PAGE, set())
