/**
 * Finds the texts in the sources with the TypeScript parser. A text is an object literal with the properties `en` and `nb`
 * (libs/contracts/src/texts.ts).
 * Used by `npm run check` and `npm run untranslated`. Needs the installed packages.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './paths.mjs';

const LANGUAGES_FOLDER = 'libs/contracts/src/languages';

/** @typedef {{ file: string, source: string }} SourceFile */
/** @typedef {{ key: string, file: string, line: number }} FoundText */

/** @param {SourceFile} file @param {(node: ts.Node, sourceFile: ts.SourceFile) => void} visit */
function walk({ file, source }, visit) {
  const sourceFile = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const descend = (/** @type {ts.Node} */ node) => {
    visit(node, sourceFile);
    ts.forEachChild(node, descend);
  };
  descend(sourceFile);
}

/** @param {ts.Node} node @param {ts.SourceFile} sourceFile */
const lineOf = (node, sourceFile) =>
  sourceFile.getLineAndCharacterOfPosition(node.getStart(sourceFile)).line + 1;

/** Returns the languages that a source exports: `export const en = …` or `export { sv } from …`. @param {string} source */
export const sourceLanguages = (source) =>
  [...source.matchAll(/^export (?:const |\{ )(\w+)/gm)].map(([, language = '']) => language);

/**
 * Finds comparisons with a hard-coded language code, e.g. `language === 'nb'`. Such code ignores languages that are added later.
 * @param {SourceFile} file
 * @param {readonly string[]} languages
 * @returns {string[]} `file:line: code`
 */
export function languageComparisons(file, languages) {
  /** @type {string[]} */
  const found = [];
  const isLanguage = (/** @type {ts.Node} */ node) =>
    ts.isStringLiteralLike(node) && languages.includes(node.text);
  walk(file, (node, sourceFile) => {
    const compares =
      (ts.isBinaryExpression(node) &&
        /^[!=]==?$/.test(node.operatorToken.getText(sourceFile)) &&
        (isLanguage(node.left) || isLanguage(node.right))) ||
      (ts.isCaseClause(node) && isLanguage(node.expression));
    if (compares) {
      const code = node.getText(sourceFile).split('\n')[0] ?? '';
      found.push(`${file.file}:${lineOf(node, sourceFile)}: ${code}`);
    }
  });
  return found;
}

/**
 * Finds the texts of a file, and the texts that cannot be translated because code assembles them from parts (template literals).
 * @param {SourceFile} file
 * @returns {{ texts: FoundText[], assembled: string[] }}
 */
export function textsIn(file) {
  /** @type {FoundText[]} */
  const texts = [];
  /** @type {string[]} */
  const assembled = [];
  walk(file, (node, sourceFile) => {
    if (!ts.isObjectLiteralExpression(node)) return;
    const valueOf = (/** @type {string} */ name) => {
      const property = node.properties.find(
        (one) => ts.isPropertyAssignment(one) && one.name.getText(sourceFile) === name,
      );
      return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
    };
    const [en, nb, key] = [valueOf('en'), valueOf('nb'), valueOf('key')];
    if (!en || !nb) return;
    const line = lineOf(node, sourceFile);
    const named = key && ts.isStringLiteralLike(key) ? key.text : undefined;
    if (ts.isStringLiteralLike(en)) texts.push({ key: named ?? en.text, file: file.file, line });
    if (ts.isTemplateExpression(en) || ts.isTemplateExpression(nb)) {
      assembled.push(`${file.file}:${line}: ${en.getText(sourceFile).split('\n')[0]}`);
    }
  });
  return { texts, assembled };
}

/** @returns {SourceFile[]} */
const sourceFiles = () =>
  globSync('{apps,libs,ui/src,scripts,test}/**/*.{ts,tsx,mjs}', {
    cwd: root,
    exclude: ['**/node_modules/**'],
  })
    .sort()
    .map((file) => ({ file, source: readFileSync(join(root, file), 'utf8') }));

/** @param {SourceFile} file */
const isProduct = ({ file }) =>
  /^(apps|libs|ui)\//.test(file) && !/\.spec\.tsx?$|\/testing(\/|\.ts)/.test(file);

/** The check `texts` of `npm run check`: finds comparisons with a language, and texts that are assembled in code. */
export function checkTexts() {
  const files = sourceFiles();
  const languages = sourceLanguages(readFileSync(join(root, `${LANGUAGES_FOLDER}.ts`), 'utf8'));
  const problems = files.flatMap((file) => [
    ...languageComparisons(file, languages).map(
      (line) => `${line}\n  Compares a language with a literal. Use pick, format, phrase or localeOf.`,
    ),
    ...(isProduct(file) ? textsIn(file).assembled : []).map(
      (line) => `${line}\n  Is put together in code. Use an ICU message and phrase or format.`,
    ),
  ]);
  return { ok: problems.length === 0, output: problems.join('\n') };
}

/** Returns the texts of apps, libs and ui that need a translation, each key once. @returns {FoundText[]} */
export function productTexts() {
  const texts = sourceFiles()
    .filter(isProduct)
    .flatMap((file) => textsIn(file).texts)
    .filter(({ key }) => /\p{L}/u.test(withoutArguments(key)));
  return [...new Map(texts.toReversed().map((text) => [text.key, text])).values()].toReversed();
}

/** Removes the ICU arguments from a message. A message without any other letters needs no translation. @param {string} message */
const withoutArguments = (message) => message.replaceAll(/\{\w+(, (date|time|number)(, \w+)?)?\}/g, '');

/** Returns the keys of a language's catalogue. @param {string} language */
export function catalogueKeys(language) {
  const files = globSync(`${LANGUAGES_FOLDER}/${language}/*.json`, { cwd: root });
  return new Set(files.flatMap((file) => Object.keys(JSON.parse(readFileSync(join(root, file), 'utf8')))));
}

/** Returns the languages that have a catalogue. */
export const catalogueLanguages = () =>
  globSync('*/', { cwd: join(root, LANGUAGES_FOLDER) }).map((folder) => folder.replace(/\/$/, ''));

/**
 * Compares a catalogue with the texts of the product. Returns the texts without a translation, by file, and the keys that no text uses.
 * @param {readonly FoundText[]} texts
 * @param {ReadonlySet<string>} keys of the catalogue
 */
export function untranslated(texts, keys) {
  /** @type {Map<string, string[]>} */
  const missing = new Map();
  for (const { key, file } of texts) {
    if (!keys.has(key)) missing.set(file, [...(missing.get(file) ?? []), key]);
  }
  const used = new Set(texts.map(({ key }) => key));
  return { missing, unused: [...keys].filter((key) => !used.has(key)) };
}
