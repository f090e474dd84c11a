"""A source of a code table as data: where its releases are found, which license it needs, what its files look like."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

HOSTS: Final = frozenset(
    (
        "www.cms.gov",
        "downloads.cms.gov",
        "download.cms.gov",
        "data.cms.gov",
        "ftp.cdc.gov",
        "oig.hhs.gov",
        "www.accessdata.fda.gov",
        "www.nucc.org",
        "www.federalregister.gov",
    )
)
"""The hosts that are asked; a link or redirect to any other host is refused."""
_LONGEST_PATTERN: Final = 300


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or parts.hostname not in HOSTS or parts.query or parts.username is not None:
        raise ValueError(f"must be an https address without query at one of {', '.join(sorted(HOSTS))}")
    return text


def _pattern(text: str) -> str:
    if len(text) > _LONGEST_PATTERN:
        raise ValueError(f"must have at most {_LONGEST_PATTERN} characters")
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"must be a regular expression: {error}") from None
    return text


Address = Annotated[str, AfterValidator(_address)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Length = Literal["quarter", "half", "year", "rest of year", "fiscal year", "snapshot"]
_CONFIG: Final = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Discover(BaseModel):
    """How the releases of a source are found."""

    model_config = _CONFIG

    method: Literal["fixed", "page", "pages", "catalog", "watch", "user"]
    """`fixed`: one file at one address. `page`: links on a page or in a directory listing. `pages`: the same, one page
    further for each release. `catalog`: a data set in a DCAT catalog. `watch` and `user`: not downloaded."""
    address: Address | None = None
    """The page, the catalog or, for `fixed`, the file."""
    link: Pattern | None = None
    """The end of a file's address, from a slash on. Its named groups give the period, the part and the order."""
    leave_out: Pattern | None = None
    """Links that have this in their address are not the source's."""
    undated: Pattern | None = None
    """The end of the address of files whose first day cannot be told; a person is asked to load them."""
    release_link: Pattern | None = None
    """For `pages`: the end of the address of a release's page or folder."""
    example: str = ""
    """A file name that `link` accepts, for messages."""
    parts: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """The values of a named group that a complete release has files for."""
    newest: tuple[str, ...] = ()
    """Named groups that order releases of one period; the last in order is the newest."""
    stated_count: Pattern | None = None
    """Where a link's text states the number of records of its file, in the group `count`."""
    dataset: str | None = None
    """For `catalog`: the exact title of the data set."""
    why: str = ""
    """For `watch` and `user`: why it is not downloaded, and what to load instead."""

    @model_validator(mode="after")
    def _complete(self) -> "Discover":
        needed = {"fixed": ("address",), "page": ("address", "link"), "pages": ("address", "link", "release_link")}
        needed |= {"catalog": ("address", "link", "dataset"), "watch": ("why",), "user": ("why",)}
        for name in needed[self.method]:
            if not getattr(self, name):
                raise ValueError(f"method {self.method!r} needs {name}")
        groups = {name for text in (self.link, self.release_link) if text for name in re.compile(text).groupindex}
        for name in (*self.newest, *self.parts):
            if name not in groups:
                raise ValueError(f"{name!r} is not a named group of link or release_link")
        if self.link and not re.search(f"(?:^|/)(?:{self.link})$", self.example):
            raise ValueError(f"link does not accept the example {self.example!r}")
        return self


class Period(BaseModel):
    """The days that a release covers."""

    model_config = _CONFIG

    length: Length = "snapshot"
    """`rest of year`: from the first day of a quarter on. `snapshot`: the list of one day, which the link says, or else
    the posting of the file."""
    content: Pattern | None = None
    """For a page that is the list itself: where its text gives the first day, in the groups
    `month` (its name), `day_of_month` and `year`."""


class Expect(BaseModel):
    """What a file and a release must look like before they are loaded."""

    model_config = _CONFIG

    media: tuple[Literal["zip", "csv", "html"], ...]
    bytes: tuple[int, int]
    """Fewest and most bytes of each file."""
    rows: tuple[int, int] | None = None
    """Fewest and most rows of a release; None: as the table's own loader says."""
    at_least_of_previous: float | None = Field(default=None, gt=0, le=1)
    """The fewest rows as a part of those of the release before."""
    members: Pattern | None = None
    """The files inside a zip to load; None: all."""


class Rhythm(BaseModel):
    """How often a source changes, and how often it is asked."""

    model_config = _CONFIG

    every: Literal["day", "week", "month", "quarter", "half", "year", "rarely"]
    check_days: int = Field(default=1, ge=1, le=31)
    keep: int | None = Field(default=None, ge=1)
    """How many releases of a list that comes often stay loaded; None: all."""


class Source(BaseModel):
    """One source, as its TOML file says."""

    model_config = _CONFIG

    id: Name
    kinds: tuple[Name, ...] = Field(min_length=1)
    """The code tables that its files are loaded into."""
    title: str
    publisher: str
    terms: str
    licenses: tuple[Name, ...] = ()
    """The licenses without whose acceptance no file is requested."""
    checked: date
    """When a person or a dated record last saw these addresses."""
    discover: Discover
    period: Period = Period()
    expect: Expect | None = None
    rhythm: Rhythm

    @model_validator(mode="after")
    def _expects(self) -> "Source":
        if self.expect is None and self.downloaded:
            raise ValueError("expect: required, unless the method is 'watch' or 'user'")
        return self

    @property
    def downloaded(self) -> bool:
        """Whether its files are downloaded."""
        return self.discover.method not in ("watch", "user")
