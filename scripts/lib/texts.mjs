/**
 * Reads the texts in the sources with the TypeScript parser: literals with the properties `en` and `nb` (libs/contracts/src/texts.ts).
 * Used by `npm run check` and `npm run untranslated`. Needs the installed packages.
 */
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './paths.mjs';

const TEXTS_FILE = 'libs/contracts/src/texts.ts';
const LANGUAGES_FOLDER = 'libs/contracts/src/languages';
const FOLDERS = ['apps', 'libs', 'ui/src', 'scripts', 'test'];
const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

/** @typedef {{ file: string, source: string }} SourceFile */
/** @typedef {{ key: string, file: string, line: number }} FoundText */

/** @param {SourceFile} file @param {(node: ts.Node, sourceFile: ts.SourceFile) => void} visit */
function walk({ file, source }, visit) {
  const kind = file.endsWith('.tsx')
    ? ts.ScriptKind.TSX
    : file.endsWith('.mjs')
      ? ts.ScriptKind.JS
      : ts.ScriptKind.TS;
  const sourceFile = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, kind);
  const descend = (/** @type {ts.Node} */ node) => {
    visit(node, sourceFile);
    ts.forEachChild(node, descend);
  };
  descend(sourceFile);
}

/** @param {ts.Node} node @param {ts.SourceFile} sourceFile */
const lineOf = (node, sourceFile) =>
  sourceFile.getLineAndCharacterOfPosition(node.getStart(sourceFile)).line + 1;

/** The languages in the sources: the keys of DEFINITIONS. @param {string} source of texts.ts @returns {string[]} */
export function sourceLanguages(source) {
  /** @type {string[]} */
  const languages = [];
  walk({ file: TEXTS_FILE, source }, (node) => {
    if (!ts.isVariableDeclaration(node) || node.name.getText() !== 'DEFINITIONS' || !node.initializer) return;
    let value = node.initializer;
    while (ts.isSatisfiesExpression(value) || ts.isAsExpression(value)) value = value.expression;
    if (!ts.isObjectLiteralExpression(value)) return;
    for (const { name } of value.properties) if (name) languages.push(name.getText().replaceAll(/['"]/g, ''));
  });
  return languages;
}

/**
 * Comparisons of a language with a literal: such code answers a further language in English without a trace.
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
        COMPARISONS.has(node.operatorToken.kind) &&
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
 * The texts of a file, and those that cannot be translated because they are put together in code.
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

/** @returns {Promise<SourceFile[]>} */
async function sourceFiles() {
  /** @type {SourceFile[]} */
  const files = [];
  for (const folder of FOLDERS) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || !/\.(ts|tsx|mjs)$/.test(entry.name) || path.includes('node_modules')) continue;
      files.push({
        file: path.slice(root.length + 1).replaceAll('\\', '/'),
        source: await readFile(path, 'utf8'),
      });
    }
  }
  return files;
}

/** @param {string} file */
const isProduct = (file) =>
  /^(apps|libs|ui)\//.test(file) && !/\.spec\.tsx?$|\/testing(\/|\.ts)|\/contract\//.test(file);

/** The check of `npm run check`. */
export async function checkTexts() {
  const files = await sourceFiles();
  const languages = sourceLanguages(await readFile(join(root, TEXTS_FILE), 'utf8'));
  const comparisons = files
    .filter(({ file }) => file !== TEXTS_FILE)
    .flatMap((file) => languageComparisons(file, languages));
  const assembled = files.filter(({ file }) => isProduct(file)).flatMap((file) => textsIn(file).assembled);
  const output = [
    ...comparisons.map(
      (line) => `${line}\n  Compares a language with a literal. Use pick, format, phrase or localeOf.`,
    ),
    ...assembled.map(
      (line) => `${line}\n  Is put together in code. Use an ICU message and phrase or format.`,
    ),
  ];
  return { ok: output.length === 0, output: output.join('\n') };
}

/** The texts of the product, each key once. @returns {Promise<FoundText[]>} */
export async function productTexts() {
  const files = (await sourceFiles()).filter(({ file }) => isProduct(file));
  const texts = files
    .flatMap((file) => textsIn(file).texts)
    .filter(({ key }) => /\p{L}/u.test(withoutArguments(key)));
  return [...new Map(texts.toReversed().map((text) => [text.key, text])).values()].toReversed();
}

/** A message of nothing but arguments needs no translation. @param {string} message */
const withoutArguments = (message) => message.replaceAll(/\{\w+(, (date|time|number)(, \w+)?)?\}/g, '');

/** The keys of a language's catalogue. @param {string} language @returns {Promise<Set<string>>} */
export async function catalogueKeys(language) {
  const folder = join(root, LANGUAGES_FOLDER, language);
  if (!existsSync(folder)) return new Set();
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const catalogues = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return new Set(catalogues.flatMap((json) => Object.keys(JSON.parse(json))));
}

/** The languages with a catalogue. @returns {Promise<string[]>} */
export async function catalogueLanguages() {
  const folder = join(root, LANGUAGES_FOLDER);
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/**
 * What a catalogue lacks, by file, and what it has in vain.
 * @param {readonly FoundText[]} texts
 * @param {ReadonlySet<string>} keys
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
