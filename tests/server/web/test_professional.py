"""The professional's pages."""
import sys, pathlib
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from signing_in import browser
from pages import Page, get, send, record_in


def test_try(region):
    c = browser("ggd.1")
    p = get(c, "/signalen")
    assert p.status == 200, p.html
    p = get(c, "/signalen/nieuw")
    assert p.status == 200
    f = p.form("/signalen/nieuw")
    print(f)
    r = send(c, f, wat=["seksueel"], waar="vechterdam", wanneer="2026-01-10", wie="volwassene", acuut="nee", bekend_via="gezien", contact="ja", stap="doorgeven")
    assert r.status_code == 302, r.content.decode()
    p = get(c, r["Location"])
    assert p.status == 200
    print(p.text)
    d = browser("desk.1")
    for path in ("/meldpunt", "/casussen", "/meldpunt/" + record_in(r["Location"]), "/meldpunt?toon=geen_aanwijzing"):
        p = get(d, path)
        assert p.status == 200, path
        print(p.text)
