"""Every way in which an input can end without being de-identified, one class and one code each.

The tree::

    AnamiError
    ├── SkippedError              the input is not something to de-identify
    │   ├── EmptyFileError            empty-file
    │   ├── NotDicomError             not-dicom
    │   ├── DicomdirError             dicomdir
    │   ├── DuplicateInstanceError    duplicate-instance
    │   ├── EmptyArchiveError         empty-zip
    │   ├── EncryptedEntryError       encrypted-zip-entry
    │   └── NestedArchiveError        nested-archive
    ├── RefusedError              the input is DICOM, but no safe and valid result can be made
    │   ├── TruncatedError            truncated
    │   ├── MalformedError            malformed
    │   ├── NestingTooDeepError       nesting-too-deep
    │   ├── HeaderTooLargeError       header-too-large
    │   ├── MissingIdentifierError    missing-identifier
    │   ├── PrivateSopClassError      private-sop-class
    │   ├── PrivateTransferSyntaxError  private-transfer-syntax
    │   ├── DocumentTypeError         document-type
    │   ├── ReferencedPixelsError     referenced-pixels
    │   ├── SpeechError               speech
    │   ├── NotOnListError            not-on-list
    │   ├── LeakFoundError            leak-found
    │   ├── DamagedArchiveError       damaged-zip
    │   ├── DamagedEntryError         damaged-zip-entry
    │   ├── UnsupportedEntryError     unsupported-zip-entry
    │   ├── OversizedEntryError       oversized-zip-entry
    │   ├── UnreadableError           unreadable
    │   ├── WorkerLostError           worker-lost
    │   └── InternalError             internal-error
    └── ProtocolError             what the person chose can't be carried out
        ├── UnknownPresetError        unknown-preset
        ├── MalformedProtocolError    malformed-protocol
        │   ├── ProtocolVersionError      protocol-version
        │   ├── UnknownMemberError        unknown-member
        │   ├── UnknownOptionError        unknown-option
        │   ├── UnknownKeywordError       unknown-keyword
        │   ├── RuleValueError            rule-value
        │   ├── EditValueError            edit-value
        │   ├── ForbiddenRuleError        forbidden-rule
        │   └── ContradictoryRulesError   contradictory-rules
        ├── ContradictoryOptionsError contradictory-options
        ├── UnsupportedOptionError    unsupported-option
        ├── LockedSettingError        locked-setting
        ├── KeyFormatError            key-format
        ├── ImportFormatError         import-format
        ├── CodeListError             code-list-format
        │   ├── CodeListHeaderError       code-list-header
        │   ├── CodeListValueError        code-list-value
        │   ├── CodeListDuplicateError    code-list-duplicate
        │   ├── CodeListCollisionError    code-list-collision
        │   └── CircularMergeError        code-list-circular-merge
        └── CrosswalkError            crosswalk-format
            ├── CrosswalkTruncatedError   crosswalk-truncated
            ├── CrosswalkSupportError     crosswalk-support
            └── PassphraseError           wrong-passphrase
"""

from __future__ import annotations

from typing import ClassVar


class AnamiError(Exception):
    """Base of all errors raised on purpose; its code is stable, and it never holds a value.

    Args:
        where: path of the element at which it happened, as text; never a value.

    """

    code: ClassVar[str] = ""

    def __init__(self, where: str = "") -> None:
        super().__init__(f"{self.code} at {where}" if where else self.code)
        self.where = where


class SkippedError(AnamiError):
    """The input is not an instance that could be de-identified; nothing is lost by leaving it."""


class EmptyFileError(SkippedError):
    """The file has no bytes."""

    code = "empty-file"


class NotDicomError(SkippedError):
    """The bytes are not a DICOM file and not a bare data set."""

    code = "not-dicom"


class DicomdirError(SkippedError):
    """A DICOMDIR lists the originals by name (PS3.15 E.1.1): it is never passed through."""

    code = "dicomdir"


class DuplicateInstanceError(SkippedError):
    """Another input is the same file, byte for byte."""

    code = "duplicate-instance"


class EmptyArchiveError(SkippedError):
    """A ZIP archive holds no files."""

    code = "empty-zip"


class EncryptedEntryError(SkippedError):
    """An entry of a ZIP archive is encrypted."""

    code = "encrypted-zip-entry"


class NestedArchiveError(SkippedError):
    """A ZIP archive inside a ZIP archive is not opened."""

    code = "nested-archive"


class RefusedError(AnamiError):
    """The input is DICOM, but a safe and valid result can't be made of it."""


class TruncatedError(RefusedError):
    """The file ends inside an element."""

    code = "truncated"


class MalformedError(RefusedError):
    """The encoding breaks PS3.5 in a way that leaves its meaning open."""

    code = "malformed"


class NestingTooDeepError(RefusedError):
    """Sequences are nested deeper than any IOD defines."""

    code = "nesting-too-deep"


class HeaderTooLargeError(RefusedError):
    """What must be held in memory at once exceeds the bound."""

    code = "header-too-large"


class MissingIdentifierError(RefusedError):
    """SOP Class UID or SOP Instance UID is missing or not a UID."""

    code = "missing-identifier"


class PrivateSopClassError(RefusedError):
    """PS3.15 defines no de-identification for private SOP Classes."""

    code = "private-sop-class"


class PrivateTransferSyntaxError(RefusedError):
    """The encoding is defined by nobody but its vendor."""

    code = "private-transfer-syntax"


class DocumentTypeError(RefusedError):
    """An encapsulated document of a type for which no blank document is known."""

    code = "document-type"


