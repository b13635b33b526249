"""Verbs, activity types and other words that the academy's statements use."""

from enum import StrEnum

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
SIGNATURE_USAGE = "http://adlnet.gov/expapi/attachments/signature"


class Verb(StrEnum):
    """Verbs by the name that people use, from ADL's vocabulary, cmi5 and the TinCan registry."""

    ABANDONED = "https://w3id.org/xapi/adl/verbs/abandoned"
    ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
    ATTEMPTED = "http://adlnet.gov/expapi/verbs/attempted"
    COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
    EXPERIENCED = "http://adlnet.gov/expapi/verbs/experienced"
    FAILED = "http://adlnet.gov/expapi/verbs/failed"
    INITIALIZED = "http://adlnet.gov/expapi/verbs/initialized"
    LAUNCHED = "http://adlnet.gov/expapi/verbs/launched"
    PASSED = "http://adlnet.gov/expapi/verbs/passed"
    PROGRESSED = "http://adlnet.gov/expapi/verbs/progressed"
    REGISTERED = "http://adlnet.gov/expapi/verbs/registered"
    RESUMED = "http://adlnet.gov/expapi/verbs/resumed"
    SATISFIED = "https://w3id.org/xapi/adl/verbs/satisfied"
    SCORED = "http://adlnet.gov/expapi/verbs/scored"
    SUSPENDED = "http://adlnet.gov/expapi/verbs/suspended"
    TERMINATED = "http://adlnet.gov/expapi/verbs/terminated"
    VOIDED = "http://adlnet.gov/expapi/verbs/voided"
    WAIVED = "https://w3id.org/xapi/adl/verbs/waived"


class ActivityType(StrEnum):
    """Types of activities, from ADL's vocabulary."""

    ASSESSMENT = "http://adlnet.gov/expapi/activities/assessment"
    COURSE = "http://adlnet.gov/expapi/activities/course"
    INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction"
    LESSON = "http://adlnet.gov/expapi/activities/lesson"
    MODULE = "http://adlnet.gov/expapi/activities/module"
    PROFILE = "http://adlnet.gov/expapi/activities/profile"
    QUESTION = "http://adlnet.gov/expapi/activities/question"
