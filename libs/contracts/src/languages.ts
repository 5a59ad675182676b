/**
 * The languages of the product, by code. English and Norwegian are written side by side in the sources. A further language is a folder
 * `languages/<code>/` with an `index.ts`, which exports its definition with its catalogues, and one line here:
 * `export { sv } from './languages/sv';`.
 *
 *     import actions from './actions.json';
 *     import pages from './pages.json';
 *
 *     export const sv = { locale: 'sv-SE', name: 'Svenska', catalogue: { ...actions, ...pages } };
 *
 * The JSON catalogues map English sources, or the keys of homonyms, to translations. A text that no catalogue has is shown in English.
 * `npm run untranslated -- sv` lists these texts.
 */

export const en = { locale: 'en-GB', name: 'English' };

/** Readers of Nynorsk, Danish and Swedish get Bokmål, because they understand it better than English. */
export const nb = { locale: 'nb-NO', name: 'Norsk', subtags: ['no', 'nn', 'da', 'sv'] };
