"""Web pages: the story and what an archive says of it, without the page around it."""

# Pages and stories are easier to read in one piece.
# ruff: noqa: E501

from fabula.source import from_bytes

ONE = "Wren set the lamp on the sill and waited. Nobody came up the lane that night, nor the next."
TWO = "“Go to bed,” said Tam from the stairs. “He knows the way, and he has the other lamp.”"
THREE = "In the morning there were prints in the frost, coming and going, and the lamp was out."

DOWNLOAD = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>The Lamp - moth_9 - Lanterns</title>
<style type="text/css">p.message {{ text-align: center; }}</style></head>
<body>
<div id="preface">
  <p class="message"><b>The Lamp</b><br />
  Posted originally on the <a href="http://archiveofourown.org/">Archive of Our Own</a> at <a href="http://archiveofourown.org/works/12345">http://archiveofourown.org/works/12345</a>.</p>
  <div class="meta">
    <dl class="tags">
      <dt>Rating:</dt><dd><a href="/tags/T">Teen And Up Audiences</a></dd>
      <dt>Archive Warnings:</dt><dd><a href="/tags/a">No Archive Warnings Apply</a>, <a href="/tags/b">Fog</a></dd>
      <dt>Category:</dt><dd><a href="/tags/g">Gen</a></dd>
      <dt>Fandom:</dt><dd><a href="/tags/l">Lanterns (TV)</a></dd>
      <dt>Relationships:</dt><dd><a href="/tags/w">Tam &amp; Wren</a></dd>
      <dt>Characters:</dt><dd><a href="/tags/w">Wren</a>, <a href="/tags/t">Tam</a></dd>
      <dt>Additional Tags:</dt><dd><a href="/tags/x">Waiting</a>, <a href="/tags/y">Lamps, Plural</a></dd>
      <dt>Language:</dt><dd>English</dd>
      <dt>Series:</dt><dd>Part 1 of <a href="/series/1">Lanes</a></dd>
      <dt>Stats:</dt><dd>Published: 2020-01-02
        Words: 1,204
        Chapters: 2/2
      </dd>
    </dl>
    <h1>The Lamp</h1>
    <div class="byline">by <a rel="author" href="/users/moth_9">moth_9</a></div>
    <p>Summary</p>
    <blockquote class="userstuff"><p>Somebody waits.</p><p>Somebody else does not.</p></blockquote>
    <p>Notes</p>
    <blockquote class="userstuff"><p>For my sister.</p></blockquote>
  </div>
</div>
<div id="chapters" class="userstuff">
  <div class="meta group"><h2 class="heading">Chapter 1: Frost</h2>
    <p>Chapter Summary</p><blockquote class="userstuff"><p>It is cold.</p></blockquote></div>
  <div class="userstuff"><p>{ONE}</p><hr/><p>{TWO}</p></div>
  <div class="meta group"><h2 class="heading">Chapter 2: Prints</h2></div>
  <div class="userstuff"><p>{THREE}</p></div>
  <div class="meta group"><div class="endnote-link">See the end of the chapter for notes</div></div>
</div>
<div id="afterword">
  <div class="meta"><div id="endnotes"><p>End Notes</p><blockquote class="userstuff"><p>Thank you!</p></blockquote></div></div>
  <p class="message">Please <a href="http://archiveofourown.org/works/12345/comments/new">drop by the Archive and comment</a> to let the creator know if you enjoyed their work!</p>
