"""Rows about what is taught, to whom."""

from .adoption import LONGEST_OFFER_WORDS, AdoptedPage, Adoption, Offer
from .approval import (
    LONGEST_GROUNDS,
    BuildingPart,
    OrganismApproval,
    Part,
    Voice,
    builders_of,
    parts_in,
    parts_until,
    path_of,
    writers_of,
    writers_of_each,
)
from .assignment import Assignment, Exemption, digest_of, rules_as_data
from .attempt import Attempt, AttemptAnswer, ExtraTime
from .au_registration import AuRegistration, AuStanding
from .bank import AskedQuestion, BankQuestion, BankQuestionTag, QuestionBank
from .building import (
    LONGEST_DUTY,
    LONGEST_NAME,
    LONGEST_REMARK,
    Duty,
    Remark,
    RemarkAnswer,
    ReviewLink,
)
from .certificate import Certificate, CertifiedPath, Renewal, Withdrawal
from .credit import Credit, CreditedPerson, CreditHead, CreditRole
from .digest import DigestSwitch
from .doubt import LONGEST_WHY, QuestionDoubt, QuestionLook
from .draws_of_tests import tests_lacking
from .enrolment import (
    Answer,
    CourseProgress,
    Enrolment,
    LessonProgress,
    RecheckAnswer,
    RecheckChoice,
)
from .exemption_request import LONGEST_REASON, ExemptionRequest
from .feedback import LONGEST_COMMENT, LONGEST_EXCERPT, BlockReport
from .foreign_credit import LONGEST_ACADEMY, ForeignChain, ForeignCredit, ForeignOrganism
from .glossary import LONGEST_TERM, GlossaryTerm
from .lesson_page import LessonItem, LessonPage
from .look import LONGEST_WORDS, NamedLook, PersonShown
from .media import AcademyDocument, AcademyImage, AcademyMedia, AcademyRendition
from .outside_address import OutsideAddress
from .package import Package, PackageImport, PackageVersion
from .package_attempt import (
    Completion,
    PackageAttempt,
    PackageLaunch,
    PackagePart,
    Success,
)
from .pages import (
    PRIVATE_PAGE_OPTIONS,
    CataloguePage,
    CoursePage,
    Level,
    PathPage,
)
from .path_structure import set_data
from .plan import plan_of
from .positioning import PositioningAnswer, PositioningSitting
from .publication import CheckedAtPublication
from .published import PublishedPath
from .service_token import ServiceToken
from .survey import (
    FEW_WORDS,
    LONGEST_SURVEY_NAME,
    SCALE_QUESTION,
    SEVERAL_CHOICES,
    Moment,
    Survey,
    SurveyResponse,
    SurveyVersion,
)
from .survey_side import SurveySide
from .theme import Theme
from .training_request import (
    LONGEST_ANSWER,
    LONGEST_AUDIENCE,
    LONGEST_NEED,
    LONGEST_SUBJECT,
    LONGEST_URGENCY,
    MOST_PEOPLE_CONCERNED,
    AskedLanguage,
    OrganismNeed,
    SubjectStep,
    TrainingRequest,
    TrainingSubject,
    Urgency,
)
from .translation import (
    LONGEST_PLACE,
    Segment,
    SegmentHow,
    StalePage,
    TranslatedPath,
)
from .versions import PathVersion
from .videos import (
    LONGEST_VIDEO,
    VideoPosition,
    doubt_about,
    doubtful_captions,
    refuse_uncaptioned,
    uncaptioned,
)

__all__ = [
    "FEW_WORDS",
    "LONGEST_ACADEMY",
    "LONGEST_ANSWER",
    "LONGEST_AUDIENCE",
    "LONGEST_COMMENT",
    "LONGEST_DUTY",
    "LONGEST_EXCERPT",
    "LONGEST_GROUNDS",
    "LONGEST_NAME",
    "LONGEST_NEED",
    "LONGEST_OFFER_WORDS",
    "LONGEST_PLACE",
    "LONGEST_REASON",
    "LONGEST_REMARK",
    "LONGEST_SUBJECT",
    "LONGEST_SURVEY_NAME",
    "LONGEST_TERM",
    "LONGEST_URGENCY",
    "LONGEST_VIDEO",
    "LONGEST_WHY",
    "LONGEST_WORDS",
    "MOST_PEOPLE_CONCERNED",
    "PRIVATE_PAGE_OPTIONS",
    "SCALE_QUESTION",
    "SEVERAL_CHOICES",
    "AcademyDocument",
    "AcademyImage",
    "AcademyMedia",
    "AcademyRendition",
    "AdoptedPage",
    "Adoption",
    "Answer",
    "AskedLanguage",
    "AskedQuestion",
    "Assignment",
    "Attempt",
    "AttemptAnswer",
    "AuRegistration",
    "AuStanding",
    "BankQuestion",
    "BankQuestionTag",
    "BlockReport",
    "BuildingPart",
    "CataloguePage",
    "Certificate",
    "CertifiedPath",
    "CheckedAtPublication",
    "Completion",
    "CoursePage",
    "CourseProgress",
    "Credit",
    "CreditHead",
    "CreditRole",
    "CreditedPerson",
    "DigestSwitch",
    "Duty",
    "Enrolment",
    "Exemption",
    "ExemptionRequest",
    "ExtraTime",
    "ForeignChain",
    "ForeignCredit",
    "ForeignOrganism",
    "GlossaryTerm",
    "LessonItem",
    "LessonPage",
    "LessonProgress",
    "Level",
    "Moment",
    "NamedLook",
    "Offer",
    "OrganismApproval",
    "OrganismNeed",
    "OutsideAddress",
    "Package",
    "PackageAttempt",
    "PackageImport",
    "PackageLaunch",
    "PackagePart",
    "PackageVersion",
    "Part",
    "PathPage",
    "PathVersion",
    "PersonShown",
    "PositioningAnswer",
    "PositioningSitting",
    "PublishedPath",
    "QuestionBank",
    "QuestionDoubt",
    "QuestionLook",
    "RecheckAnswer",
    "RecheckChoice",
    "Remark",
    "RemarkAnswer",
    "Renewal",
    "ReviewLink",
    "Segment",
    "SegmentHow",
    "ServiceToken",
    "StalePage",
    "SubjectStep",
    "Success",
    "Survey",
    "SurveyResponse",
    "SurveySide",
    "SurveyVersion",
    "Theme",
    "TrainingRequest",
    "TrainingSubject",
    "TranslatedPath",
    "Urgency",
    "VideoPosition",
    "Voice",
    "Withdrawal",
    "builders_of",
    "digest_of",
    "doubt_about",
    "doubtful_captions",
    "parts_in",
    "parts_until",
    "path_of",
    "plan_of",
    "refuse_uncaptioned",
    "rules_as_data",
    "set_data",
    "tests_lacking",
    "uncaptioned",
    "writers_of",
    "writers_of_each",
]