class ReferencedPixelsError(RefusedError):
    """The pixel data is elsewhere (JPIP); its address goes, and nothing would be left."""

    code = "referenced-pixels"


class SpeechError(RefusedError):
    """A sound recording may be a voice, and may say a name; no profile cleans it."""

    code = "speech"


class NotOnListError(RefusedError):
    """A subject code list was given, and the instance's Patient ID is not on it."""

    code = "not-on-list"


class LeakFoundError(RefusedError):
    """A removed or known identifying value was found in the result, which is withheld."""

    code = "leak-found"


class DamagedArchiveError(RefusedError):
    """A ZIP archive whose directory can't be read."""

    code = "damaged-zip"


class DamagedEntryError(RefusedError):
    """An entry of a ZIP archive that can't be unpacked whole."""

    code = "damaged-zip-entry"


class UnsupportedEntryError(RefusedError):
    """An entry of a ZIP archive in a compression method other than stored and deflated."""

    code = "unsupported-zip-entry"


class OversizedEntryError(RefusedError):
    """An entry of a ZIP archive is larger than what is unpacked, or than its directory says."""

    code = "oversized-zip-entry"


class UnreadableError(RefusedError):
    """The source could not be read (changed, removed, or no permission)."""

    code = "unreadable"


class WorkerLostError(RefusedError):
    """In the page: the worker that had the file ended twice without an answer."""

    code = "worker-lost"


class InternalError(RefusedError):
    """A fault of Anami's own; the file is withheld."""

    code = "internal-error"


class ProtocolError(AnamiError):
    """What the person chose can't be carried out as it stands."""


class UnknownPresetError(ProtocolError):
    """No preset of that name exists."""

    code = "unknown-preset"


class MalformedProtocolError(ProtocolError):
    """The protocol document doesn't follow its schema."""

    code = "malformed-protocol"


class ProtocolVersionError(MalformedProtocolError):
    """The document follows a version of the schema that this version of Anami doesn't know."""

    code = "protocol-version"


class UnknownMemberError(MalformedProtocolError):
    """The document has a member that the schema doesn't name; ignoring it could mean keeping."""

    code = "unknown-member"


class UnknownOptionError(MalformedProtocolError):
    """An option's name is none of PS3.15 E.3."""

    code = "unknown-option"


class UnknownKeywordError(MalformedProtocolError):
    """A rule names an attribute or sequence that PS3.6 doesn't know."""

    code = "unknown-keyword"


class RuleValueError(MalformedProtocolError):
    """A rule's action or value doesn't fit the attribute's VR."""

    code = "rule-value"


class EditValueError(MalformedProtocolError):
    """A typed value is not valid for its attribute, or has a placeholder that isn't known."""

    code = "edit-value"


class ForbiddenRuleError(MalformedProtocolError):
    """A rule would break the file, or touch what says how it was de-identified."""

    code = "forbidden-rule"


class ContradictoryRulesError(MalformedProtocolError):
    """Two rules say what is to be done to one attribute in one place."""

    code = "contradictory-rules"


class ContradictoryOptionsError(ProtocolError):
    """Options that PS3.15 E.3.6 excludes of one another: full dates and modified dates."""

    code = "contradictory-options"


class UnsupportedOptionError(ProtocolError):
    """The option exists in PS3.15 but this version can't carry it out, so it doesn't claim it."""

    code = "unsupported-option"


class LockedSettingError(ProtocolError):
    """The protocol changes what the site has fixed; ``where`` names the parts."""

    code = "locked-setting"


class KeyFormatError(ProtocolError):
    """A key is not 32 bytes."""

    code = "key-format"


class ImportFormatError(ProtocolError):
    """What is to be imported is not a script, dictionary or recipe of the tool that was named."""

    code = "import-format"


class CodeListError(ProtocolError):
    """A code list is not CSV in UTF-8 or UTF-16; ``where`` names the line, never its content."""

    code = "code-list-format"


class CodeListHeaderError(CodeListError):
    """The first line doesn't name the columns that a code list has."""

    code = "code-list-header"


class CodeListValueError(CodeListError):
    """A cell holds what its column can't hold, or contradicts the line it is merged with."""

    code = "code-list-value"


class CodeListDuplicateError(CodeListError):
    """An original ID stands on two lines."""

    code = "code-list-duplicate"


class CodeListCollisionError(CodeListError):
    """Two subjects would get one code, or a code is somebody's original ID."""

    code = "code-list-collision"


class CircularMergeError(CodeListError):
    """IDs are merged in a circle, so that none of them is the first."""

    code = "code-list-circular-merge"


class CrosswalkError(ProtocolError):
    """The bytes are not a sealed crosswalk of a known version."""

    code = "crosswalk-format"


class CrosswalkTruncatedError(CrosswalkError):
    """The sealed crosswalk ends too early or goes on too long."""

    code = "crosswalk-truncated"


class CrosswalkSupportError(CrosswalkError):
    """The library that encrypts is not installed (``pip install anami[crosswalk]``)."""

    code = "crosswalk-support"


class PassphraseError(CrosswalkError):
    """The passphrase is empty or wrong, or the sealed crosswalk was altered: no telling which."""

    code = "wrong-passphrase"


def all_codes() -> tuple[str, ...]:
    """Every code in the tree, sorted, for the contract with locales and documentation."""
    codes: set[str] = set()
    pending: list[type[AnamiError]] = [AnamiError]
    while pending:
        error = pending.pop()
        pending.extend(error.__subclasses__())
        if error.code:
            codes.add(error.code)
    return tuple(sorted(codes))
