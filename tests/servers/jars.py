"""The jars of Neo4j Community, fetched once by Maven and kept outside the repository."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from tests.servers import Unobtainable
from tests.servers.cache import cache_folder

VERSION: Final = "2025.12.1"

# The three exclusions are named by the published assembly, but not published themselves.
POM: Final = f"""\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>hub.tests</groupId>
  <artifactId>neo4j</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.neo4j.assembly</groupId>
      <artifactId>neo4j-community-standalone</artifactId>
      <version>{VERSION}</version>
      <type>pom</type>
      <exclusions>
        <exclusion><groupId>org.neo4j</groupId><artifactId>neo4j-push-to-cloud</artifactId></exclusion>
        <exclusion><groupId>org.neo4j</groupId><artifactId>neo4j-genai-plugin</artifactId></exclusion>
        <exclusion><groupId>org.neo4j</groupId><artifactId>cypher-shell</artifactId></exclusion>
      </exclusions>
    </dependency>
  </dependencies>
</project>
"""


def neo4j_jars(*, java: Path) -> Path:
    """Return the folder of Neo4j's jars, kept outside the repository.

    The first call fetches them (144 MB) with the Maven on `PATH`, run by the Java runtime at `java` where `JAVA_HOME`
    names none. Raises `Unobtainable` where there is no Maven, or it fails.
    """
    cache = cache_folder()
    jars = cache / f"neo4j-{VERSION}"
    if not jars.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix="fetching-") as folder:
            fetched = fetch(Path(folder), java=java)
            # Another run may have been first; its jars are as good, and a full folder is never replaced.
            if not jars.is_dir():
                fetched.rename(jars)
    return jars


def fetch(folder: Path, *, java: Path) -> Path:
    """Have Maven copy the jars below `folder` and return where they are."""
    maven = shutil.which("mvn")
    if maven is None:
        message = "no mvn on PATH to fetch Neo4j with"
        raise Unobtainable(message)
    (folder / "pom.xml").write_text(POM, encoding="utf-8")
    fetched = subprocess.run(
        [maven, "--batch-mode", "--quiet", "dependency:copy-dependencies", "-DoutputDirectory=jars"],
        cwd=folder,
        env={"JAVA_HOME": str(java)} | os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if fetched.returncode:
        first = next(iter(fetched.stdout.splitlines()), "it said nothing")
        message = f"mvn could not fetch Neo4j {VERSION}: {first}"
        raise Unobtainable(message)
    return folder / "jars"
