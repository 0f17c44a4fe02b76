// TypeScript has rules that know the types: a promise that nobody awaits is an event that nobody misses. Plain
// JavaScript (set-up, build, runner, bench) has ESLint's recommended ones.
import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** What Node and pages have without an import. */
const globals = [
  ...[
    "AbortController",
    "AbortSignal",
    "Buffer",
    "Headers",
    "Request",
    "Response",
    "TextDecoder",
    "TextEncoder",
  ],
  ...[
    "URL",
    "URLSearchParams",
    "WebAssembly",
    "WebSocket",
    "clearInterval",
    "clearTimeout",
    "console",
    "crypto",
  ],
  ...[
    "FormData",
    "document",
    "fetch",
    "location",
    "performance",
    "process",
    "queueMicrotask",
    "setImmediate",
    "setInterval",
  ],
  ...["sessionStorage", "setTimeout", "structuredClone", "window"],
];

export default tseslint.config(
  {
    ignores: ["build/", "dist/", "node_modules/", "tests/vectors/", "tests/packaging/project*/", "**/*.d.ts"],
  },
  {
    files: ["**/*.mjs", "**/*.cjs", "**/*.js"],
    extends: [js.configs.recommended],
    languageOptions: { globals: Object.fromEntries(globals.map((name) => [name, "readonly"])) },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", caughtErrors: "none", ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ["js/**/*.ts", "tests/**/*.ts", "examples/**/*.ts"],
    extends: [tseslint.configs.recommendedTypeCheckedOnly, tseslint.configs.eslintRecommended],
    languageOptions: {
      parserOptions: {
        project: ["tsconfig.neutral.json", "tsconfig.node.json", "tests/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            { from: "package", package: "node:test", name: ["test", "it", "describe", "suite"] },
          ],
        },
      ],
      "@typescript-eslint/no-misused-promises": "error",
      // an async function without await still turns what it throws into a rejection
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", caughtErrors: "none", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    },
  },
  {
    files: ["tests/**/*.ts"],
    rules: {
      // tests give the wrong types on purpose, and read answers whose type nothing declares
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-base-to-string": "off",
      "@typescript-eslint/restrict-template-expressions": "off",
    },
  },
);
