/**
 * `npm run untranslated`: for each language other than English and Norwegian, counts the texts that its catalogue lacks. `npm run
 * untranslated -- de` also lists them by file for one language, which need not have a catalogue yet.
 */
import { catalogueKeys, catalogueLanguages, productTexts, untranslated } from './lib/texts.mjs';

const texts = productTexts();
const wanted = process.argv[2];
const languages = wanted ? [wanted] : catalogueLanguages();
console.log(`${texts.length} texts in English and Norwegian.`);
if (languages.length === 0)
  console.log('There is no further language. `npm run untranslated -- <language>` lists all texts.');
for (const language of languages) {
  const { missing, unused } = untranslated(texts, catalogueKeys(language));
  const count = [...missing.values()].reduce((sum, keys) => sum + keys.length, 0);
  console.log(`\n${language}: ${count} missing, ${unused.length} unused`);
  if (!wanted) continue;
  for (const [file, keys] of missing) console.log(`\n${file}\n${keys.map((key) => `  ${key}`).join('\n')}`);
  if (unused.length > 0) console.log(`\nunused\n${unused.map((key) => `  ${key}`).join('\n')}`);
}
