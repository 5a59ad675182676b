import type { Text } from '@linkflow/contracts';

/** ISO 3166-1 alpha-2, all of them. */
const CODES =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ' +
  'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR ' +
  'GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP ' +
  'KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU ' +
  'MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW ' +
  'SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ ' +
  'UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';

const codes = new Set(CODES.split(' '));

/** True for a code of ISO 3166-1, in upper case. */
export const isCountry = (code: string): boolean => codes.has(code);

let countries: readonly { value: string; label: Text }[] | undefined;

/** All countries by their codes, with the names that people here use; in English order. */
export function countryOptions(): readonly { value: string; label: Text }[] {
  countries ??= namedCountries();
  return countries;
}

function namedCountries(): { value: string; label: Text }[] {
  const en = new Intl.DisplayNames('en', { type: 'region' });
  const nb = new Intl.DisplayNames('nb', { type: 'region' });
  return [...codes]
    .map((value) => ({ value, label: { en: en.of(value) ?? value, nb: nb.of(value) ?? value } }))
    .sort((a, b) => a.label.en.localeCompare(b.label.en, 'en'));
}
