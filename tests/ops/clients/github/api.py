"""A simulated GitHub REST API: one repository in memory, with the answers that the reference documents."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from ops.clients.github.client import GitHubClient
from tests.support.json_api import Answer, Call, Respond, json_handler

REPOSITORY = "hackathon-todo/deployment"
BOT = "github-actions[bot]"
_ROOT = f"/repos/{REPOSITORY}"

Json = dict[str, Any]


def refused(status: int, message: str, **headers: str) -> Answer:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, body={"message": message}, headers=names)


@dataclass(kw_only=True)
class Api:
    """The repository. `respond` may answer first; `calls` lists the requests, `pauses` the client's waits."""

    me: str = BOT
    page: int = 100
    pulls: dict[int, Json] = field(default_factory=dict)
    issues: dict[int, Json] = field(default_factory=dict)
    comments: dict[int, list[Json]] = field(default_factory=dict)
    labels: dict[str, Json] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    environments: dict[str, Json] = field(default_factory=dict)
    environment_variables: dict[str, dict[str, str]] = field(default_factory=dict)
    branch_policies: dict[str, dict[int, Json]] = field(default_factory=dict)
    rulesets: dict[int, Json] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    respond: list[Respond] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    full_name: str = REPOSITORY
    owner_id: int = 101
    repository_id: int = 202
    subject: Json = field(default_factory=lambda: {"use_default": True, "use_immutable_subject": False})
    url: str = ""
    _last_id: int = 1000

    def client(self) -> GitHubClient:
        return GitHubClient(
            token="t0ken", repository=REPOSITORY, api=self.url, pause=self.pauses.append, now=lambda: 1_000.0
        )

    def environ(self) -> dict[str, str]:
        return {"GITHUB_TOKEN": "t0ken", "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_API_URL": self.url}

    def writes(self) -> list[tuple[str, str]]:
        return [(call.method, call.path.removeprefix(_ROOT)) for call in self.calls if call.method != "GET"]

    def add_pull(self, number: int, *, head: str, merged_as: str | None = None, **more: Any) -> None:
        self.pulls[number] = {
            "number": number,
            "state": "closed" if merged_as else "open",
            "head": {"sha": head},
            "base": {"ref": "main", "repo": {"default_branch": "main"}},
            "merged_at": "2026-11-25T12:00:00Z" if merged_as else None,
            "merge_commit_sha": merged_as or "f" * 40,
            **more,
        }

    def add_comment(self, number: int, body: str, *, by: str | None = BOT) -> Json:
        identity = self._next_id()
        comment = {
            "id": identity,
            "body": body,
            "user": {"login": by} if by else None,
            "html_url": f"https://github.com/{REPOSITORY}/issues/{number}#issuecomment-{identity}",
        }
        self.comments.setdefault(number, []).append(comment)
        return comment

    def add_issue(self, body: str, *, by: str = BOT, state: str = "open", **more: Any) -> Json:
        number = self._next_id()
        self.issues[number] = {
            "number": number,
            "title": "",
            "body": body,
            "state": state,
            "user": {"login": by},
            "labels": [{"name": "drift"}],
            "html_url": f"https://github.com/{REPOSITORY}/issues/{number}",
            **more,
        }
        return self.issues[number]

    def serve(self, call: Call) -> Answer:
        """Answer requests that have the token."""
        return self.answer(call) if call.authorization == "Bearer t0ken" else refused(401, "Bad credentials")

    def answer(self, call: Call) -> Answer:
        self.calls.append(call)
        for respond in self.respond:
            if (answer := respond(call)) is not None:
                return answer
        for method, pattern, handle in _ROUTES:
            found = re.fullmatch(pattern, call.path.removeprefix(_ROOT))
            if method == call.method and found:
                return handle(self, call, *found.groups())
        return refused(404, "Not Found")

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def user(self, _: Call) -> Answer:
        """Refuse the token of an installation, which belongs to no user."""
        if self.me.endswith("[bot]"):
            return refused(403, "Resource not accessible by integration")
        return Answer(body={"login": self.me})

    def account(self, _: Call, login: str) -> Answer:
        return Answer(body={"login": login, "id": self.users[login]}) if login in self.users else _not_found()

    def repository(self, _: Call) -> Answer:
        """Answer with the repository as GitHub spells it, whatever the case of the request."""
        owner = {"login": self.full_name.split("/")[0], "id": self.owner_id}
        return Answer(body={"id": self.repository_id, "full_name": self.full_name, "owner": owner})

    def subject_template(self, _: Call) -> Answer:
        return Answer(body=self.subject)

    def pull(self, _: Call, number: str) -> Answer:
        return _found(self.pulls.get(int(number)))

    def pulls_of_commit(self, call: Call, commit: str) -> Answer:
        found = [
            pull for pull in self.pulls.values() if commit in (pull["head"]["sha"], pull["merge_commit_sha"])
        ]
        return self._page(call, found)

    def list_comments(self, call: Call, number: str) -> Answer:
        return self._page(call, self.comments.get(int(number), []))

    def create_comment(self, call: Call, number: str) -> Answer:
        return Answer(status=201, body=self.add_comment(int(number), call.body["body"], by=self.me))

    def update_comment(self, call: Call, identity: str) -> Answer:
        found = [one for many in self.comments.values() for one in many if one["id"] == int(identity)]
        if not found:
            return _not_found()
        if found[0]["user"]["login"] != self.me:
            return refused(403, "Resource not accessible by integration")
        found[0]["body"] = call.body["body"]
        return Answer(body=found[0])

    def list_issues(self, call: Call) -> Answer:
        wanted, state = call.query.get("labels"), call.query.get("state", "open")
        found = [
            issue
            for issue in self.issues.values()
            if state in ("all", issue["state"])
            and (wanted is None or wanted in [label["name"] for label in issue["labels"]])
        ]
        return self._page(call, found)

    def create_issue(self, call: Call) -> Answer:
        issue = self.add_issue(call.body["body"], by=self.me)
        issue["title"] = call.body["title"]
        issue["labels"] = [{"name": name} for name in call.body.get("labels", [])]
        return Answer(status=201, body=issue)

    def update_issue(self, call: Call, number: str) -> Answer:
        if int(number) not in self.issues:
            return _not_found()
        self.issues[int(number)].update(call.body)
        return Answer(body=self.issues[int(number)])

    def get_label(self, _: Call, name: str) -> Answer:
        return _found(self.labels.get(name))

    def create_label(self, call: Call) -> Answer:
        self.labels[call.body["name"]] = call.body
        return Answer(status=201, body=call.body)

    def list_variables(self, call: Call, environment: str | None = None) -> Answer:
        variables = self._variables(environment)
        if variables is None:
            return _not_found()
        listed = [{"name": name, "value": value} for name, value in variables.items()]
        return self._page(call, listed, within="variables")

    def create_variable(self, call: Call, environment: str | None = None) -> Answer:
        variables = self._variables(environment)
        if variables is None:
            return _not_found()
        variables[call.body["name"]] = call.body["value"]
        return Answer(status=201, body={})

    def update_variable(self, call: Call, *places: str) -> Answer:
        """Change a variable of the repository (its name), or of an environment (whose name comes first)."""
        *environment, name = places
        variables = self._variables(*environment)
        if variables is None or name not in variables:
            return _not_found()
        variables[name] = call.body["value"]
        return Answer(status=204)

    def _variables(self, environment: str | None = None) -> dict[str, str] | None:
        """Return the repository's variables or an environment's; None when there is no such environment."""
        if environment is None:
            return self.variables
        if environment not in self.environments:
            return None
        return self.environment_variables.setdefault(environment, {})

    def get_environment(self, _: Call, name: str) -> Answer:
        return _found(self.environments.get(name))

    def put_environment(self, call: Call, name: str) -> Answer:
        """Replace an environment; fields that are left out, such as reviewers, return to their defaults."""
        rules: list[Json] = []
        if call.body.get("wait_timer"):
            rules.append({"type": "wait_timer", "wait_timer": call.body["wait_timer"]})
        if call.body.get("reviewers"):
            logins = {identity: login for login, identity in self.users.items()}
            rules.append(
                {
                    "type": "required_reviewers",
                    "prevent_self_review": call.body.get("prevent_self_review", False),
                    "reviewers": [
                        {
                            "type": one["type"],
                            "reviewer": {"id": one["id"], "login": logins.get(one["id"], "")},
                        }
                        for one in call.body["reviewers"]
                    ],
                }
            )
        self.environments[name] = {
            "name": name,
            "protection_rules": rules,
            "deployment_branch_policy": call.body.get("deployment_branch_policy"),
        }
        return Answer(body=self.environments[name])

    def list_branch_policies(self, call: Call, name: str) -> Answer:
        return self._page(call, list(self.branch_policies.get(name, {}).values()), within="branch_policies")

    def create_branch_policy(self, call: Call, name: str) -> Answer:
        identity = self._next_id()
        policy = {"id": identity, "type": "branch", **call.body}
        self.branch_policies.setdefault(name, {})[identity] = policy
        return Answer(body=policy)

    def delete_branch_policy(self, _: Call, name: str, identity: str) -> Answer:
        del self.branch_policies[name][int(identity)]
        return Answer(status=204)

    def list_rulesets(self, call: Call) -> Answer:
        """List the rulesets without their rules, which only the answer for a single ruleset has."""
        short = [
            {name: ruleset[name] for name in ("id", "name", "target", "enforcement", "source_type")}
            for ruleset in self.rulesets.values()
        ]
        return self._page(call, short)

    def get_ruleset(self, _: Call, identity: str) -> Answer:
        return _found(self.rulesets.get(int(identity)))

    def create_ruleset(self, call: Call) -> Answer:
        identity = self._next_id()
        self.rulesets[identity] = _ruleset(identity, call.body)
        return Answer(status=201, body=self.rulesets[identity])

    def update_ruleset(self, call: Call, identity: str) -> Answer:
        self.rulesets[int(identity)] = _ruleset(int(identity), call.body)
        return Answer(body=self.rulesets[int(identity)])

    def _page(self, call: Call, items: list[Any], *, within: str = "") -> Answer:
        number = int(call.query.get("page", "1"))
        size = min(int(call.query.get("per_page", "30")), self.page)
        part = items[(number - 1) * size : number * size]
        headers = {}
        if number * size < len(items):
            query = urlencode({**call.query, "page": str(number + 1)})
            headers["Link"] = (
                f'<{self.url}{call.path}?page=1>; rel="first", <{self.url}{call.path}?{query}>; rel="next"'
            )
        body = {"total_count": len(items), within: part} if within else part
        return Answer(body=body, headers=headers)


