import hooks from "eslint-plugin-react-hooks";
import { globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** Imports flow shared -> features -> app; a folder may not name one that lies further on. */
const mayNotImport = (files, folders, message) => ({
  files,
  rules: {
    "no-restricted-imports": ["error", { patterns: [{ regex: `^(\\.\\./)+(${folders.join("|")})(/|$)`, message }] }],
  },
});

const features = ["videos", "search", "chat", "channels", "map", "signin"];

export default tseslint.config(
  globalIgnores(["src/api/types.ts", "eslint.config.js"]),
  tseslint.configs.recommendedTypeChecked,
  { languageOptions: { parserOptions: { projectService: true } } },
  hooks.configs.flat.recommended,
  mayNotImport(
    ["src/api/**", "src/events/**", "src/components/**", "src/i18n/**"],
    ["features", "app"],
    "Shared code knows no feature and not the app.",
  ),
  ...features.map((feature) =>
    mayNotImport(
      [`src/features/${feature}/**`],
      ["app", ...features.filter((other) => other !== feature)],
      "A feature knows shared code alone: neither the app nor another feature.",
    ),
  ),
);