</div>
</body></html>"""


def test_an_archive_download() -> None:
    source = from_bytes(DOWNLOAD.encode(), "lamp.html")
    assert source.media == "html"
    assert source.text == f"{ONE}\n\n{TWO}\n\n{THREE}"
    assert source.header == {
        "title": "The Lamp",
        "author": "moth_9",
        "url": "http://archiveofourown.org/works/12345",
        "rating": "Teen And Up Audiences",
        "warnings": ("No Archive Warnings Apply", "Fog"),
        "category": "Gen",
        "fandom": "Lanterns (TV)",
        "pairing": "Tam & Wren",
        "characters": ("Wren", "Tam"),
        "tags": ("Waiting", "Lamps, Plural"),
        "language": "English",
        "series": "Part 1 of Lanes",
        "published": "2020-01-02",
        "words": "1,204",
        "chapters": "2/2",
        "summary": "Somebody waits.\nSomebody else does not.",
        "notes": "For my sister.",
        "chapter_summary": "It is cold.",
        "end_notes": "Thank you!",
    }
    assert [s.title for s in source.sections if s.kind == "chapter"] == [
        "Chapter 1: Frost",
        "Chapter 2: Prints",
    ]
    assert source.breaks == (source.text.index(TWO),)


SITE = f"""<!DOCTYPE html><html lang="en"><head><title>The Lamp - moth_9 | Archive of Our Own</title></head>
<body class="logged-out"><div id="outer" class="wrapper"><ul id="skiplinks"><li><a href="#main">Main Content</a></li></ul>
<header id="header" class="region"><h1 class="heading"><a href="/">Archive of Our Own</a></h1>
<nav><ul><li><a href="/media">Fandoms</a></li></ul></nav></header>
<div id="inner"><div id="main" class="works-show region" role="main">
<h2 class="landmark heading">Actions</h2><ul class="work navigation actions"><li><a href="#">Entire Work</a></li></ul>
<div class="wrapper"><dl class="work meta group">
<dt class="rating tags">Rating:</dt><dd class="rating tags"><ul class="commas"><li class="last"><a class="tag" href="/t">Mature</a></li></ul></dd>
<dt class="fandom tags">Fandoms:</dt><dd class="fandom tags"><ul class="commas"><li><a class="tag" href="/t">Lanterns</a></li><li class="last"><a class="tag" href="/u">Lanes</a></li></ul></dd>
<dt class="stats">Stats:</dt><dd class="stats"><dl class="stats"><dt class="published">Published:</dt><dd class="published">2021-03-04</dd><dt class="words">Words:</dt><dd class="words">900</dd></dl></dd>
</dl></div>
<div id="workskin"><div class="preface group"><h2 class="title heading">The Lamp</h2>
<h3 class="byline heading"><a rel="author" href="/users/m">moth_9</a></h3>
<div class="summary module"><h3 class="heading">Summary:</h3><blockquote class="userstuff"><p>Somebody waits.</p></blockquote></div>
<div class="notes module"><h3 class="heading">Notes:</h3><blockquote class="userstuff"><p>Hello.</p></blockquote></div></div>
<div id="chapters" role="article"><h3 class="landmark heading" id="work">Work Text:</h3>
<div class="userstuff"><p>{ONE}</p><p>{TWO}</p></div></div>
<div class="afterword preface group"><div id="work_endnotes" class="end notes module"><h3 class="heading">Notes:</h3><blockquote class="userstuff"><p>Bye.</p></blockquote></div></div>
</div></div>
<div id="feedback" class="feedback"><h3>Comments</h3><ul><li><p>This was lovely and I cried into the soup.</p></li></ul></div>
</div></div></body></html>"""


def test_the_archives_own_page() -> None:
    source = from_bytes(SITE.encode(), "work.html")
    assert source.text == f"{ONE}\n\n{TWO}"
    assert source.header["title"] == "The Lamp"
    assert source.header["author"] == "moth_9"
    assert source.header["rating"] == "Mature"
    assert source.header["fandom"] == ("Lanterns", "Lanes")
    assert source.header["published"] == "2021-03-04"
    assert source.header["words"] == "900"
    assert source.header["summary"] == "Somebody waits."
    assert source.header["notes"] == "Hello."
    assert source.header["end_notes"] == "Bye."


def test_a_page_like_fanfiction_net() -> None:
    page = f"""<html><head><title>The Lamp, a lanterns fanfic | FanFiction</title></head><body>
    <div id="top"><div class="menulink"><a href="/">FanFiction</a> <a href="/j/">Just In</a></div></div>
    <div id="profile_top"><span><img src="x.jpg"></span><button>Follow/Fav</button><b class="xcontrast_txt">The Lamp</b>
    <span class="xcontrast_txt">By:</span> <a class="xcontrast_txt" href="/u/1/moth">moth</a>
    <div class="xcontrast_txt">Somebody waits at the window with a lamp.</div>
    <span class="xgray xcontrast_txt">Rated: <a href="/r">Fiction T</a> - English - Drama/Angst - Wren, Tam - Chapters: 3 - Words: 3,141 - Status: Complete - id: 77</span></div>
    <div id="storytextp"><div class="storytext xcontrast_txt nocopy" id="storytext"><p>{ONE}</p><hr size="1" noshade=""><p>{TWO}</p></div></div>
    <div id="review"><a href="/r">Review this Chapter</a></div></body></html>"""
    source = from_bytes(page.encode(), "lamp.html")
    assert source.text == f"{ONE}\n\n{TWO}"
    assert source.header["title"] == "The Lamp"
    assert source.header["author"] == "moth"
    assert source.header["summary"] == "Somebody waits at the window with a lamp."
    assert source.header["rating"] == "T"
    assert source.header["genre"] == ("Drama", "Angst")
    assert source.header["characters"] == ("Wren", "Tam")
    assert source.header["words"] == "3,141"
    assert len(source.breaks) == 1


def test_a_library_page() -> None:
    page = f"""<html><head><title>The Project Gutenberg eBook of The Lamp, by Ann Quill</title></head><body>
    <section class="pg-boilerplate pgheader" id="pg-header"><h2>The Project Gutenberg eBook of The Lamp</h2>
    <div>This ebook is for the use of anyone anywhere.</div>
    <p><strong>Title</strong>: The Lamp</p><p><strong>Author</strong>: Ann Quill</p>
    <div>*** START OF THE PROJECT GUTENBERG EBOOK THE LAMP ***</div></section>
    <h1>THE LAMP</h1><h2>By Ann Quill</h2>
    <h2>CONTENTS</h2><table><tr><td><a href="#c1">CHAPTER I.</a></td></tr><tr><td><a href="#c2">CHAPTER II.</a></td></tr></table>
    <h2><a id="c1"></a>CHAPTER I. Frost</h2><p><span class="pagenum">[Pg 1]</span>{ONE}</p>
    <h2><a id="c2"></a>CHAPTER II. Prints</h2><p>{TWO}<a href="#f1"><sup>[1]</sup></a></p>
    <div class="footnotes"><p>[1] A brass one.</p></div>
    <section class="pg-boilerplate pgfooter"><div>*** END OF THE PROJECT GUTENBERG EBOOK THE LAMP ***</div>
    <p>Updated editions will replace the previous one.</p></section></body></html>"""
    source = from_bytes(page.encode(), "lamp.html")
    assert source.text == f"{ONE}\n\n{TWO}"
    assert source.header["title"] == "The Lamp"
    assert source.header["author"] == "Ann Quill"
    assert [s.title for s in source.sections] == ["CHAPTER I. Frost", "CHAPTER II. Prints"]


def test_any_page_with_prose_loses_its_menus() -> None:
    page = f"""<html><body><nav><a href="/">Home</a></nav><div class="sidebar"><p>Buy my book, it has lamps in it.</p></div>
    <div class="post"><h1>The Lamp</h1><p>{ONE}</p><p>{TWO}</p><p><a href="/next">Next chapter</a></p></div>
    <div class="comments"><p>What a lovely lamp, said a reader who liked it.</p></div><footer>(c) somebody</footer></body></html>"""
    source = from_bytes(page.encode(), "page.html")
    assert source.text == f"{ONE}\n\n{TWO}"


def test_an_article_is_believed_before_the_rest() -> None:
    page = f"<html><body><div>Sign up for the letter that tells you everything, every week.</div><article><p>{ONE}</p><p>{TWO}</p></article></body></html>"
    assert from_bytes(page.encode(), "page.html").text == f"{ONE}\n\n{TWO}"


def test_double_line_breaks_part_paragraphs() -> None:
    page = f"<html><body>{ONE}<br><br>{TWO}<br/>\n<br/>\n{THREE}</body></html>"
    assert from_bytes(page.encode(), "page.html").text == f"{ONE}\n\n{TWO}\n\n{THREE}"


def test_verse_keeps_its_lines() -> None:
    page = f"<html><body><p>{ONE}</p><p>O lamp of brass<br>that I have trimmed<br>burn on</p><p>{TWO}</p></body></html>"
    text = from_bytes(page.encode(), "page.html").text
    assert text == f"{ONE}\n\nO lamp of brass\nthat I have trimmed\nburn on\n\n{TWO}"


def test_emphasis_entities_and_unclosed_tags() -> None:
    page = f"<p>He <em>did</em>n&rsquo;t &amp; she w<b>o</b>n&#39;t&hellip;<p>{ONE}<p>{TWO}"
    text = from_bytes(page.encode(), "page.html").text
    assert text == f"He didn’t & she won't…\n\n{ONE}\n\n{TWO}"


def test_an_empty_paragraph_among_full_ones_is_a_scene_break() -> None:
    body = "".join(f"<p>{ONE}</p>" for _ in range(9))
    page = f"<html><body>{body}<p>&nbsp;</p><p>{TWO}</p></body></html>"
    source = from_bytes(page.encode(), "page.html")
    assert source.breaks == (source.text.index(TWO),)


def test_a_picture_of_an_initial_is_a_letter() -> None:
    page = f'<html><body><p><img src="w.png" alt="W"/>{ONE[1:]}</p><p>{TWO}</p></body></html>'
    assert from_bytes(page.encode(), "page.html").text == f"{ONE}\n\n{TWO}"


def test_the_declared_encoding_is_believed_where_the_bytes_agree() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body><p>Лампа стояла на окне, и никто не шёл.</p><p>{ONE}</p></body></html>'
    assert "Лампа стояла на окне" in from_bytes(page.encode("cp1251"), "page.html").text


def test_a_hundred_thousand_nested_elements_are_read() -> None:
    deep = "<div>" * 100_000 + f"<p>{ONE}</p>" + "</div>" * 100_000 + f"<p>{TWO}</p>"
    assert from_bytes(deep.encode(), "deep.html").text == f"{ONE}\n\n{TWO}"


def test_scripts_and_hidden_parts_are_not_read() -> None:
    page = f"<html><body><script>var a = '<p>no</p>';</script><p hidden>no</p><p style='display: none'>no</p><p>{ONE}</p><!-- <p>no</p> --></body></html>"
    assert from_bytes(page.encode(), "page.html").text == ONE


def test_an_unclosed_comment_does_not_swallow_the_story() -> None:
    assert (
        ONE
        in from_bytes(f"<html><body><!-- oops <p>{ONE}</p></body></html>".encode(), "p.html").text
    )
