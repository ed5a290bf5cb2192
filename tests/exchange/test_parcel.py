"""The file of a moved base: whole and unaltered, or refused before anything is read from it."""

import gzip
import io
from random import Random

import pytest

from crm_cli.errors import Invalid, Newer
from crm_cli.exchange import parcel
from crm_cli.exchange.parcel import Head, Parcel

HEAD = Head("b", 1, "CN", "CNY", {"client": 2}, 0, 0, {})
LINES = ['{"noun":"client","id":"1"}', '{"noun":"client","id":"二"}']


def written(lines: list[str]) -> bytes:
    return "".join(piece + "\n" for piece in parcel.packed(HEAD, iter(["\n".join(lines)]))).encode()


def read(content: bytes) -> Parcel:
    return parcel.checked(lambda: io.BytesIO(content))


def test_what_was_packed_is_read_again_twice() -> None:
    found = read(written(LINES))
    assert found.head == HEAD
    for _ in range(2):
        assert list(found.lines()) == [(2, {"noun": "client", "id": "1"}), (3, {"noun": "client", "id": "二"})]
    assert list(read(gzip.compress(written(LINES))).lines()) == list(found.lines())


def test_every_altered_byte_is_noticed() -> None:
    whole = written(LINES)
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        with pytest.raises((Invalid, Newer)):
            list(read(bytes(damaged)).lines())


def test_every_cut_is_noticed() -> None:
    whole = written(LINES)
    for place in range(len(whole)):
        with pytest.raises(Invalid):
            read(whole[:place])
    packed = gzip.compress(whole)
    for place in range(0, len(packed), 3):
        with pytest.raises(Invalid):
            read(packed[:place])


def test_damaged_packing_is_no_traceback() -> None:
    packed, chance = gzip.compress(written(LINES * 50)), Random(1)
    refused = 0
    for _ in range(300):
        damaged = bytearray(packed)
        damaged[chance.randrange(2, len(damaged))] ^= chance.randrange(1, 256)
        try:
            found = list(read(bytes(damaged)).lines())
        except Invalid:
            refused += 1
        else:  # the packing's own head says when and where it was packed
            assert len(found) == 100
    assert refused > 250


def test_a_line_without_an_end_is_not_taken_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "LONGEST", 1000)
    with pytest.raises(Invalid, match="too long"):
        read(written(["x" * 2000]))


def test_a_bomb_is_refused_at_its_first_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "LONGEST", 1 << 20)
    bomb = gzip.compress(written(LINES).split(b"\n")[0] + b"\n" + b"0" * (64 << 20))
    with pytest.raises(Invalid, match="too long"):
        read(bomb)
