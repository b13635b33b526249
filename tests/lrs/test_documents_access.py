"""Who changes a document, and on what condition, over HTTP, in both versions."""

import pytest

from .documents import RESOURCES, Documents

V1 = "1.0.3"


# --- Concurrency: Communication 3.1, 9274 4.1.4 --------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_if_match_without_a_document(kept, method):
    """RFC 9110 13.1.1: `*` asks that there be one."""
    for header in ("*", '"1234"'):
        reply = kept.send(method, "one", {}, headers={"if-match": header})
        assert reply.status_code == 412
    assert kept.get().json() == []
    kept.new("one", {})
    assert kept.send(method, "one", {}, headers={"if-match": "*"}).status_code == 204


def test_a_sum_without_quotes_is_understood(kept):
    """Packages that work the SHA-1 out themselves send it bare."""
    kept.new("one", b"{}")
    bare = kept.etag("one").strip('"').upper()
    assert kept.put("one", b"[]", headers={"if-match": bare}).status_code == 204


@pytest.mark.parametrize("header", ["", "abc", '"a', '"a" "b"', "*,*"])
def test_a_tag_that_is_none_is_refused(kept, header):
    kept.new("one", b"{}")
    assert kept.put("one", b"[]", headers={"if-match": header}).status_code == 400
    assert kept.get("one").content == b"{}"


def test_post_and_delete_without_headers(kept):
    """Communication 3.1: SHOULD, of the client alone."""
    assert kept.post("one", {"a": 1}).status_code == 204
    assert kept.post("one", {"b": 2}).status_code == 204
    assert kept.delete("one").status_code == 204


# --- Who: Communication 4.0 ----------------------------------------------------------------------


def test_who_is_unknown_is_told_nothing(kept):
    kept.new("one", b"{}")
    kept.api.headers["authorization"] = "Basic eDp5"
    for method in ("GET", "PUT", "POST", "DELETE"):
        assert kept.send(method, "one", b"{}").status_code == 401


def test_one_organism_never_meets_anothers_documents(make_api, organisms, version):
    """None is a space of its own, too."""
    here, also_here, there, none = (
        make_api(organism=one, version=version)
        for one in (organisms[0], organisms[0], organisms[1], None)
    )
    for kind in RESOURCES:
        for number, api in enumerate((here, there, none)):
            kept = Documents(api, kind)
            assert kept.get("one").status_code == 404
            assert kept.get().json() == []
            kept.new("one", {"owner": number})
        assert Documents(also_here, kind).get("one").json() == {"owner": 0}
        Documents(there, kind).delete("one")
        for number, api in ((0, here), (2, none)):
            assert Documents(api, kind).get("one").json() == {"owner": number}
    Documents(none, "state").delete()
    assert Documents(here, "state").get().json() == ["one"]
