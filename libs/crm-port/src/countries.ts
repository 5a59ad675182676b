import { LANGUAGES, inEveryLanguage, localeOf, type Text } from '@linkflow/contracts';

/** All codes of ISO 3166-1 alpha-2. */
const CODES =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ' +
  'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR ' +
  'GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP ' +
  'KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU ' +
  'MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW ' +
  'SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ ' +
  'UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';

const codes = new Set(CODES.split(' '));

/** True for a country code of ISO 3166-1 alpha-2 in upper case. The countries of contacts and companies are stored as such codes. */
export const isCountry = (code: string): boolean => codes.has(code);

export interface CountryOption {
  value: string;
  label: Text;
}

/** The languages of contacts, with their names. */
export const LANGUAGE_OPTIONS: readonly CountryOption[] = [
  { value: 'en', label: { en: 'English', nb: 'Engelsk' } },
  { value: 'nb', label: { en: 'Norwegian', nb: 'Norsk' } },
];

let countries: readonly CountryOption[] | undefined;

/** All countries with their names, sorted by English name. Computed once, because Intl needs several ms for it. */
export function countryOptions(): readonly CountryOption[] {
  if (!countries) {
    const regions = new Map(
      LANGUAGES.map((language) => [language, new Intl.DisplayNames(localeOf(language), { type: 'region' })]),
    );
    countries = [...codes]
      .map((value) => ({
        value,
        label: inEveryLanguage((language) => regions.get(language)?.of(value) ?? value),
      }))
      .sort((a, b) => a.label.en.localeCompare(b.label.en, 'en'));
  }
  return countries;
}
