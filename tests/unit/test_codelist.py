"""Subject code lists: what they may look like, and what is refused."""

from __future__ import annotations

import pickle

import pytest

from anami.codelist import CodeList, Subject
from anami.errors import (
    CircularMergeError,
    CodeListCollisionError,
    CodeListDuplicateError,
    CodeListError,
    CodeListHeaderError,
    CodeListValueError,
)

LIST = "patient_id,code,day_offset,same_as\nP1,S-01,-30,\nP2,S-02,,\nP9,,,P1\n"


def read(text: str, prefix: str = "") -> CodeList:
    return CodeList.read(text.encode(), prefix)


def test_each_id_gets_its_code_and_offset() -> None:
    codes = read(LIST)
    assert codes.subject("P1") == Subject("S-01", -30, "P1")
    assert codes.subject("P2") == Subject("S-02", None, "P2")
    assert codes.subject("P3") is None


def test_the_same_person_under_two_ids_is_one_subject() -> None:
    codes = read(LIST)
    assert codes.subject("P9") == codes.subject("P1")


def test_spaces_around_an_id_mean_nothing() -> None:
    assert read("patient_id,code\n P1 , A \n").subject("P1  ") == Subject("A", None, "P1")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lists_of_every_spreadsheet_are_read(delimiter: str, encoding: str, end: str) -> None:
    text = LIST.replace(",", delimiter).replace("\n", end).replace("P2", "পি২")
    codes = CodeList.read(text.encode(encoding))
    assert codes.subject("পি২") == Subject("S-02", None, "পি২")


def test_utf_16_of_either_order_with_semicolons_is_read() -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        content = mark + LIST.replace(",", ";").encode(encoding)
        assert CodeList.read(content).subject("P2")


def test_the_line_that_names_the_delimiter_is_passed_over() -> None:
    assert read("sep=;\r\npatient_id;code\r\nP1;A\r\n").subject("P1")


def test_quoted_cells_blank_lines_and_headers_in_other_spellings_are_read() -> None:
    codes = read('Patient ID,CODE\n\n"P,1",A\n,\n')
    assert codes.subject("P,1") == Subject("A", None, "P,1")


def test_automatic_codes_follow_the_order_of_the_list() -> None:
    text = "patient_id,code,same_as\nB,,\nA,,B\nC,KNOWN,\nD,,\n"
    codes = read(text, "TRIAL")
    found = [subject.code for one in "BACD" if (subject := codes.subject(one))]
    assert found == ["TRIAL-0001", "TRIAL-0001", "KNOWN", "TRIAL-0003"]


@pytest.mark.parametrize(
    "text,error,where",
    [
        ("", CodeListHeaderError, "line 1"),
        ("P1,A\n", CodeListHeaderError, "line 1"),
        ("patient_id,code,name\nP1,A,Ann\n", CodeListHeaderError, "line 1"),
        ("patient_id,code,code\nP1,A,A\n", CodeListHeaderError, "line 1"),
        ("patient_id,day_offset\nP1,3\n", CodeListHeaderError, "line 1"),
        ("sep=,\nid,code\n", CodeListHeaderError, "line 2"),
        ("patient_id,code\nP1,A\nP2\n", CodeListValueError, "line 3"),
        ("patient_id,code\nP1,A,x\n", CodeListValueError, "line 2"),
        ("patient_id,code\n,A\n", CodeListValueError, "line 2"),
        (f"patient_id,code\n{'P' * 65},A\n", CodeListValueError, "line 2"),
        ("patient_id,code\nP1,../A\n", CodeListValueError, "line 2"),
        ("patient_id,code\nP1,A.\n", CodeListValueError, "line 2"),
        ("patient_id,code\nP1,Ä\n", CodeListValueError, "line 2"),
        ("patient_id,code\nP1,\n", CodeListValueError, "line 2"),
        ("patient_id,code,day_offset\nP1,A,0\n", CodeListValueError, "line 2"),
        ("patient_id,code,day_offset\nP1,A,1.5\n", CodeListValueError, "line 2"),
        ("patient_id,code,day_offset\nP1,A,99999\n", CodeListValueError, "line 2"),
        ("patient_id,code,same_as\nP1,A,P2\n", CodeListValueError, "line 2"),
        ("patient_id,code,same_as\nP1,A,\nP2,B,P1\n", CodeListValueError, "line 3"),
        (
            "patient_id,code,day_offset,same_as\nP1,A,3,\nP2,,4,P1\n",
            CodeListValueError,
            "line 3",
        ),
        ("patient_id,code\nP1,A\nP2,B\nP1,A\n", CodeListDuplicateError, "line 4"),
        ("patient_id,code\nP1,A\nP2,A\n", CodeListCollisionError, "line 3"),
        ("patient_id,code\nP1,Case\nP2,CASE\n", CodeListCollisionError, "line 3"),
        ("patient_id,code\nP1,p2\nP2,B\n", CodeListCollisionError, "line 2"),
        ("patient_id,code\nP1,T-0002\nP2,\n", CodeListCollisionError, "line 3"),
        ("patient_id,code,same_as\nP1,A,P1\n", CircularMergeError, "line 2"),
        ("patient_id,code,same_as\nP1,A,P2\nP2,,P3\nP3,,P1\n", CircularMergeError, "line 2"),
        ('patient_id,code\nP1,"A\n', CodeListError, "line 2"),
    ],
)
def test_a_list_that_can_not_be_used_is_refused_by_line(
    text: str, error: type[CodeListError], where: str
) -> None:
    with pytest.raises(error) as raised:
        read(text, "T" if "T-0002" in text else "")
    assert type(raised.value) is error
    assert raised.value.where == where


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16-le", "utf-32"])
def test_other_encodings_are_refused(encoding: str) -> None:
    text = "patient_id,code\nMüller,A\n"
    with pytest.raises(CodeListError):
        CodeList.read(text.encode(encoding))


def test_a_list_shows_no_original_id_and_crosses_between_processes() -> None:
    codes = read(LIST)
    assert "P1" not in repr(codes)
    assert "P1" not in repr(codes.subject("P1"))
    assert pickle.loads(pickle.dumps(codes)).subject("P1")  # noqa: S301 - our own bytes
