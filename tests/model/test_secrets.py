"""A key is never shown, in no form in which a provider may hand it back."""

import base64
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.model import secrets
from system2.model.secrets import scrub
from system2.model.translation import translate

KEYS = ["sk-fake/+=?&key 1", "sk-fake-c0ffee", "ключ-ключ", "a1b2c3d4"]
FORMS = {
    "as it is": lambda key: key,
    "URL-coded": lambda key: quote(key, safe=""),
    "URL-coded with its slashes": quote,
    "coded as in a form": quote_plus,
    "URL-coded in small letters": lambda key: quote(key, safe="").replace("%2B", "%2b").replace("%2F", "%2f"),
    "as a password in base64": lambda key: base64.b64encode(f":{key}".encode()).decode(),
    **{
        f"in base64, {offset} bytes on": lambda key, offset=offset: base64.b64encode(
            b"user:"[:offset] + key.encode() + b" and more"
        ).decode()
        for offset in range(4)
    },
    "in base64 for addresses": lambda key: base64.urlsafe_b64encode(b"x" + key.encode()).decode(),
}


def inside_base64(text: str) -> str:
    """Everything that any part of a text decodes to."""
    letters = "".join(sign for sign in text if sign.isalnum() or sign in "+/-_").replace("-", "+").replace("_", "/")
    decoded = (base64.b64decode(letters[start : start + 4 * ((len(letters) - start) // 4)]) for start in range(4))
    return " ".join(each.decode(errors="replace") for each in decoded)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_scrubbed_in_every_form(monkeypatch: pytest.MonkeyPatch, key: str, form: str) -> None:
    """Whatever stands before and behind it stays."""
    monkeypatch.setenv("SOME_API_KEY", key)
    said = scrub(f"No such key: {FORMS[form](key)} (401)")
    assert said.startswith("No such key: ")
    assert said.endswith(" (401)")
    assert "[key]" in said
    assert key not in said
    assert key[:-2] not in inside_base64(said.split()[3])


@given(key=st.text(min_size=8, max_size=60), before=st.binary(max_size=5), after=st.binary(max_size=5))
def test_no_base64_of_a_key_gets_through(key: str, before: bytes, after: bytes) -> None:
    """Whatever is encoded with it."""
    key_bytes = key.encode(errors="surrogatepass")
    try:
        key_bytes.decode()
    except UnicodeDecodeError:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "_handed_over", {key})
        assert "[key]" in scrub(base64.b64encode(before + key_bytes + after).decode())


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("key abc12 is wrong", "key [key] is wrong"),
        ("key 'abc12'.", "key '[key]'."),
        ("xabc12, abc123 and abc_abc12", "xabc12, abc123 and abc_abc12"),
        ("?key=abc12&x=1", "?key=[key]&x=1"),
    ],
)
def test_a_short_key_is_scrubbed_as_a_whole_word_only(monkeypatch: pytest.MonkeyPatch, said: str, shown: str) -> None:
    """Else it would be found in many a text."""
    monkeypatch.setenv("SHORT_TOKEN", "abc12")
    assert scrub(said) == shown


@pytest.mark.parametrize("value", ["false", "1", "", "TRUE", "100", "off"])
def test_a_switch_is_no_key(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """Though its variable's name has the word in it."""
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", value)
    said = '{"stream": false, "n": 1, "max": 100}, true, off'
    assert scrub(said) == said


def test_a_key_that_is_cut_off_with_its_line_is_not_shown_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long complaint is shortened after its keys are gone, not before."""
    key = "sk-" + "0123456789abcdef" * 4
    monkeypatch.setenv("SOME_API_KEY", key)
    for length in range(200, 320):
        assert "0123456789" not in translate(ValueError("x" * length + key), streaming=False).reason
