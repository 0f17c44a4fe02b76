// Backports and source packages without an address of our own: the machine's own entry for its release is copied with
// another suite or type, so that a mirror, a proxy and the keys stay whatever they are here.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {Map<string, string>} Stanza field names as in deb822 (Types, URIs, Suites …) to values */

const words = (/** @type {string | undefined} */ value) => (value ?? "").split(/\s+/).filter(Boolean);

/** @param {string} text of a .sources file @returns {Stanza[]} */
export function parseDeb822(text) {
  const stanzas = [];
  /** @type {Stanza} */
  let stanza = new Map();
  let field = "";
  for (const line of [...text.split(/\r?\n/), ""]) {
    if (line.startsWith("#")) continue;
    if (line.trim() === "") {
      if (stanza.size > 0) stanzas.push(stanza);
      stanza = new Map();
      field = "";
    } else if (/^\s/.test(line)) {
      // a continued field may be a whole key in Signed-By, whose line breaks matter
      stanza.set(field, `${stanza.get(field)}\n${line}`);
    } else {
      const colon = line.indexOf(":");
      field = canonical(line.slice(0, colon).trim());
      stanza.set(field, line.slice(colon + 1).trim());
    }
  }
  return stanzas;
}

/** @param {string} text of a .list file @returns {Stanza[]} one per line */
export function parseOneLine(text) {
  const stanzas = [];
  for (const line of text.split(/\r?\n/)) {
    const entry = /^\s*(deb|deb-src)\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)([^#]*)/.exec(line);
    if (!entry || entry[3].startsWith("cdrom:")) continue;
    const [, type, options, uri, suite, components] = entry;
    /** @type {Stanza} */
    const stanza = new Map([
      ["Types", type],
      ["URIs", uri],
      ["Suites", suite],
    ]);
    if (components.trim() !== "") stanza.set("Components", words(components).join(" "));
    for (const option of words(options)) {
      const [key, value = ""] = option.split(/[+-]?=/, 2);
      const field = optionFields[/** @type {keyof typeof optionFields} */ (key)] ?? canonical(key);
      stanza.set(field, value.replaceAll(",", " "));
    }
    stanzas.push(stanza);
  }
  return stanzas;
}

const optionFields = { arch: "Architectures", lang: "Languages", target: "Targets" };

function canonical(/** @type {string} */ field) {
  if (/^uris$/i.test(field)) return "URIs";
  return field.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** @param {Stanza[]} stanzas @param {string} type @param {string} suite */
export function hasSuite(stanzas, type, suite) {
  const holds = (/** @type {Stanza} */ one, /** @type {string} */ field, /** @type {string} */ word) =>
    words(one.get(field)).includes(word);
  return stanzas.some((one) => isEnabled(one) && holds(one, "Types", type) && holds(one, "Suites", suite));
}

const isEnabled = (/** @type {Stanza} */ stanza) => !/^(no|false|0|off)$/i.test(stanza.get("Enabled") ?? "");

/**
 * What to add so that every entry of `wanted` is there.
 * @param {Stanza[]} stanzas the machine's
 * @param {string} codename of its release
 * @param {{ type: string, suite: string }[]} wanted
 * @returns {string | undefined} deb822 text, "" if nothing lacks, undefined if no entry serves as a model
 */
export function extraSources(stanzas, codename, wanted) {
  const lacking = wanted.filter(({ type, suite }) => !hasSuite(stanzas, type, suite));
  if (lacking.length === 0) return "";
  const model = stanzas.find((one) => hasSuite([one], "deb", codename));
  if (!model) return undefined;
  return lacking
    .map(({ type, suite }) => {
      const copy = new Map([...model, ["Types", type], ["Suites", suite]]);
      return [...copy]
        .map(([field, value]) => `${field}: ${value}\n`)
        .join("")
        .replaceAll(": \n", ":\n");
    })
    .join("\n");
}

/** @param {string} folder /etc/apt @param {string} except our own file, which is rewritten as a whole @returns {Stanza[]} */
export function readSources(folder, except) {
  const parts = join(folder, "sources.list.d");
  const files = [join(folder, "sources.list"), ...list(parts).map((name) => join(parts, name))];
  return files.flatMap((file) => {
    if (file === except) return [];
    const text = readOr(file, "");
    return file.endsWith(".sources") ? parseDeb822(text) : file.endsWith(".list") ? parseOneLine(text) : [];
  });
}

function list(/** @type {string} */ folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** @param {string} file @param {string} fallback */
export function readOr(file, fallback) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return fallback;
  }
}
