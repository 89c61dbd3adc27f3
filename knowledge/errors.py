"""Every error of the knowledge base. Each says where it is and what to do next."""


class KnowledgeError(Exception):
    """Base of all knowledge errors; the message is one line fit for an editor of entries."""


class EntriesUnreadable(KnowledgeError):
    """A folder or file of entries is missing, is not UTF-8, or is not YAML."""


class EntryInvalid(KnowledgeError):
    """An entry breaks a rule; the message names file, entry, rule and remedy."""


class DuplicateId(EntryInvalid):
    """Two entries carry the same id."""


class FieldMissing(EntryInvalid):
    """A field that every entry needs is absent or empty."""


class UnknownField(EntryInvalid):
    """A field that no entry has: most often a slip of the pen."""


class WrongType(EntryInvalid):
    """A field holds something else than it should (text, list of texts, date)."""


class AnswerNotForTheEar(EntryInvalid):
    """The spoken answer is too long, or holds what cannot be spoken (URL, table, markdown)."""


class TooFewVariants(EntryInvalid):
    """An entry without enough ways of asking is not found by people who talk."""


class UnknownAccent(KnowledgeError):
    """A set of dialect words that is not there."""


class AccentInvalid(KnowledgeError):
    """A set of dialect words breaks a rule; the message names file, place and remedy."""


class EvaluationUnreadable(KnowledgeError):
    """A file of evaluation questions is missing or not in the expected columns."""


class ChangeRefused(KnowledgeError):
    """A step that a change cannot take now, or that this person may not take."""


class Outdated(ChangeRefused):
    """A change was made on a version that is no longer the present one."""


class Unchanged(ChangeRefused):
    """A change that would alter nothing."""


class UnknownChange(KnowledgeError):
    """No change has this number."""


class UnknownEntry(KnowledgeError):
    """No entry has this id, or not in this version."""


class AppendOnly(KnowledgeError):
    """Published versions and the audit trail are never altered."""


class ExchangeError(KnowledgeError):
    """A file that cannot be imported or exported as a whole. Said in Chinese, for a clerk."""


class FileUnreadable(ExchangeError):
    """Not a workbook, an encrypted one, a broken CSV, no headings: nothing of it was read."""


class FileTooBig(ExchangeError):
    """More bytes, rows or unpacked data than a knowledge base can need."""


class NotWritable(ExchangeError):
    """An export or a folder that cannot be written as asked."""


class CellUnreadable(KnowledgeError):
    """One value of one row. rule: its short name; found and remedy: in Chinese, for the clerk."""

    def __init__(self, rule: str, found: str, remedy: str) -> None:
        super().__init__(f"{found}；{remedy}")
        self.rule, self.found, self.remedy = rule, found, remedy
