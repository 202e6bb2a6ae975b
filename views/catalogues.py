"""Brings the catalogues up to date with the words in the code: ``python -m views.catalogues``.

Every ``t("...")`` and every word of a page becomes an entry; translations that are
there stay, unused ones go.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import normalize

from planning.reporting import change_words, report_words
from planning.reporting import words as reporting_words
from views.lines import trial_words
from views.words import LANGUAGES, LOCALE, Language, catalogue

ROOT = Path(__file__).parent.parent
_MARKED = re.compile(r'\b_\("([^"]+)"[,)]')
_SPEAKERS = {"t", "words", "speech"}
_PAGES = "planning/reporting"
_SPEAKING = ("views", "views/cover", "views/plans", "views/holdings", _PAGES)
_TABLES = (
    *((f"{_PAGES}/report_words.py", table) for table in report_words.TABLES),
    *((f"{_PAGES}/change_words.py", table) for table in change_words.TABLES),
    *((f"{_PAGES}/words.py", table) for table in reporting_words.TABLES),
    *(("views/lines/trial_words.py", table) for table in (
        trial_words.REPLAY_WORDS, trial_words.SURGE_WORDS,
    )),
)  # fmt: skip
_HEAD = '# {title}\nmsgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {language}\\n"\n'


def messages(root: Path = ROOT) -> dict[str, set[str]]:
    """Find every message and the files where it stands."""
    found: dict[str, set[str]] = {}
    pages = sorted((root / "planning").rglob("*.j2"))
    rooms = (root / room for room in _SPEAKING)
    speaking = [path for room in rooms for path in sorted(room.glob("*.py"))]
    for path in [root / "app.py", *speaking]:
        for message in _spoken(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(message, set()).add(str(path.relative_to(root)))
    for path in pages:
        for message in _MARKED.findall(path.read_text(encoding="utf-8")):
            found.setdefault(message, set()).add(str(path.relative_to(root)))
    for where, table in _TABLES:
        for message in table.values():
            found.setdefault(message, set()).add(where)
    return found


def _spoken(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        first, speaker = node.args[0], node.func
        name = speaker.id if isinstance(speaker, ast.Name) else getattr(speaker, "attr", "")
        if name in _SPEAKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def update(language: Language, root: Path = ROOT) -> int:
    """Write one language's catalogue anew and return how many messages lack a translation."""
    path = LOCALE / language / "LC_MESSAGES" / "green_zone.po"
    known = catalogue(language) if path.is_file() else {}
    title = "Words of Green Zone. Update with: python -m views.catalogues"
    parts = [_HEAD.format(title=title, language=language)]
    missing = 0
    for message, files in sorted(messages(root).items()):
        text = known.get(message) or (message if language == "en" else "")
        missing += not text
        where = " ".join(sorted(files))
        entry = f"msgid {normalize(message, width=0)}\nmsgstr {normalize(text, width=0)}\n"
        parts.append(f"#: {where}\n{entry}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(parts), encoding="utf-8")
    return missing


def main() -> None:
    """Update every language and say what is missing."""
    for language in LANGUAGES:
        missing = update(language)
        sys.stdout.write(f"{language}: {missing} messages without a translation\n")


if __name__ == "__main__":
    main()
