// Builds static/dist from static/source: `npm run build`. The result is committed, so nobody needs Node to run Alongside.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import * as sass from "sass";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = `${here}dist`;

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

for (const name of ["alongside", "print", "sheet"]) {
  const { css } = sass.compile(`${here}source/scss/${name}.scss`, {
    loadPaths: [here, `${here}source/scss`],
    quietDeps: true,
    charset: false,
    // Not compressed: the diff of an upgrade can be read, and the server compresses what it sends.
    style: "expanded",
  });
  writeFileSync(`${dist}/${name}.css`, `${css}\n`);
}

await build({
  absWorkingDir: here,
  entryPoints: {
    alongside: "source/js/alongside.mjs",
    "print-page": "source/js/print-page.mjs",
    session: "source/js/session.mjs",
    webauthn: "source/js/webauthn.mjs",
  },
  bundle: true,
  charset: "utf8",
  format: "esm",
  legalComments: "inline",
  minify: true,
  outdir: "dist",
  // Locked-down computers keep browsers for years: modules are needed, nothing newer than 2018 is.
  target: "es2018",
});
cpSync(`${here}source/js/js-enabled.js`, `${dist}/js-enabled.js`);
cpSync(`${here}source/images`, dist, { recursive: true });
cpSync(
  `${here}node_modules/@ministryofjustice/frontend/moj/assets/images/icon-document.svg`,
  `${dist}/icon-document.svg`,
);
writeFileSync(`${dist}/LICENCES.txt`, licences());

writeFileSync(`${dist}/SOURCES.sha256`, `${hashOfSources()}\n`);
checkOutput();

/** What was built, so that a test without Node can tell when the built files are behind their sources. */
function hashOfSources() {
  const below = readdirSync(`${here}source`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(here, `${entry.parentPath}/${entry.name}`));
  const hash = createHash("sha256");
  for (const name of [...below, "build.mjs", "package-lock.json"].sort()) {
    hash.update(`${name}\n`).update(readFileSync(`${here}${name}`));
  }
  return hash.digest("hex");
}

/** The notices that the licences of the packages inside the built files ask for. */
function licences() {
  // Two of the packages are published without the file that holds their notice.
  const notices = {
    "govuk-frontend": "Copyright (C) 2017 Crown Copyright (Government Digital Service)",
    "@ministryofjustice/frontend": "Copyright (c) 2021 dxw",
    "htmx.org": null,
  };
  const mit = readFileSync(`${here}source/licences/mit.txt`, "utf8");
  return Object.entries(notices)
    .map(([name, notice]) => {
      const folder = `${here}node_modules/${name}`;
      const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
      if (notice && license !== "MIT") {
        throw new Error(`${name} is now under ${license}: change its notice`);
      }
      const text = notice ? `${notice}\n\n${mit}` : readFileSync(`${folder}/LICENSE`, "utf8");
      return `${name} ${version} (${license})\n\n${text.trim()}\n`;
    })
    .join("\n----------------------------------------\n\n");
}

/** Fails the build when something that must not be served has crept into it. */
function checkOutput() {
  const banned = [here, "GDS Transport", "@font-face", "govuk-crest", "sourceMappingURL"];
  for (const file of readdirSync(dist)) {
    const text = readFileSync(`${dist}/${file}`, "utf8");
    for (const words of banned) {
      if (text.includes(words)) {
        throw new Error(`dist/${file} contains "${words}"`);
      }
    }
  }
}
