// Systems without apt: nothing is installed, only named as it is called there.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Commands that a group cannot do without; one of each list is enough. @type {Record<string, string[][]>} */
const commands = {
  native: [["c++", "g++", "clang++", "cl"], ["cmake"], ["ninja", "samu"], ["pkg-config", "pkgconf"]],
  wasm: [["em++"], ["cmake"], ["ninja", "samu"]],
  // a browser is often an application rather than a command, and only its tests need it
  browser: [],
  peers: [["go"], ["python3", "python"]],
};

/** @type {Record<string, { install: string, native: string, wasm: string, browser: string, peers: string }>} */
const named = {
  brew: {
    install: "brew install",
    native: "cmake ninja pkgconf cryptopp nlohmann-json cpp-httplib openssl@3 brotli catch2 clang-format",
    wasm: "emscripten cmake ninja nlohmann-json",
    browser: "--cask google-chrome",
    peers: "go python",
  },
  dnf: {
    install: "sudo dnf install",
    native:
      "gcc-c++ cmake ninja-build pkgconf-pkg-config cryptopp-devel json-devel cpp-httplib-devel openssl-devel " +
      "zlib-devel brotli-devel catch-devel clang-tools-extra",
    wasm: "emscripten cmake ninja-build json-devel",
    browser: "chromium liberation-fonts dejavu-sans-fonts",
    peers: "golang python3",
  },
  apk: {
    install: "apk add",
    native:
      "g++ cmake samurai pkgconf crypto++-dev nlohmann-json cpp-httplib-dev openssl-dev zlib-dev brotli-dev catch2-3 " +
      "clang-extra-tools",
    wasm: "emscripten cmake samurai nlohmann-json",
    browser: "chromium font-liberation font-dejavu",
    peers: "go python3",
  },
  pacman: {
    install: "sudo pacman -S --needed",
    native: "gcc cmake ninja pkgconf crypto++ nlohmann-json cpp-httplib openssl zlib brotli catch2 clang",
    wasm: "emscripten cmake ninja nlohmann-json",
    browser: "chromium ttf-liberation ttf-dejavu",
    peers: "go python",
  },
  winget: {
    install: "winget install",
    native:
      "Kitware.CMake Ninja-build.Ninja   (and from vcpkg: cryptopp nlohmann-json cpp-httplib openssl brotli catch2)",
    wasm: "Kitware.CMake Ninja-build.Ninja   (and em++ from the Emscripten SDK)",
    browser: "Google.Chrome",
    peers: "GoLang.Go Python.Python.3.13",
  },
};

/** @param {string} platform as process.platform has it @param {Map<string, string>} release /etc/os-release */
export function packagerOf(platform, release) {
  if (platform === "darwin") return "brew";
  if (platform === "win32") return "winget";
  const ids = `${release.get("ID") ?? ""} ${release.get("ID_LIKE") ?? ""}`.split(" ");
  if (ids.some((id) => ["fedora", "rhel", "centos"].includes(id))) return "dnf";
  if (ids.includes("alpine")) return "apk";
  if (ids.includes("arch")) return "pacman";
  return undefined;
}

/** @param {string} text of /etc/os-release @returns {Map<string, string>} */
export function parseRelease(text) {
  const pairs = [...text.matchAll(/^([A-Z_]+)=(?:"([^"]*)"|'([^']*)'|(.*))$/gm)];
  return new Map(pairs.map(([, key, ...values]) => [key, values.find((value) => value !== undefined) ?? ""]));
}

/** @param {string} name @returns {boolean} whether it is a command in the PATH */
export function hasCommand(name) {
  const endings = process.platform === "win32" ? (process.env.PATHEXT ?? ".EXE").split(";") : [""];
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.some((folder) =>
    endings.some((ending) => {
      try {
        accessSync(join(folder, name + ending), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    }),
  );
}

/**
 * @param {string[]} groups @param {string | undefined} packager @param {(command: string) => boolean} has
 * @returns {{ missing: string[], lines: string[] }} commands that lack, and what to tell the user
 */
export function adviseOther(groups, packager, has) {
  const lists = groups.flatMap((group) => commands[group]);
  const missing = [...new Set(lists.filter((names) => !names.some(has)).map((names) => names[0]))];
  const lines = [];
  if (missing.length > 0) lines.push(`missing commands: ${missing.join(" ")}`);
  lines.push("packages are installed on Debian and Ubuntu only; here they are yours to install:");
  const names = packager === undefined ? undefined : named[packager];
  for (const group of groups) {
    lines.push(
      `  ${group}: ${names ? `${names.install} ${names[/** @type {"native"} */ (group)]}` : plain[group]}`,
    );
  }
  return { missing, lines };
}

/** @type {Record<string, string>} */
const plain = {
  native:
    "a C++20 compiler, CMake, Ninja, pkg-config, Crypto++, nlohmann-json, cpp-httplib, OpenSSL, zlib, Brotli, Catch2 3, " +
    "clang-format",
  wasm: "Emscripten, CMake, Ninja, nlohmann-json",
  browser: "Chromium, the Liberation and DejaVu fonts",
  peers: "Go, Python 3",
};
