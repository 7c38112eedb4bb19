"""Takes thoughts, and the tokens that divide a dialogue, out of a streamed text."""

import re
from typing import Final

_TOKEN: Final = re.compile(
    r"<[^<>\s\d=][^<>\n]{0,60}>|\[/?(?:THINK|INST)\]|◁/?think▷", re.IGNORECASE
)
# The beginning of a token at the end of a piece.
_PARTIAL: Final = re.compile(r"(?:<(?:[^<>\s\d=][^<>\n]{0,60})?|\[/?[A-Z]{0,5}|◁/?[a-z]{0,5})\Z")
# What is left of the marks of one family of models where the server dropped them.
_BARE_TOKEN: Final = re.compile(
    rf"{_TOKEN.pattern}|assistant(?:final|commentary|analysis)", re.IGNORECASE
)
_BARE_STARTS: Final = {
    word[:length]
    for word in ("assistantfinal", "assistantcommentary", "assistantanalysis")
    for length in range(1, len(word))
}
_BARE_PARTIAL: Final = re.compile(
    rf"{_PARTIAL.pattern}|(?:{'|'.join(sorted(_BARE_STARTS, key=len, reverse=True))})\Z"
)
_LONGEST: Final = 64
_THOUGHTS: Final = {
    opener: re.compile(closer, re.IGNORECASE)
    for opener, closer in {
        "<think>": "</think(?:ing)?>",
        "<thinking>": "</think(?:ing)?>",
        "<thought>": "</thoughts?>",
        "<thoughts>": "</thoughts?>",
        "<reasoning>": "</reasoning>",
        "<seed:think>": "</seed:think>",
        "[think]": r"\[/think\]",
        "◁think▷": "◁/think▷",
        "<|begin_of_thought|>": r"<\|end_of_thought\|>",
        "<|think|>": r"<\|/think\|>",
        "<tool_response>": "</tool_response>",
        "<|channel>": r"<channel\|>",
        "analysis": r"(?=assistant(?:final|commentary))",
    }.items()
}
_ENDS: Final = re.compile(
    r"</(?:think|thinking|thoughts?|reasoning|seed:think|tool_response)>|\[/think\]|◁/think▷|<channel\|>",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(
    r"</?(?:s|eos|bos|pad|unk|eot|endoftext|end_of_turn|end_of_utterance|unused\d+|response|answer|final)>"
    r"|\[/?INST\]",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(
    r"<(?:\|(?:im_start|start_header_id|start|turn|header_start)\|?|start_of_turn)>", re.IGNORECASE
)
_OURS: Final = ("assistant", "model", "ai")
_BARS: Final = re.compile(r"<[|｜].*>|<.*[|｜]>")
# What the rest of the rescue reads.
_KEPT: Final = re.compile(r"tool|func|call|python|action|invoke|arg|param|[\"']", re.IGNORECASE)
_HEADERS: Final = ("<|channel|>", "assistantcommentary")
_HEADER_END: Final = re.compile(r"<\|message\|>|<\|end\|>|<\|call\|>")
_ANALYSIS_END: Final = re.compile(r"(?=<\|(?:start|channel)\|>)|<\|(?:end|call|return)\|>")
_TO: Final = re.compile(r"to=([\w.]{1,100})")
_BARE: Final = "analysis"


class ThoughtFilter:
    """Lets through what a model says or calls, however the text is cut."""

    def __init__(self) -> None:
        """Start at the beginning of an answer."""
        self._pending = ""
        self._until: re.Pattern[str] | None = None
        self._mode = ""
        self._begun = False
        self._is_bare = False

    def feed(self, text: str) -> str:
        """Return what may go on of the text so far."""
        self._pending += text
        if not self._begun and not self._begin():
            return ""
        return self._run(last=False)

    def finish(self) -> str:
        """Return what was held back, when the stream is over."""
        self._begun = True
        return self._run(last=True)

    def _begin(self) -> bool:
        """Look at the first word, which is a thought's heading where the server lost the marks."""
        start = self._pending.lstrip()
        if len(start) <= len(_BARE) and _BARE.startswith(start[: len(_BARE)]):
            return False
        self._begun = True
        if start.startswith(_BARE) and start[len(_BARE)].isupper():
            self._pending, self._until = start, _THOUGHTS[_BARE]
            self._is_bare = True
        return True

    def _run(self, *, last: bool) -> str:
        """Work off what is pending."""
        said = ""
        while self._pending:
            before = (self._pending, self._mode, self._until)
            if self._until is not None:
                self._skip(last=last)
            elif self._mode:
                said += self._head(last=last)
            else:
                said += self._speak(last=last)
            if before == (self._pending, self._mode, self._until):
                break
        return said

    def _speak(self, *, last: bool) -> str:
        """Return the text up to the next token that is not for the ear, and take that out."""
        tokens = _BARE_TOKEN if self._is_bare else _TOKEN
        partials = _BARE_PARTIAL if self._is_bare else _PARTIAL
        match = tokens.search(self._pending)
        while match and not self._is_taken(match[0]):
            match = tokens.search(self._pending, match.end())
        if match is None:
            partial = (
                None
                if last
                else partials.search(self._pending, max(0, len(self._pending) - _LONGEST))
            )
            cut = partial.start() if partial else len(self._pending)
            said, self._pending = self._pending[:cut], self._pending[cut:]
            return said
        said, self._pending = self._pending[: match.start()], self._pending[match.end() :]
        self._enter(match[0].lower())
        return f"{said}\n\n" if match[0][:1] == "a" else said

    def _is_taken(self, token: str) -> bool:
        """Return whether a token is for nobody."""
        token = token.lower()
        if token.startswith("assistant"):
            return True
        if token in _THOUGHTS or any(p.fullmatch(token) for p in (_ENDS, _PLAIN, _ROLE)):
            return True
        return bool(_BARS.fullmatch(token)) and not _KEPT.search(token)

    def _enter(self, token: str) -> None:
        """Go on as a token says."""
        if token in _HEADERS:
            self._mode = "channel"
        elif token.endswith(_BARE):
            self._until = _THOUGHTS[_BARE]
        elif _ROLE.fullmatch(token):
            self._mode = "role"
        else:
            self._until = _THOUGHTS.get(token)

    def _skip(self, *, last: bool) -> None:
        """Swallow a thought up to its end, and leave it."""
        match = self._until.search(self._pending) if self._until else None
        if match is None:
            self._pending = "" if last else self._pending[-_LONGEST:]
            return
        self._pending = self._pending[match.end() :]
        self._until = None

    def _head(self, *, last: bool) -> str:
        """Return what the head of a message leaves of it: the tool it is for, if any."""
        if self._mode == "role":
            return self._role(last=last)
        match = _HEADER_END.search(self._pending) or re.search(r"(?=[{\n])", self._pending)
        if match is None and not last:
            return ""
        head = self._pending[: match.start()] if match else self._pending
        self._pending = self._pending[match.end() :] if match else ""
        self._mode = ""
        if recipient := _TO.search(head):
            return f"<|tool_call|>{recipient[1]} "
        if head.strip().lower().startswith(_BARE):
            self._until = _ANALYSIS_END
        elif self._is_bare and self._pending[:1] == "{":
            self._until = _THOUGHTS[_BARE]
        return head if self._is_bare and self._until is None else ""

    def _role(self, *, last: bool) -> str:
        """Take out who speaks; another than the model is not heard."""
        match = re.match(r"\s*([A-Za-z]+)", self._pending)
        is_complete = match.end() < len(self._pending) if match else bool(self._pending.strip())
        if not is_complete and not last:
            return ""
        self._mode = ""
        role = match[1].lower() if match else ""
        if role in _OURS:
            self._pending = self._pending[match.end() if match else 0 :]
        elif role in ("user", "system", "human", "tool", "ipython", "developer"):
            self._until = re.compile(r"(?!)")
        return ""
