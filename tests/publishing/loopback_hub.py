"""A Hub on loopback, in memory: enough of its HTTP interface for a full round trip.

Repositories have commits, tags and LFS objects. A test can make any request fail a number of times.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import yaml

from tests.publishing.stored import Failure, Files, RefusalError, Repo, entry, git_oid


class Hub:
    def __init__(self, token: str) -> None:
        self.token = token
        self.repos: dict[str, Repo] = {}
        self.objects: dict[str, bytes] = {}
        self.failures: list[Failure] = []
        self.requests: list[str] = []
        self.url = ""

    @contextmanager
    def running(self) -> Iterator[Hub]:
        handler = type("BoundHandler", (Handler,), {"hub": self})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        pass

    def _handle(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.requests.append(f"{self.command} {path}")
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        failure = self._failure(path)
        try:
            if failure and not failure.after:
                raise RefusalError(failure.status, "", "made to fail", failure.headers)
            self.authorize()
            for method, pattern, name in ROUTES:
                found = re.fullmatch(pattern, path)
                if found and self.command in method.split("|"):
                    status, headers, content = getattr(self, name)(**found.groupdict())
                    break
            else:
                raise RefusalError(404, message=f"no route {self.command} {path}")
            if failure:
                raise RefusalError(failure.status, message="the answer is lost")
        except RefusalError as refusal:
            status, content = refusal.status, json.dumps({"error": refusal.message}).encode()
            headers = {"X-Error-Message": refusal.message, **refusal.headers}
            if refusal.code:
                headers["X-Error-Code"] = refusal.code
        self.send_response(status)
        headers.setdefault("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = _handle  # noqa: N815

    def _failure(self, path: str) -> Failure | None:
        for failure in self.hub.failures:
            if failure.times and failure.method == self.command and re.search(failure.path, path):
                failure.times -= 1
                return failure
        return None

    def authorize(self) -> None:
        header = self.headers.get("Authorization")
        if header not in (None, f"Bearer {self.hub.token}"):
            raise RefusalError(401, message="Invalid username or password.")
        open_to_all = self.path.startswith("/lfs/") or "paths-info" in self.path
        if self.command in ("POST", "PUT") and header is None and not open_to_all:
            raise RefusalError(401, message="Log in first.")

    def json(self) -> dict:
        return json.loads(self.body)

    def repo(self, repo: str) -> Repo:
        found = self.hub.repos.get(repo)
        if found is None or (found.private and not self.headers.get("Authorization")):
            raise RefusalError(404, "RepoNotFound", "Repository not found")
        return found

    def at(self, repo: str, revision: str) -> tuple[str, Files]:
        found = self.repo(repo)
        oid = found.resolve(revision)
        if oid is None:
            raise RefusalError(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        return oid, found.commits[oid]

    def answer(self, value: object, status: int = 200) -> tuple[int, dict[str, str], bytes]:
        return status, {"Content-Type": "application/json"}, json.dumps(value).encode()

    def create(self):
        asked = self.json()
        name = f"{asked['organization']}/{asked['name']}"
        url = {"url": f"{self.hub.url}/datasets/{name}", "name": name}
        if name in self.hub.repos:
            return self.answer({**url, "error": "exists"}, 409)
        made = Repo(private=asked.get("visibility") == "private")
        made.add({".gitattributes": (b"*.parquet filter=lfs\n", False)}, "initial commit")
        self.hub.repos[name] = made
        return self.answer(url)

    def info(self, repo: str, revision: str | None = None):
        oid, files = self.at(repo, revision or "main")
        siblings = [{"rfilename": path} for path in files]
        return self.answer({"id": repo, "sha": oid, "siblings": siblings, "tags": []})

    def refs(self, repo: str):
        found = self.repo(repo)
        main = {"name": "main", "ref": "refs/heads/main", "targetCommit": found.head}
        tags = [
            {"name": name, "ref": f"refs/tags/{name}", "targetCommit": oid}
            for name, oid in found.tags.items()
        ]
        return self.answer({"branches": [main], "converts": [], "tags": tags})

    def tree(self, repo: str, revision: str, folder: str | None = None):
        _, files = self.at(repo, revision)
        start = f"{folder}/" if folder else ""
        recursive = "recursive=true" in urlsplit(self.path).query.lower()
        entries, folders = [], set()
        for path, (content, lfs) in sorted(files.items()):
            inside = path.removeprefix(start)
            if path.startswith(start) and (recursive or "/" not in inside):
                entries.append(entry(path, content, lfs))
            elif path.startswith(start):
                folders.add(start + inside.split("/")[0])
        entries += [{"type": "directory", "path": f, "oid": "0" * 40} for f in sorted(folders)]
        if folder and not entries:
            raise RefusalError(404, "EntryNotFound", f"{folder} does not exist")
        return self.answer(entries)

    def paths_info(self, repo: str, revision: str):
        _, files = self.at(repo, revision)
        form = self.headers.get("Content-Type", "")
        if "json" in form:
            paths = self.json()["paths"]
        else:
            from urllib.parse import parse_qs

            paths = parse_qs(self.body.decode())["paths"]
        found = [entry(path, *files[path]) for path in paths if path in files]
        found += [
            {"type": "directory", "path": path, "oid": "0" * 40}
            for path in paths
            if any(name.startswith(f"{path}/") for name in files)
        ]
        return self.answer(found)

    def validate_yaml(self):
        text = self.json()["content"]
        head = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
        value = yaml.safe_load(head[1]) if head else None
        if not isinstance(value, dict) or any("config_name" not in c for c in value["configs"]):
            return self.answer({"errors": [{"message": "bad metadata"}]}, 400)
        return self.answer({"errors": [], "warnings": []})

    def preupload(self, repo: str, revision: str):
        _, files = self.at(repo, revision)
        return self.answer(
            {
                "files": [
                    {
                        "path": file["path"],
                        "uploadMode": "lfs" if file["path"].endswith(".parquet") else "regular",
                        "shouldIgnore": False,
                        "oid": git_oid(files[file["path"]][0]) if file["path"] in files else None,
                    }
                    for file in self.json()["files"]
                ]
            }
        )

    def lfs_batch(self, repo: str):
        self.repo(repo)
        objects = []
        for wanted in self.json()["objects"]:
            actions = {
                "upload": {"href": f"{self.hub.url}/lfs/{wanted['oid']}", "header": {}},
                "verify": {"href": f"{self.hub.url}/lfs-verify", "header": {}},
            }
            have = wanted["oid"] in self.hub.objects
            objects.append(wanted if have else {**wanted, "actions": actions})
        return self.answer({"transfer": "basic", "objects": objects})

    def lfs_put(self, oid: str):
        if hashlib.sha256(self.body).hexdigest() != oid:
            raise RefusalError(400, message="other content")
        self.hub.objects[oid] = self.body
        return 200, {}, b""

    def lfs_verify(self):
        asked = self.json()
        known = len(self.hub.objects.get(asked["oid"], b"")) == asked["size"]
        return self.answer({}, 200 if known else 404)

    def commit(self, repo: str, revision: str):
        target = self.repo(repo)
        lines = [json.loads(line) for line in self.body.splitlines()]
        header = lines[0]["value"]
        if header.get("parentCommit") not in (None, target.head):
            raise RefusalError(
                412, message="A commit has happened since. Please refresh and try again."
            )
        files = dict(target.commits[target.head])
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "file":
                files[value["path"]] = (base64.b64decode(value["content"]), False)
            elif line["key"] == "lfsFile":
                files[value["path"]] = (self.hub.objects[value["oid"]], True)
            elif line["key"] == "deletedFile":
                del files[value["path"]]
        oid = target.add(files, f"{header['summary']}\n{header['description']}")
        return self.answer({"commitOid": oid, "commitUrl": f"{self.hub.url}/{repo}/commit/{oid}"})

    def tag(self, repo: str, revision: str):
        oid, _ = self.at(repo, revision)
        tags, name = self.hub.repos[repo].tags, self.json()["tag"]
        if name in tags:
            raise RefusalError(409, message="Tag reference exists already")
        tags[name] = oid
        return self.answer({})

    def resolve(self, repo: str, revision: str, file: str):
        oid, files = self.at(repo, revision)
        if file not in files:
            raise RefusalError(404, "EntryNotFound", f"{file} does not exist")
        content, lfs = files[file]
        etag = hashlib.sha256(content).hexdigest() if lfs else git_oid(content)
        headers = {"ETag": f'"{etag}"', "X-Repo-Commit": oid, "Accept-Ranges": "bytes"}
        if lfs:
            headers |= {"X-Linked-Etag": f'"{etag}"', "X-Linked-Size": str(len(content))}
        wanted = re.fullmatch(r"bytes=([0-9]+)-([0-9]*)", self.headers.get("Range", ""))
        if wanted:
            first, last = int(wanted[1]), int(wanted[2] or len(content) - 1)
            headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
            return 206, headers, content[first : last + 1]
        headers["Content-Length"] = str(len(content))
        return 200, headers, content


_REPO = r"(?P<repo>[^/]+/[^/]+)"
_API = rf"/api/datasets/{_REPO}"

ROUTES = (
    ("POST", r"/api/repos/create", "create"),
    ("POST", r"/api/validate-yaml", "validate_yaml"),
    ("GET", rf"{_API}/refs", "refs"),
    ("GET", rf"{_API}/tree/(?P<revision>[^/]+)(/(?P<folder>.+))?", "tree"),
    ("GET", rf"{_API}/revision/(?P<revision>[^/]+)", "info"),
    ("POST", rf"{_API}/paths-info/(?P<revision>[^/]+)", "paths_info"),
    ("POST", rf"{_API}/preupload/(?P<revision>[^/]+)", "preupload"),
    ("POST", rf"{_API}/commit/(?P<revision>[^/]+)", "commit"),
    ("POST", rf"{_API}/tag/(?P<revision>[^/]+)", "tag"),
    ("GET", _API, "info"),
    ("POST", rf"/datasets/{_REPO}\.git/info/lfs/objects/batch", "lfs_batch"),
    ("PUT", r"/lfs/(?P<oid>[0-9a-f]{64})", "lfs_put"),
    ("POST", r"/lfs-verify", "lfs_verify"),
    ("GET|HEAD", rf"/datasets/{_REPO}/resolve/(?P<revision>[^/]+)/(?P<file>.+)", "resolve"),
)
