"""Formats of single strings: timestamps, durations, languages, identifiers."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.lrs.xapi.errors import Invalid
from academy.lrs.xapi.identifiers import (
    is_iri,
    require_mailto,
    require_media_type,
    require_sha2,
    require_uuid,
)
from academy.lrs.xapi.languages import is_language_tag, pick, preferences
from academy.lrs.xapi.times import (
    comparable_duration,
    format_timestamp,
    parse_timestamp,
    require_duration,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2008-09-15T15:53:00.601Z", datetime(2008, 9, 15, 15, 53, 0, 601_000, UTC)),
        ("2008-09-15 15:53:00.601+00:00", datetime(2008, 9, 15, 15, 53, 0, 601_000, UTC)),
        ("2008-09-15T15:53:00+0430", datetime(2008, 9, 15, 11, 23, tzinfo=UTC)),
        ("2008-09-15T15:53:00-05", datetime(2008, 9, 15, 20, 53, tzinfo=UTC)),
        ("2008-09-15T15:53:00.1234567891Z", datetime(2008, 9, 15, 15, 53, 0, 123_456, UTC)),
        ("2008-09-15T15:53", datetime(2008, 9, 15, 15, 53, tzinfo=UTC)),
        ("20080915T155300Z", datetime(2008, 9, 15, 15, 53, tzinfo=UTC)),
        ("2008-09-15t15:53:00z", datetime(2008, 9, 15, 15, 53, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, 999_999, UTC)),
    ],
)
def test_timestamps_of_iso_8601(text, expected):
    assert parse_timestamp(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "should fail",
        "01/011/2015",
        "2008-09-15",
        "2008-09-15T15:53:00.601-00",
        "2008-09-15T15:53:00.601-0000",
        "2008-09-15T15:53:00.601-00:00",
        "2008-13-15T15:53:00Z",
        "2008-02-30T15:53:00Z",
        "2008-09-15T25:53:00Z",
        "2008-09-15T15:53:00+25:00",
        "2008-09-15T15:53:00Z ",
        "0001-01-01T00:00:00+23:00",
        "2008-09-15T15:53:00.601Zjunk",
        "٢٠٠٨-09-15T15:53:00Z",
    ],
)
def test_what_is_no_timestamp(text):
    assert parse_timestamp(text) is None


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1, 1, 2)))
def test_a_timestamp_is_written_to_the_microsecond_and_read_back(moment):
    text = format_timestamp(moment)
    assert len(text) == len("2008-09-15T15:53:00.000000Z")
    assert parse_timestamp(text) == moment


@pytest.mark.parametrize(
    "text",
    ["PT4H35M59.14S", "P3Y1M29DT4H35M59.14S", "P3Y", "P4W", "PT0S", "P1DT12H", "PT1H0M0.1S", "P1M"],
)
def test_durations(text):
    require_duration(text, "result.duration")


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1DT", "P4W1D", "PA1H0M0S", "1H", "PT1H30", "P1S", "PT1D", "-PT1S", 5, None,
     "PT1.5H30M", "P" + "1" * 300 + "D"],
)  # fmt: skip
def test_what_is_no_duration(text):
    with pytest.raises(Invalid, match="ISO 8601 duration"):
        require_duration(text, "result.duration")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("PT1.23S", "PT1.239S", True),
        ("PT1.2S", "PT1.20S", True),
        ("PT1S", "PT1.00S", True),
        ("PT1.23S", "PT1.24S", False),
        ("PT60S", "PT1M", False),
        ("P1D", "PT24H", False),
    ],
)
def test_durations_compare_as_strings_to_a_hundredth_of_a_second(one, other, same):
    assert (comparable_duration(one) == comparable_duration(other)) is same


@pytest.mark.parametrize(
    "tag",
    ["en", "fr-CA", "zh-Hant-TW", "sl-rozaj-biske", "de-CH-1901", "x-private", "en-a-bbb-x-a-ccc",
     "i-klingon", "es-419", "zh-cmn-Hans-CN", "EN-us"],
)  # fmt: skip
def test_language_tags(tag):
    assert is_language_tag(tag)


@pytest.mark.parametrize(
    "tag",
    ["", "a", "a12345678", "a12345", "en_US", "en-", "en--US", "zh-z-aaa-z-bbb-c-ccc",
     "de-1901-1901", "en-a", "fr-CA ", "français", "e" * 300],
)  # fmt: skip
def test_what_is_no_language_tag(tag):
    assert not is_language_tag(tag)


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("fr", "fr-CA"),
        ("fr-FR, en;q=0.5", "fr-CA"),
        ("en;q=0.2, fr-CA;q=0.9", "fr-CA"),
        ("de, en-US", "en-US"),
        ("de", "en-US"),
        ("*", "en-US"),
        ("", "en-US"),
        ("fr;q=0, en", "en-US"),
        ("fr;q=nonsense, en", "en-US"),
    ],
)
def test_one_language_is_picked_for_the_reader(header, chosen):
    texts = {"en-US": "answered", "fr-CA": "a répondu"}
    assert pick(texts, preferences(header)) == {chosen: texts[chosen]}


@pytest.mark.parametrize(
    "text",
    ["http://example.com", "https://académie.example/é?q=1#a", "urn:uuid:1", "tag:a@b,2020:c",
     "mailto:a@b", "http://[::1]/a", "a+b-c.d:x", "http://x.example/%C3%A9"],
)  # fmt: skip
def test_iris(text):
    assert is_iri(text)


@pytest.mark.parametrize(
    "text",
    ["", "should fail", "example.com", "/path", "//host/path", "ab=c://should.fail.com", "http:",
     "http://", "http://a b", "http://a/\n", "http://a/<b>", "http://a/%zz", "http://a/#b#c",
     "1http://a", "http://a/\x00", "http://a/{b}", "é://a"],
)  # fmt: skip
def test_what_is_no_iri(text):
    assert not is_iri(text)


def test_long_iris_are_not_remembered_yet_checked():
    assert is_iri("http://a/" + "b" * 5_000)
    assert not is_iri("http://a/" + "b" * 5_000 + " ")


@pytest.mark.parametrize("text", ["mailto:a@b", "mailto:first.last+tag@sub.host.example",
                                  "mailto:é@exemple.québec", "mailto:a@[127.0.0.1]"])  # fmt: skip
def test_mail_addresses(text):
    assert require_mailto(text, "actor.mbox") == text


@pytest.mark.parametrize(
    "text",
    ["a@b.example", "mailto:should.fail.com", "http://should.fail.com", "mailto:", "mailto:@b",
     "mailto:a@", "mailto:a b@c", "mailto:a@b@c", "MAILTO:a@b.example", "mailto:.a@b",
     "mailto:a@b?subject=x", "mailto:a@-b.example", 1],
)  # fmt: skip
def test_what_is_no_mail_address(text):
    with pytest.raises(Invalid, match="e-mail"):
        require_mailto(text, "actor.mbox")


@pytest.mark.parametrize(
    "text",
    ["AA97B177-9383-4934-8543-0F91A7A028368", "MA97B177-9383-4934-8543-0F91A7A02836",
     "AA97B177938349348543-0F91A7A02836", "{aa97b177-9383-4934-8543-0f91a7a02836}",
     "urn:uuid:aa97b177-9383-4934-8543-0f91a7a02836", 5, {}, "",
     "aa97b177938349348543 0f91a7a02836", "aa97b177-9383-4934-8543-0f91a7a02836\n"],
)  # fmt: skip
def test_what_is_no_uuid(text):
    with pytest.raises(Invalid, match="UUID"):
        require_uuid(text, "id")


@pytest.mark.parametrize("text", ["text/plain", 'text/plain; a="b c"', "application/x+y;q=1; b=2"])
def test_media_types(text):
    assert require_media_type(text, "contentType") == text


@pytest.mark.parametrize("text", ["plain", "text/", "text/plain; charset", "", "a b/c", 5])
def test_what_is_no_media_type(text):
    with pytest.raises(Invalid):
        require_media_type(text, "contentType")


@pytest.mark.parametrize("text", ["", "abc", "z" * 64, "a" * 63, 5])
def test_what_is_no_sha2(text):
    with pytest.raises(Invalid):
        require_sha2(text, "sha2")
