"""What the words of the layers are called on a page, in English; catalogues hold the Korean."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def _words(**words: str) -> Mapping[str, str]:
    return MappingProxyType(words)


ITEM_WORDS: Final = _words(
    open="Entered as open",
    admits_anyone="Admits whoever comes",
    authority="Owner agreed in writing",
    hours="Hours known",
    line_24h="Line answered day and night",
    staff_briefed="Staff briefed",
    guard_informed="Guard informed",
)
"""The lines of a Green Zone's checklist."""
ANSWER_WORDS: Final = _words(yes="yes", no="no", unknown="not known")
MISSING_WORDS: Final = _words(
    is_candidate="It is only a candidate.",
    is_promised="It is only promised.",
    is_closed="It is closed.",
    no_zone="No Green Zone stands at this door yet.",
    low_confidence="The record is of low confidence.",
    admits_anyone_no="It does not admit whoever comes.",
    admits_anyone_unknown="Nobody entered whether it admits whoever comes.",
    authority_no="Whoever owns the place has not agreed.",
    authority_unknown="Nobody entered whether the owner has agreed in writing.",
    hours_unknown="The hours are not known.",
    line_24h_no="No line is answered day and night.",
    line_24h_unknown="Nobody entered whether a line is answered day and night.",
    staff_briefed_unknown="No day of a briefing is on file.",
    staff_briefed_long_ago="The last briefing is too long ago.",
    staff_briefed_ahead="The briefing lies ahead.",
    staff_briefed_vague="The day of the briefing is needed, not only its month or year.",
    guard_informed_unknown="No day is on file on which the guard was informed.",
    guard_informed_ahead="The guard is to be informed later.",
    guard_informed_vague="The day on which the guard was informed is needed.",
)
"""What a zone lacks, by the key of the checklist's item."""
TRUST_WORDS: Final = _words(trusted="trusted", unverified="unverified", avoid="avoid")
CLAIM_WORDS: Final = _words(
    sanctions="Sanctions designation",
    government_raid="Raid by a government",
    government_statement="Statement of a government",
    ngo="Report of an NGO",
    press="Press report",
    court="Court record",
    military="Military report",
)
EVIDENCE_WORDS: Final = _words(
    confirmed="confirmed by designation or raid",
    corroborated="corroborated by several reports",
    suspected="suspected",
)
STATUS_WORDS: Final = _words(
    reported_active="reported active",
    raided="raided",
    closed="reported closed",
    unknown="not known",
)
CONFIDENCE_WORDS: Final = _words(high="high", medium="medium", low="low")
POST_WORDS: Final = _words(
    national_hq="National police headquarters",
    ministry="Ministry",
    commissariat="Provincial police",
    immigration="Immigration",
    tourist_police="Tourist police",
    border_gate="Border gate",
    station="Police station",
)
EVENT_WORDS: Final = _words(
    channel="Recruitment channel",
    advertisement="Recruitment advertisement",
    route="Recruitment route",
    call="Call for help",
    raid="Raid",
    escape="Escape",
    exodus="Many left",
    report="Dated report",
    sanctions="Sanctions",
    licence_suspended="Licence suspended",
    strike="Military strike",
    notice="Told",
    outcome="Outcome",
)
ROLE_WORDS: Final = _words(
    embassy="Embassy",
    consulate="Consulate",
    ministry="Ministry",
    task_force="Task force",
    police_attache="Police attaché",
    police="Police",
    ngo="NGO",
    other_office="Another office",
)
"""Offices that tell; never a person."""
WHAT_WORDS: Final = _words(
    tip="a tip", rescue_request="a request for rescue", protest="a protest", follow_up="a follow-up"
)
OUTCOME_WORDS: Final = _words(
    rescued="people were brought out",
    raided="the place was raided",
    visited="the place was visited",
    nobody_found="nobody was found",
    refused="it was refused",
    no_answer="no answer came",
    under_way="it is under way",
    unknown="not known",
)
QUESTION_WORDS: Final = _words(
    where="Where exactly is it? The position on file may be off by {distance}.",
    undated="When was it reported? The report on file has no date.",
    second_source="Is there a second source that does not rest on the first?",
    status_unknown="Is it still in use? No status is on file.",
    status_undated="Since when is its status as reported?",
    in_use_again="Is it in use again? Nothing on file says that it stayed empty.",
    no_post="Which police answer for it? No post is on the map.",
    post_unverified="May {subject} be told? Nobody has verified it.",
    hours_unknown="When is it manned? Its hours are not on file.",
    who_vouches="Who vouches for it? Nobody has verified it.",
    what_was_done="What was done about the reports against it?",
    does_it_exist="Is the post there at all? The record is of low confidence.",
    nobody_told="Was anybody told? No notice is on file.",
    what_came_of_it="What came of the notice to {subject} of {date}?",
)
TABLES: Final = (
    *(ITEM_WORDS, ANSWER_WORDS, MISSING_WORDS, TRUST_WORDS, CLAIM_WORDS, EVIDENCE_WORDS),
    *(STATUS_WORDS, CONFIDENCE_WORDS, POST_WORDS, EVENT_WORDS, ROLE_WORDS, WHAT_WORDS),
    *(OUTCOME_WORDS, QUESTION_WORDS),
)
"""All of them, for the catalogues."""