def _found(document: Mapping[str, Any] | None) -> Answer:
    return _not_found() if document is None else Answer(body=document)


def _not_found() -> Answer:
    return refused(404, "Not Found")


def _ruleset(identity: int, body: Json) -> Json:
    """Return a ruleset as GitHub stores it, with the defaults of its rules' parameters."""
    rules = [
        {**rule, "parameters": {"automatic_copilot_code_review_enabled": False, **rule["parameters"]}}
        if "parameters" in rule
        else rule
        for rule in body["rules"]
    ]
    return {"id": identity, "source_type": "Repository", **body, "rules": rules}


_ROUTES: list[tuple[str, str, Callable[..., Answer]]] = [
    ("GET", r"", Api.repository),
    ("GET", r"/actions/oidc/customization/sub", Api.subject_template),
    ("GET", r"/user", Api.user),
    ("GET", r"/users/([^/]+)", Api.account),
    ("GET", r"/pulls/(\d+)", Api.pull),
    ("GET", r"/commits/(\w+)/pulls", Api.pulls_of_commit),
    ("GET", r"/issues/(\d+)/comments", Api.list_comments),
    ("POST", r"/issues/(\d+)/comments", Api.create_comment),
    ("PATCH", r"/issues/comments/(\d+)", Api.update_comment),
    ("GET", r"/issues", Api.list_issues),
    ("POST", r"/issues", Api.create_issue),
    ("PATCH", r"/issues/(\d+)", Api.update_issue),
    ("GET", r"/labels/(\w+)", Api.get_label),
    ("POST", r"/labels", Api.create_label),
    ("GET", r"/actions/variables", Api.list_variables),
    ("POST", r"/actions/variables", Api.create_variable),
    ("PATCH", r"/actions/variables/(\w+)", Api.update_variable),
    ("GET", r"/environments/(\w+)/variables", Api.list_variables),
    ("POST", r"/environments/(\w+)/variables", Api.create_variable),
    ("PATCH", r"/environments/(\w+)/variables/(\w+)", Api.update_variable),
    ("GET", r"/environments/(\w+)", Api.get_environment),
    ("PUT", r"/environments/(\w+)", Api.put_environment),
    ("GET", r"/environments/(\w+)/deployment-branch-policies", Api.list_branch_policies),
    ("POST", r"/environments/(\w+)/deployment-branch-policies", Api.create_branch_policy),
    ("DELETE", r"/environments/(\w+)/deployment-branch-policies/(\d+)", Api.delete_branch_policy),
    ("GET", r"/rulesets", Api.list_rulesets),
    ("POST", r"/rulesets", Api.create_ruleset),
    ("GET", r"/rulesets/(\d+)", Api.get_ruleset),
    ("PUT", r"/rulesets/(\d+)", Api.update_ruleset),
]


@contextmanager
def running_api(api: Api) -> Iterator[Api]:
    """Serve on a free loopback port until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), json_handler(api.serve))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    api.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
